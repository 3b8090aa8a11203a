"""The live banner and the push switch in a real browser: what they do when something is missing, refused or old (ALR-18, WPU-12)."""

import json

import pytest

from tests.journeys.test_elements import show, window

STREAM = "retry: 100\n\nevent: alert-changed\ndata: 1\n\n"
LIVE = '<live-alerts data-stream="/live/" data-source="/banner/"></live-alerts>'


def banner(*alerts, folded=()):
    one = '<div data-alert="{0}"><div class="alert__body"><p>Urgence</p>\n  <p><a href="/a/">{0}</a></p></div></div>'
    return "".join(map(one.format, alerts)) + "".join(f"<details><summary>1</summary>{one.format(name)}</details>" for name in folded)


def put(page, html, element):
    """Put an element into a page whose answers are ready; like any page, it fetches what the element needs."""
    page.evaluate(
        "([html, name]) => { document.body.insertAdjacentHTML('beforeend', html); return import(`/js/elements/${name}.js`); }",
        [html, element],
    )


class Place:
    """What a neighbourhood's addresses answer."""

    def __init__(self, page):
        self.page, self.stream, self.banner, self.asked = page, (200, STREAM), (200, ""), 0
        page.route("**/live/", lambda route: route.fulfill(status=self.stream[0], body=self.stream[1], content_type="text/event-stream"))
        page.route("**/banner/", self.answer)

    def answer(self, route):
        self.asked += 1
        status, body = self.banner
        route.fulfill(status=status, body=body, content_type="text/html") if status else route.abort()

    def open(self):
        put(self.page, LIVE, "live-alerts")
        return self

    @property
    def voice(self):
        return self.page.locator("live-alerts + [role=status]")

    def wait_for(self, text):
        self.page.locator("live-alerts").get_by_text(text).wait_for(state="attached")


def test_what_is_new_is_said_once_folded_or_not(show):
    """ALR-18, LEG-12: one polite announcement a new alert, none for what was there, none for the same thing again."""
    place = Place(show(""))
    place.banner = 200, banner("Crue")
    place.open().wait_for("Crue")
    assert place.voice.text_content() == "Urgence Crue"
    place.page.evaluate("document.querySelector('live-alerts + p').textContent = ''")
    for _ in range(3):  # the stream opens again and again, and each time the page looks
        with place.page.expect_response("**/banner/"):
            pass
    assert place.voice.text_content() == ""
    place.banner = 200, banner("Crue", folded=["Route"])
    place.wait_for("Route")
    assert place.voice.text_content() == "Urgence Route"
    assert place.voice.get_attribute("role") == "status"
    place.banner = 200, banner("Crue")
    place.page.locator("live-alerts").get_by_text("Route").wait_for(state="detached")
    assert place.page.faults == []


@pytest.mark.parametrize("stream", ["refused", "missing"])
def test_without_a_stream_it_asks_every_half_minute(show, stream):
    """Issue 5.1, ALR-18: falling back to polling, where the stream is refused, and in a browser that knows none."""
    page = show("")
    page.clock.install()
    if stream == "missing":
        page.evaluate("delete window.EventSource")
    place = Place(page)
    place.stream = 503, ""
    place.open()
    place.banner = 200, banner("Crue")
    assert place.asked == 0
    page.clock.fast_forward(31_000)
    place.wait_for("Crue")
    assert place.page.faults == []


def test_what_was_missed_while_nobody_answered_shows_within_five_seconds(show):
    """ALR-18: five minutes behind a proxy whose server is away; then it is there again, and tells nobody."""
    page = show("")
    page.clock.install()
    place = Place(page)
    place.stream = place.banner = 502, ""
    place.open()
    for _ in range(3):
        page.clock.fast_forward(100_000)
        page.wait_for_timeout(20)  # lets the answer in that was asked for
    before = place.asked
    assert before
    place.banner = 200, banner("Crue")
    page.clock.fast_forward(5_000)
    place.wait_for("Crue")
    assert place.voice.text_content() == "Urgence Crue"


PUSH = """
  window.made = [];
  const key = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0)).buffer;
  const subscription = (text) => ({
    options: { applicationServerKey: key(text) },
    unsubscribe: async () => { window.made.push('gone ' + text); },
    toJSON: () => ({ endpoint: 'https://push.test/' + text, keys: { p256dh: 'p', auth: 'a' } }),
  });
  const manager = {
    getSubscription: async () => subscription(window.kept),
    subscribe: async (options) => { window.made.push('made ' + options.applicationServerKey); return subscription(options.applicationServerKey); },
  };
  Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
  navigator.serviceWorker.getRegistration = async () => ({ pushManager: manager });
"""
SWITCH = """<push-switch data-key="AAAA" data-worker="/w.js" data-renew="/renew/" data-refused="no" data-failed="failed" hidden>
  <form method="post" action="/devices/"><input type="hidden" name="csrfmiddlewaretoken" value="t"><button>On</button></form>
  <p data-on hidden>This device is notified.</p></push-switch>"""


@pytest.mark.parametrize(("kept", "made"), [("AAAA", []), ("BBBB", ["gone BBBB", "made AAAA"])])
def test_a_browser_subscribed_for_an_old_key_is_subscribed_anew(show, kept, made):
    """WPU-07, WPU-12: after another VAPID key it would be refused for ever, while its page says that it is notified."""
    page = show("")
    reported = []
    page.route(
        "**/devices/",
        lambda route: (reported.append(route.request.post_data), route.fulfill(status=201, body="{}", content_type="application/json")),
    )
    page.evaluate(f"() => {{ window.kept = {json.dumps(kept)}; {PUSH} }}")
    put(page, SWITCH, "push-switch")
    page.locator("[data-on]").wait_for()
    assert page.evaluate("window.made") == made
    assert len(reported) == 1
    assert "https://push.test/AAAA" in reported[0]
    assert page.faults == []


__all__ = ["show", "window"]
