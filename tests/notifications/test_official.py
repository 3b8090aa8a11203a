"""Official alerts in: what breaks a rule shows nothing and is named in the log; nobody leads our server elsewhere (CAP-07, CAP-08, CAP-11, SEC-15)."""

import http.server
import threading
import time
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from home.services import set_boundary
from notifications.models import Alert, OfficialMessage, OfficialSource
from notifications.official.fetching import MOST_BYTES, FetchFault, fetch
from notifications.official.reading import CAP, CapFault, read_cap
from notifications.services.official import poll_sources

SENT = "2026-11-25T10:00:00-00:00"
LATER = "2046-11-25T10:00:00+01:00"
RING = "48.44,-2.06 48.47,-2.06 48.47,-2.03 48.44,-2.03 48.44,-2.06"


def message(alert="", info="", area="", **changes):
    """Return a valid message with parts replaced; None takes an element out."""
    fields = {"identifier": "FR-1", "sender": "meteo@exemple.fr", "sent": SENT, "status": "Actual", "msgType": "Alert", "scope": "Public"}
    details = {
        "language": "fr-FR",
        "category": "Met",
        "event": "Vent violent",
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Likely",
    }
    details |= {
        "expires": LATER,
        "headline": "Vent violent ce soir",
        "description": "Rafales à 110 km/h.",
        "instruction": "Restez à l’abri.",
    }
    areas = {"areaDesc": "Dinan", "polygon": RING}
    for name, value in changes.items():
        for known in (fields, details, areas):
            if name in known:
                known[name] = value
    write = lambda values: "".join(f"<{name}>{value}</{name}>" for name, value in values.items() if value is not None)  # noqa: E731
    body = f"{write(fields)}{alert}<info>{write(details)}{info}<area>{write(areas)}{area}</area></info>"
    return f'<?xml version="1.0" encoding="UTF-8"?><alert xmlns="{CAP}">{body}</alert>'


REQUIRED = [
    "identifier",
    "sender",
    "sent",
    "status",
    "msgType",
    "scope",
    "category",
    "event",
    "urgency",
    "severity",
    "certainty",
    "areaDesc",
]
BAD_VALUES = {
    "identifier": ["a b", "a,b", "x" * 201],
    "sender": ["a b", "a,b"],
    "sent": ["2026-11-25T10:00:00Z", "2026-11-25", "2026-13-25T10:00:00+00:00", "2026-11-25T10:00:00.5+00:00"],
    "expires": ["2026-11-25T10:00:00Z", "soon"],
    "status": ["actual", "Real"],
    "msgType": ["alert", "Ack", "Error"],
    "scope": ["Open", "Private", "Restricted"],
    "category": ["Weather"],
    "urgency": ["Now"],
    "severity": ["Bad"],
    "certainty": ["Sure"],
    "polygon": [
        "1,2 3,4 1,2",
        "1,2 3,4 5,6 7,8",
        "91,2 3,4 5,6 91,2",
        "1,181 3,4 5,6 1,181",
        "1;2 3,4 5,6 1;2",
        "a,b c,d e,f a,b",
        "1,nan 3,4 5,6 1,nan",
    ],
}
BROKEN = [(f"without {name}", message(**{name: None})) for name in REQUIRED]
BROKEN += [(f"{name}={value[:20]}", message(**{name: value})) for name, values in BAD_VALUES.items() for value in values]
BROKEN += [(f"empty {name}", message(**{name: " "})) for name in ("event", "headline", "areaDesc", "sender")]
BROKEN += [
    ("restriction without Restricted", message(alert="<restriction>x</restriction>")),
    ("addresses without Private", message(alert="<addresses>x</addresses>")),
    ("ceiling without altitude", message(area="<ceiling>3</ceiling>")),
    ("circle without radius", message(area="<circle>48,2</circle>")),
    ("circle with a negative radius", message(area="<circle>48,2 -1</circle>")),
    ("unknown element", message(alert="<script>x</script>")),
    ("order", message(info="<event>twice</event>")),
    ("responseType", message().replace("<urgency>", "<responseType>Run</responseType><urgency>")),
    ("Update without references", message(msgType="Update")),
    ("Cancel without references", message(msgType="Cancel")),
    ("bad references", message(msgType="Update").replace("<info>", "<references>FR-0</references><info>", 1)),
    (
        "no info",
        f'<alert xmlns="{CAP}"><identifier>a</identifier><sender>b</sender><sent>{SENT}</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope></alert>',
    ),
    ("another namespace", message().replace(CAP, "urn:oasis:names:tc:emergency:cap:1.1")),
    ("html", "<html><body>404</body></html>"),
    ("not xml", message()[:-9]),
    ("nothing", ""),
    ("size", message(description="x" * 600_000)),
    ("external entity", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + message(description="&x;")),
    ("entity in small letters", '<!doctype a [<!entity x "y">]>' + message()),
    (
        "billion laughs",
        "<!DOCTYPE l ["
        + "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha"}">' for i in range(10))
        + "]>"
        + message(event="&l9;"),
    ),
]


@pytest.mark.parametrize(("_name", "text"), BROKEN, ids=[name for name, _ in BROKEN])
def test_what_breaks_a_rule_is_refused_at_once(_name, text):
    """CAP-11, CAP-07, CAP-08: more than sixty, one rule each, each within 100 ms of processor time."""
    began = time.process_time()
    with pytest.raises(CapFault) as fault:
        read_cap(text.encode())
    assert time.process_time() - began < 0.1
    assert str(fault.value).replace("-", "").isalpha()


