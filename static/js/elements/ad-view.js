/**
 * Counts an advertisement once, when half of it has been on the screen: a random token, drawn for this showing and kept
 * nowhere, is sent to our own server. The same token goes with a click, so that neither counts twice.
 * Without script nothing is counted but clicks.
 *
 * @example
 * <ad-view src="/ad/7d…/vu"><aside class="ad">… <a rel="sponsored nofollow" href="/ad/7d…/go">La Mie</a></aside></ad-view>
 *
 * @attr src address that counts
 */
class AdView extends HTMLElement {
  connectedCallback() {
    const signs = crypto.getRandomValues(new Uint8Array(16));
    this.token = Array.from(signs, (sign) => sign.toString(16).padStart(2, "0")).join("");
    for (const link of this.querySelectorAll("a[rel~=sponsored]")) link.search = `?v=${this.token}`;
    this.watch = new IntersectionObserver((entries) => this.look(entries), { threshold: 0.5 });
    this.watch.observe(this.firstElementChild || this);
  }

  disconnectedCallback() {
    this.watch.disconnect();
  }

  look(entries) {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    this.watch.disconnect();
    navigator.sendBeacon(this.getAttribute("src"), this.token);
  }
}

customElements.define("ad-view", AdView);
