/**
 * Shows notifications when no page is open. Served from the site's root by `notifications.views.devices`.
 *
 * A message is JSON: title, body, url (a path here), tag, urgent, lang. One notification per tag: news of an alert takes
 * the place of what stood there before, and its end takes the place of both.
 */
const STORE = "palier-push";
const OWN = "/own-subscription";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let message = {};
  try {
    message = event.data?.json() ?? {};
  } catch {
    // Not ours, or broken: the browser wants something shown all the same.
  }
  event.waitUntil(
    self.registration.showNotification(message.title || "Palier", {
      body: message.body || "",
      tag: message.tag || "palier",
      renotify: true,
      requireInteraction: Boolean(message.urgent),
      lang: message.lang || "",
      icon: "/static/icons/palier-192.png",
      badge: "/static/icons/palier-badge.png",
      data: { url: message.url || "/" },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data?.url || "/", self.location.origin);
  // Never elsewhere, whatever a message says.
  const url = target.origin === self.location.origin ? target.href : self.location.origin;
  event.waitUntil(open(url));
});

async function open(url) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((window) => window.url === url);
  return there ? there.focus() : self.clients.openWindow(url);
}

// A browser may change its address by itself. The page kept what the server knows it by; it is the proof.
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

async function renew(event) {
  const store = await caches.open(STORE);
  const kept = await (await store.match(OWN))?.json();
  if (!kept) return;
  const key = event.oldSubscription?.options.applicationServerKey ?? kept.key;
  const fresh =
    event.newSubscription ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  const { endpoint, keys } = fresh.toJSON();
  const body = new URLSearchParams({ endpoint, p256dh: keys.p256dh, auth: keys.auth, old_endpoint: kept.endpoint, old_auth: kept.auth });
  const answer = await fetch(kept.renew, { method: "POST", body, credentials: "omit" });
  if (answer.ok) await store.put(OWN, new Response(JSON.stringify({ ...kept, endpoint, auth: keys.auth })));
}
