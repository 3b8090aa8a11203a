/**
 * Keeps the alerts on top of a page up to date: listens to the server's event stream, fetches the banner when told that
 * it changed, and reads the title of a new alert out once. Without script the banner is in the page already.
 *
 * @example
 * <live-alerts data-stream="/live/quartier/3/" data-source="/alertes/bandeau/3/"><section>…</section></live-alerts>
 *
 * @attr data-stream address of the event stream; its event `alert-changed` means "look again"
 * @attr data-source address of the fragment that takes the content's place
 * @fires alerts-changed bubbles, after the content changed
 *
 * Every time the stream (re)opens the banner is fetched, so nothing said meanwhile is missed. While there is no stream,
 * it asks every half minute instead; while nobody answers at all, every few seconds.
 */
const POLL = 30_000;
// Nobody answered: the same time after which a browser opens a stream again.
const SOON = 3_000;
// A neighbourhood's open pages do not all ask in the same instant.
const SPREAD = 800;

class LiveAlerts extends HTMLElement {
  connectedCallback() {
    this.voice = document.createElement("p");
    this.voice.className = "visually-hidden";
    this.voice.setAttribute("role", "status");
    this.after(this.voice);
    this.listen();
    this.timer = setInterval(() => this.stream?.readyState === 1 || this.look(), POLL);
    this.wake = () => document.hidden || this.look();
    document.addEventListener("visibilitychange", this.wake);
    addEventListener("online", this.wake);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    clearTimeout(this.soon);
    clearTimeout(this.again);
    this.stream?.close();
    this.request?.abort();
    this.voice.remove();
    document.removeEventListener("visibilitychange", this.wake);
    removeEventListener("online", this.wake);
  }

  listen() {
    if (!("EventSource" in window)) return;
    this.stream = new EventSource(this.dataset.stream);
    this.stream.addEventListener("open", () => this.look());
    this.stream.addEventListener("alert-changed", () => {
      clearTimeout(this.soon);
      this.soon = setTimeout(() => this.look(), Math.random() * SPREAD);
    });
    this.stream.addEventListener("error", () => {
      // The browser reconnects by itself, except when it was refused.
      if (this.stream.readyState === EventSource.CLOSED) this.again = setTimeout(() => this.isConnected && this.listen(), POLL);
    });
  }

  async look() {
    clearTimeout(this.soon);
    this.request?.abort();
    const request = (this.request = new AbortController());
    try {
      const response = await fetch(this.dataset.source, { signal: request.signal, headers: { "HX-Request": "true" } });
      if (response.ok) this.show(await response.text());
      if (response.status < 500) return;
    } catch {
      // Offline, or asked anew: what is shown stays.
    }
    // A server that comes back behind its proxy tells nobody; who is hidden looks when shown.
    if (!request.signal.aborted && this.isConnected && !document.hidden) {
      this.soon = setTimeout(() => this.look(), SOON + Math.random() * SPREAD);
    }
  }

  show(html) {
    // Our own server's fragment, parsed without running anything in it.
    const fresh = new DOMParser().parseFromString(html, "text/html").body;
    const known = new Set(this.identities(this));
    const appeared = [...fresh.querySelectorAll("[data-alert]")].filter((alert) => !known.has(alert.dataset.alert));
    if (fresh.textContent.trim() === this.textContent.trim()) return;
    this.replaceChildren(...fresh.childNodes);
    // As written, not as drawn: what is folded away is news all the same.
    const words = appeared.map((alert) => alert.querySelector(".alert__body")?.textContent ?? "").join(" ");
    this.voice.textContent = words.replace(/\s+/g, " ").trim();
    this.dispatchEvent(new CustomEvent("alerts-changed", { bubbles: true }));
  }

  identities(root) {
    return [...root.querySelectorAll("[data-alert]")].map((alert) => alert.dataset.alert);
  }
}

customElements.define("live-alerts", LiveAlerts);
