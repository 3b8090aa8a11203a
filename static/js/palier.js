/**
 * The one script of every page. Each element improves a page that already works without it;
 * what few pages need is fetched only where it stands.
 */
import "./elements/auto-refresh.js";
import "./elements/code-input.js";
import "./elements/copy-button.js";
import "./elements/locate-button.js";

if (document.querySelector("ad-view")) import("./elements/ad-view.js");
if (document.querySelector("live-alerts")) import("./elements/live-alerts.js");
if (document.querySelector("position-check")) import("./elements/position-check.js");
if (document.querySelector("place-picker")) import("./elements/place-picker.js");
if (document.querySelector("alert-area")) import("./elements/alert-area.js");
if (document.querySelector("boundary-editor")) import("./elements/boundary-editor.js");
if (document.querySelector("send-once")) import("./elements/send-once.js");
if (document.querySelector("push-switch")) import("./elements/push-switch.js");

// On a telephone the filters lie over what they found: once they were sent, show what was found.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.requestConfig?.triggeringEvent?.type !== "submit" || !document.querySelector(".panel:target")) return;
  document.activeElement?.blur();
  location.replace("#results");
});

// A refused form: take the reader to the summary of errors.
document.querySelector(".error-summary")?.focus();
