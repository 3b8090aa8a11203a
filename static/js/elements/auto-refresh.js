/**
 * Asks for its own content again every few seconds, while the page is visible. Without script, the link inside does it.
 *
 * @example
 * <auto-refresh src="/alertes/12/chiffres/" every="10"><p>161 of 168 <a href="">Refresh</a></p></auto-refresh>
 *
 * @attr src address of the fragment; it is asked for with HX-Request, so a view may answer with its `_results` twin
 * @attr every seconds between two requests (10)
 * @fires refreshed bubbles
 *
 * The answer replaces the content; an answer 286 (htmx's « stop polling ») or 404 ends it.
 */
class AutoRefresh extends HTMLElement {
  connectedCallback() {
    const seconds = Number(this.getAttribute("every")) || 10;
    this.timer = setInterval(() => this.refresh(), seconds * 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    this.request?.abort();
  }

  async refresh() {
    if (document.hidden || this.request) return;
    this.request = new AbortController();
    try {
      const headers = { "HX-Request": "true", "X-Requested-With": "XMLHttpRequest" };
      const response = await fetch(this.getAttribute("src"), { headers, signal: this.request.signal });
      if (response.status === 286 || response.status === 404) clearInterval(this.timer);
      if (response.ok) this.show(await response.text());
    } catch {
      // Offline or aborted: what is shown stays, the next turn tries again.
    } finally {
      this.request = undefined;
    }
  }

  show(html) {
    // Our own server's fragment, parsed without running anything in it.
    const page = new DOMParser().parseFromString(html, "text/html");
    this.replaceChildren(...page.body.childNodes);
    window.htmx?.process(this);
    this.dispatchEvent(new CustomEvent("refreshed", { bubbles: true }));
  }
}

customElements.define("auto-refresh", AutoRefresh);
