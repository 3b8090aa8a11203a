/**
 * Asks the browser for the position when the form around it is sent, and sends the form with the answer: the position,
 * or the reason why there is none. The server writes every sentence about it.
 *
 * @example
 * <form method="post">
 *   <input type="hidden" name="lat"><input type="hidden" name="lon"><input type="hidden" name="accuracy"><input type="hidden" name="problem">
 *   <position-check waiting="Your device is looking for its position."><button>Compare my position</button><p role="status"></p></position-check>
 * </form>
 *
 * @attr waiting what to say while the device looks
 */
const PROBLEMS = { 1: "denied", 2: "unavailable", 3: "timeout" };

class PositionCheck extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.form?.addEventListener("submit", this);
  }

  disconnectedCallback() {
    this.form?.removeEventListener("submit", this);
  }

  handleEvent(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.querySelector("button")?.setAttribute("aria-busy", "true");
    const status = this.querySelector("[role=status]");
    if (status) status.textContent = this.getAttribute("waiting") ?? "";
    if (!("geolocation" in navigator)) return this.send({ problem: "unavailable" });
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.send({ lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy }),
      (error) => this.send({ problem: PROBLEMS[error.code] ?? "unavailable" }),
      { enableHighAccuracy: true, timeout: 30000, maximumAge: 0 },
    );
  }

  send(values) {
    if (!this.isConnected) return;
    for (const input of this.form.querySelectorAll("[type=hidden]")) {
      if (input.name !== "csrfmiddlewaretoken") input.value = values[input.name] ?? "";
    }
    this.form.submit();
  }
}

customElements.define("position-check", PositionCheck);
