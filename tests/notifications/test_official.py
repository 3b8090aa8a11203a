"""Official alerts in: what breaks a rule shows nothing and is named in the log; nobody leads our server elsewhere (CAP-07, CAP-08, CAP-11, SEC-15)."""

import time

import pytest

from notifications.official.fetching import MOST_BYTES, FetchFault, fetch
from notifications.official.reading import CAP, CapFault, read_cap
from tests.notifications.feeds import SENT, Feed, message

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
