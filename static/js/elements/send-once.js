/**
 * Sends the form inside once, when it has been seen: what opening a page means, but a GET may not write. Without script, its
 * button does the same.
 *
 * @example
 * <send-once><form action="/annonces/conversations/7d…/lu/" method="post">… <button>I have read this</button></form></send-once>
 *
 * The form goes when it is sent; when that fails its button stays.
 */
class SendOnce extends HTMLElement {
  connectedCallback() {
    this.watch = new IntersectionObserver((entries) => this.look(entries));
    this.watch.observe(this);
  }

  disconnectedCallback() {
    this.watch.disconnect();
  }

  async look(entries) {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    this.watch.disconnect();
    const form = this.querySelector("form");
    try {
      const response = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (response.ok || response.type === "opaqueredirect") form.hidden = true;
    } catch {
      // Offline: the button stays.
    }
  }
}

customElements.define("send-once", SendOnce);
