/**
 * Tidies a postcard code while it is typed or pasted: capitals, no dash or space, O read as 0, I and L as 1.
 * The server accepts all of these too. A scanned card brings its code after the "#" of the address: it is filled in, and
 * taken out of the address bar.
 *
 * @example
 * <code-input><input class="code" name="code" maxlength="8" autocomplete="one-time-code"></code-input>
 */
class CodeInput extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    if (!this.input) return;
    this.size = this.input.maxLength;
    // A pasted « K7QP-2M9X » is longer than the code; the limit comes back after tidying.
    this.input.removeAttribute("maxlength");
    this.input.addEventListener("input", this);
    this.takeScanned();
  }

  takeScanned() {
    const code = location.hash.slice(1).toUpperCase();
    if (this.input.value || !/^[0-9A-Z]{8}$/.test(code)) return;
    this.input.value = code;
    history.replaceState(history.state, "", location.pathname + location.search);
    this.handleEvent();
  }

  disconnectedCallback() {
    if (!this.input) return;
    this.input.removeEventListener("input", this);
    if (this.size > 0) this.input.maxLength = this.size;
  }

  handleEvent() {
    const caret = this.input.selectionStart;
    const atEnd = caret === this.input.value.length;
    const tidy = this.input.value.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
    const code = this.size > 0 ? tidy.slice(0, this.size) : tidy;
    if (code === this.input.value) return;
    this.input.value = code;
    if (!atEnd) this.input.setSelectionRange(caret, caret);
  }
}

customElements.define("code-input", CodeInput);
