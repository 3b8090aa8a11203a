/**
 * Asks the browser for the position, once, when pressed. The address field is the way without it:
 * the element stays hidden until it knows that the browser can locate.
 *
 * @example
 * <form action="/trouver/" method="get">
 *   <input type="hidden" name="lat"><input type="hidden" name="lon"><input type="hidden" name="accuracy">
 *   <locate-button submit refused="Your position is not available. Type your address instead." hidden>
 *     <button class="button" type="button">Use my position</button>
 *   </locate-button>
 * </form>
 *
 * @attr submit send the surrounding form as soon as the position is known
 * @attr refused what to say when there is no position
 * @fires located bubbles; detail: { latitude, longitude, accuracy }
 */
class LocateButton extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.hidden = !this.button || !("geolocation" in navigator);
    this.button?.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.button?.removeEventListener("click", this);
  }

  handleEvent() {
    this.button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      (position) => this.succeed(position.coords),
      () => this.fail(),
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 },
    );
  }

  succeed({ latitude, longitude, accuracy }) {
    if (!this.isConnected) return;
    this.button.removeAttribute("aria-busy");
    const form = this.closest("form");
    const values = { lat: latitude, lon: longitude, accuracy };
    for (const [name, value] of Object.entries(values)) {
      const input = form?.querySelector(`[name="${name}"]`);
      if (input) input.value = value;
    }
    this.dispatchEvent(new CustomEvent("located", { bubbles: true, detail: { latitude, longitude, accuracy } }));
    if (form && this.hasAttribute("submit")) form.requestSubmit();
  }

  fail() {
    this.button.removeAttribute("aria-busy");
    if (this.note || !this.getAttribute("refused")) return;
    this.note = document.createElement("p");
    this.note.className = "hint";
    this.note.setAttribute("role", "alert");
    this.note.textContent = this.getAttribute("refused");
    this.append(this.note);
  }
}

customElements.define("locate-button", LocateButton);
