/**
 * Copies a text, then says so. Hidden where the browser cannot.
 *
 * @example
 * <copy-button text="https://…" done="Copied"><button class="button" type="button">Copy the link</button></copy-button>
 *
 * @attr text what to copy
 * @attr done what the button says for two seconds afterwards
 * @fires copied bubbles
 */
class CopyButton extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    if (!this.button || !navigator.clipboard) {
      this.hidden = true;
      return;
    }
    this.button.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.button?.removeEventListener("click", this);
    clearTimeout(this.timer);
  }

  async handleEvent() {
    await navigator.clipboard.writeText(this.getAttribute("text"));
    this.dispatchEvent(new CustomEvent("copied", { bubbles: true }));
    const done = this.getAttribute("done");
    if (!done || this.timer) return;
    const before = this.button.textContent;
    this.button.setAttribute("aria-live", "polite");
    this.button.textContent = done;
    this.timer = setTimeout(() => {
      this.button.textContent = before;
      this.timer = undefined;
    }, 2000);
  }
}

customElements.define("copy-button", CopyButton);
