/**
 * Subscribes this browser to notifications, at a press of the button and never by itself. Hidden where the browser cannot;
 * the sentence it stands beside says what to do then.
 *
 * @example
 * <push-switch data-key="BA…" data-worker="/palier-service-worker.js" data-renew="/notifications/appareils/renouveler/"
 *   data-refused="Your browser refuses." data-failed="It did not work." hidden>
 *   <form method="post" action="/notifications/appareils/"><input type="hidden" name="csrfmiddlewaretoken">
 *     <button class="button">Notify me on this device</button></form>
 *   <p data-on hidden>This device is notified.</p>
 * </push-switch>
 *
 * @attr data-key our public VAPID key, base64url
 * @attr data-worker address of the service worker; @attr data-renew where it reports a new address
 * @attr data-refused, data-failed what to say when the person or the browser said no, and when something else went wrong
 * @fires push-subscribed bubbles
 */
const STORE = "palier-push";
const OWN = "/own-subscription";

class PushSwitch extends HTMLElement {
  async connectedCallback() {
    const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
    if (!able) return;
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", this);
    const registration = await navigator.serviceWorker.getRegistration("/");
    const subscription = await registration?.pushManager.getSubscription();
    this.hidden = false;
    if (!subscription || Notification.permission !== "granted") return;
    try {
      // Says that this browser is still there, and whose it is now; made for a key we no longer use, it is made anew.
      this.show(await this.report(await this.subscription(registration)));
    } catch {
      // The button stays: a press of it says what is wrong.
    }
  }

  disconnectedCallback() {
    this.form?.removeEventListener("submit", this);
  }

  async handleEvent(event) {
    event.preventDefault();
    const button = this.form.querySelector("button");
    button.setAttribute("aria-busy", "true");
    try {
      if ((await Notification.requestPermission()) !== "granted") return this.say(this.dataset.refused);
      const registration = await navigator.serviceWorker.register(this.dataset.worker, { scope: "/" });
      await navigator.serviceWorker.ready;
      const subscription = await this.subscription(registration);
      if (await this.report(subscription)) {
        this.show(true);
        this.dispatchEvent(new CustomEvent("push-subscribed", { bubbles: true }));
      }
    } catch {
      this.say(this.dataset.failed);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  async subscription(registration) {
    const options = { userVisibleOnly: true, applicationServerKey: this.dataset.key };
    const old = await registration.pushManager.getSubscription();
    if (old && this.sameKey(old)) return old;
    // Made for a key we no longer use: worth nothing.
    await old?.unsubscribe();
    return registration.pushManager.subscribe(options);
  }

  sameKey(subscription) {
    const bytes = new Uint8Array(subscription.options.applicationServerKey ?? []);
    const text = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    return text === this.dataset.key;
  }

  async report(subscription) {
    const { endpoint, keys } = subscription.toJSON();
    const body = new FormData(this.form);
    for (const [name, value] of Object.entries({ endpoint, p256dh: keys.p256dh, auth: keys.auth, label: label() })) body.set(name, value);
    const answer = await fetch(this.form.action, { method: "POST", body });
    if (!answer.ok) {
      this.say((await answer.json().catch(() => ({}))).error ?? this.dataset.failed);
      return false;
    }
    const kept = { endpoint, auth: keys.auth, key: this.dataset.key, renew: this.dataset.renew };
    await (await caches.open(STORE)).put(OWN, new Response(JSON.stringify(kept)));
    return true;
  }

  show(on) {
    this.form.hidden = on;
    this.querySelector("[data-on]").hidden = !on;
  }

  say(text) {
    this.note ??= this.appendChild(document.createElement("p"));
    this.note.className = "hint";
    this.note.setAttribute("role", "alert");
    this.note.textContent = text;
  }
}

// A name to tell one's devices apart by; nothing is kept of the rest.
function label() {
  const agent = navigator.userAgent;
  const find = (list) => list.find(([, mark]) => agent.includes(mark))?.[0] ?? "";
  const browser = find([["Firefox", "Firefox/"], ["Edge", "Edg/"], ["Opera", "OPR/"], ["Chrome", "Chrome/"], ["Safari", "Safari/"]]);
  const system = find([["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac", "Mac OS"], ["Linux", "Linux"]]);
  return [browser, system].filter(Boolean).join(", ");
}

customElements.define("push-switch", PushSwitch);
