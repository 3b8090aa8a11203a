"""A push on a real Chromium: handed to the service worker by DevTools, as a push service would through the browser."""

import json

from notifications.channels.push.payloads import content_of, tag_of


def test_a_push_shows_one_notification_news_takes_its_place_and_a_click_opens_the_alert(visit):
    """ALR-03, WPU-03: the same tag, one notice, whatever comes twice; a click leads to the alert and never off the site."""
    visitor = visit("Lavandière", permissions=["notifications"])
    page, context = visitor.page, visitor.context
    page.goto("/alertes/")
    url = page.locator("main a[href^='/alertes/']").first.get_attribute("href")
    page.goto("/notifications/preferences/")
    page.get_by_role("button", name="Me prévenir sur cet appareil").wait_for()

    devtools = context.new_cdp_session(page)
    registrations = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    page.evaluate("navigator.serviceWorker.register('/palier-service-worker.js').then(() => navigator.serviceWorker.ready)")
    page.wait_for_timeout(100)  # lets the event in that names the registration
    assert registrations

    def deliver(title, body):
        content = content_of(title=title, body=body, url=url, tag=tag_of("alert:journey"), urgent=True, language="fr")
        data = {"origin": visitor.site.url, "registrationId": registrations[-1]["registrationId"], "data": content.decode()}
        devtools.send("ServiceWorker.deliverPushMessage", data)

    def wait_for(*expected):
        page.wait_for_function(
            """async (expected) => {
              const all = await (await navigator.serviceWorker.ready).getNotifications();
              return JSON.stringify(all.map((n) => [n.title, n.body, n.data.url])) === expected;
            }""",
            arg=json.dumps(expected, ensure_ascii=False, separators=(",", ":")),
            polling=200,
        )

    deliver("Vigilance : la Rance monte", "Pleine mer à 19 h 42.")
    wait_for(["Vigilance : la Rance monte", "Pleine mer à 19 h 42.", url])
    deliver("Vigilance : la Rance monte", "Pleine mer à 19 h 42.")
    deliver("Fin d’alerte : la Rance monte", "L’eau descend.")
    wait_for(["Fin d’alerte : la Rance monte", "L’eau descend.", url])

    (worker,) = context.service_workers
    # Only a finger may open a window: what the worker would open is noted, then opened.
    opened = worker.evaluate(
        """async () => {
          let opened;
          self.clients.openWindow = async (url) => { opened = url; };
          const [notification] = await self.registration.getNotifications();
          const click = new NotificationEvent("notificationclick", { notification });
          const waiting = [];
          click.waitUntil = (promise) => waiting.push(promise);
          self.dispatchEvent(click);
          await Promise.all(waiting);
          return opened;
        }"""
    )
    assert opened == visitor.site.url + url
    wait_for()
    page.goto(opened)
    assert page.locator("h1").inner_text()
    assert visitor.faults == []
    assert visitor.hosts <= {visitor.site.url.split("/")[2], ""}