def test_there_are_sixty_of_them_and_what_they_were_made_from_is_read():
    assert len(BROKEN) >= 60
    found = read_cap(message().encode())
    assert (found.identifier, found.headline, found.rings[0][0]) == ("FR-1", "Vent violent ce soir", [-2.06, 48.44])
    with pytest.raises(CapFault, match="encoding"):
        read_cap(message().encode("utf-16"))


class Feed(http.server.BaseHTTPRequestHandler):
    answers = {}
    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        status, body, headers = self.answers.get(self.path, (404, b"", {}))
        if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def feed(settings):
    """A feed on this machine, which only the setting for trusted feeds lets our server reach."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    Feed.answers, Feed.asked = {}, []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    settings.PALIER_TRUSTED_FEEDS = [base]
    yield base
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/latest/meta-data/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://localhost/",
        "http://exemple.fr/flux.atom",
        "https://exemple.fr:8443/",
        "https://u:p@exemple.fr/",
        "file:///etc/passwd",
        "https://2130706433/",
    ],
)
def test_no_address_leads_inside(feed, settings, url):
    """SEC-15: nothing is asked of this machine or of the metadata service."""
    settings.PALIER_TRUSTED_FEEDS = []
    with pytest.raises(FetchFault):
        fetch(url)
    with pytest.raises(FetchFault, match="address"):
        fetch(feed + "/cap")
    assert Feed.asked == []


def test_redirects_and_floods_are_refused(feed):
    Feed.answers = {
        "/away": (302, b"", {"Location": "/cap"}),
        "/flood": (200, b"x" * (MOST_BYTES + 1), {}),
        "/ok": (200, b"ok", {"ETag": '"1"'}),
    }
    for path, rule in (("/away", "redirect"), ("/flood", "size"), ("/gone", "status-404")):
        with pytest.raises(FetchFault, match=rule):
            fetch(feed + path)
    assert fetch(feed + "/ok").body == b"ok"
    assert fetch(feed + "/ok", etag='"1"') is None
    assert "/cap" not in Feed.asked


@pytest.fixture
def source(feed, db):
    return OfficialSource.objects.create(name="Vigilance météo", url=feed + "/flux.atom")


@pytest.fixture
def here(neighbourhood):
    square = [[-2.05, 48.45], [-2.04, 48.45], [-2.04, 48.46], [-2.05, 48.46], [-2.05, 48.45]]
    set_boundary(place=neighbourhood, geometry={"type": "Polygon", "coordinates": [square]})
    return neighbourhood


def atom(base, *paths):
    links = "".join(f'<entry><link type="application/cap+xml" href="{path if "//" in path else base + path}"/></entry>' for path in paths)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{links}</feed>'.encode()


def test_a_message_waits_for_curators_and_is_sent_in_their_words(client, source, feed, here, other_neighbourhood, curator, resident):
    """Kept once, shown to those who run a place it touches, to nobody else; taken over or put aside; ended by its Cancel."""
    Feed.answers = {
        "/flux.atom": (200, atom(feed, "/1", "/bad", "https://autre.exemple/2"), {}),
        "/1": (200, message().encode(), {}),
        "/bad": (200, b"<html/>", {}),
    }
    assert (poll_sources(), poll_sources()) == (1, 0)
    source.refresh_from_db()
    assert source.fault == "root"
    page = reverse("notifications:official", args=[here.pk])
    client.force_login(resident)
    assert client.get(page).status_code == 404
    assert "Vent violent" not in client.get(here.url).content.decode()
    client.force_login(curator)
    assert "Vent violent ce soir" in client.get(page).content.decode()
    kept = OfficialMessage.objects.get()
    form = client.get(reverse("notifications:compose", args=[here.pk]), {"officielle": kept.pk}).context["form"]
    assert (form["headline"].value(), form["category"].value()) == ("Vent violent ce soir", Alert.Category.WEATHER)
    assert not Alert.objects.exists()
    client.post(reverse("notifications:official-aside", args=[here.pk, kept.pk]))
    assert "Vent violent ce soir" not in client.get(page).content.decode()
    kept.decisions.all().delete()
    assert "Vent violent ce soir" in client.get(page).content.decode()
    named = f"meteo@exemple.fr,FR-1,{SENT}"
    cancel = message(identifier="FR-2", msgType="Cancel").replace("<info>", f"<references>{named}</references><info>", 1)
    Feed.answers["/1"] = (200, cancel.encode(), {})
    poll_sources()
    assert "Vent violent ce soir" not in client.get(page).content.decode()


def test_what_is_elsewhere_over_or_an_exercise_is_not_shown(client, source, feed, here, curator, caplog):
    """CAP-10, CAP-11: and the log holds the rule, never the content."""
    past = (timezone.now() - timedelta(hours=1)).replace(microsecond=0).isoformat()
    far = "43.2,5.3 43.4,5.3 43.4,5.5 43.2,5.5 43.2,5.3"
    bodies = [message(identifier="a", polygon=far), message(identifier="b", expires=past), message(identifier="c", status="Exercise")]
    bodies.append(message(identifier="d", urgency="PIRATE"))
    Feed.answers = {f"/{number}": (200, body.encode(), {}) for number, body in enumerate(bodies)}
    Feed.answers["/flux.atom"] = (200, atom(feed, *(f"/{number}" for number in range(len(bodies)))), {})
    poll_sources()
    client.force_login(curator)
    assert "Vent violent" not in client.get(reverse("notifications:official", args=[here.pk])).content.decode()
    assert "urgency" in caplog.text
    assert "PIRATE" not in caplog.text
