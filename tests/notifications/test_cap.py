"""CAP 1.2 out: valid, in order, named for ever; the feeds list what runs (CAP-01 to CAP-06, CAP-08 to CAP-10)."""

import random
import re
import unicodedata
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

import pytest
import shapely
from lxml import etree

from home.models import Boundary, NeighbourhoodPage
from home.services import set_boundary
from notifications.cap.feeds import cap_address
from notifications.cap.identity import cap_time, identifier_of, sender, sent_of
from notifications.cap.writing import NAMESPACE, clean, write_cap
from notifications.models import Alert, AlertMessage
from notifications.services import end_alert, publish_alert, update_alert
from tests.factories.notifications import AlertFactory
from tests.standards.feeds import atom_faults

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("cap12.xsd")))
READER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
DATE = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$")
C = f"{{{NAMESPACE}}}"
SQUARE = {"type": "Polygon", "coordinates": [[[2.3, 48.8], [2.4, 48.8], [2.4, 48.9], [2.3, 48.9], [2.3, 48.8]]]}
NIGHTS = [datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]
STRANGE = "\x00\x0b\x1f\ufffe\ufeff]]><&\"'\u202e\u2067🦆é\r\n\tœ«»%s"


def texts(chance, number=300):
    """Return texts a person could type or paste, from nothing to pages of signs."""
    found = ["", " ", "\x00"]
    for _ in range(number):
        signs = [chance.choice(STRANGE) if chance.random() < 0.2 else chr(chance.randrange(32, 0xD7FF)) for _ in range(80)]
        found.append("".join(signs) * chance.choice([0, 1, 1, 30]))
    return found


def any_message(chance, place, pool):
    alert = Alert(
        neighbourhood=place,
        status=chance.choice(Alert.Status.values),
        category=chance.choice(Alert.Category.values),
        severity=chance.choice(Alert.Severity.values),
        headline="T" + chance.choice(pool)[:89],
        description=chance.choice(pool)[:1500],
        instruction=chance.choice(pool)[:600],
        area=chance.choice(Alert.Area.values),
        effective=chance.choice(NIGHTS) + timedelta(seconds=chance.random() * 1e7),
        ending=chance.choice(["", "all_clear", "cancelled"]),
    )
    alert.expires = alert.effective + timedelta(hours=chance.uniform(1, 168))
    alert.centre_lat, alert.centre_lon, alert.radius_m = chance.uniform(-90, 90), chance.uniform(-180, 180), chance.randint(1, 5000)
    alert.polygon = SQUARE
    kind = chance.choice(AlertMessage.Type.values)
    message = AlertMessage(
        alert=alert,
        version=2,
        msg_type=kind,
        headline=alert.headline,
        text=chance.choice(pool)[:2500],
        sent_at=alert.effective,
        expires=alert.expires,
    )
    earlier = [
        AlertMessage(alert=alert, version=1, msg_type="Alert", headline="x", sent_at=alert.effective) for _ in range(chance.randint(0, 3))
    ]
    return message, earlier


@pytest.fixture
def paris():
    place = NeighbourhoodPage(title="Sud < Nord & Co, «ici»", slug="x")
    place.boundary = Boundary(simplified=SQUARE)
    return place


def test_ten_thousand_messages_are_valid_and_none_has_an_empty_element(paris):
    """CAP-01, CAP-03, CAP-05, CAP-06, CAP-08."""
    chance = random.Random(12)
    pool = texts(chance)
    for _ in range(10_000):
        message, earlier = any_message(chance, paris, pool)
        root = etree.fromstring(write_cap(message, earlier), READER)
        SCHEMA.assertValid(root)
        assert all((element.text or "").strip() or len(element) for element in root.iter())
        assert DATE.match(root.findtext(C + "sent"))
        found = root.findtext(f"{C}info/{C}description") or ""
        source = message.alert.description if message.msg_type == "Alert" else message.text
        assert found == clean(source)
        assert len((root.findtext(C + "references") or "").split()) == len(earlier)


def test_latitude_comes_first(paris):
    """CAP-05: a square around Paris holds 48.85, 2.35 and not 2.35, 48.85; its last point is its first."""
    alert = Alert(neighbourhood=paris, headline="x", category="road", expires=timezone.now(), area="whole")
    message = AlertMessage(alert=alert, version=1, msg_type="Alert", headline="x", expires=alert.expires)
    text = etree.fromstring(write_cap(message), READER).findtext(f"{C}info/{C}area/{C}polygon")
    points = [tuple(map(float, pair.split(","))) for pair in text.split()]
    assert points[0] == points[-1]
    shape = shapely.Polygon(points)
    assert shape.contains(shapely.Point(48.85, 2.35))
    assert not shape.contains(shapely.Point(2.35, 48.85))


@pytest.mark.parametrize("moment", [datetime(2026, 7, 1, 12, 0, 0, 999, tzinfo=UTC), *NIGHTS])
def test_utc_is_written_without_the_letter_z(moment):
    """CAP-03."""
    assert cap_time(moment).endswith("-00:00")
    assert DATE.match(cap_time(moment))
    with pytest.raises(ValueError, match="time zone"):
        cap_time(datetime(2026, 1, 1))  # noqa: DTZ001


def test_names_hold_no_forbidden_sign_whatever_the_host(settings):
    """CAP-02."""
    signs = [chr(code) for code in range(33, 127)] + [chr(code) for code in range(0xA1, 0x200) if unicodedata.category(chr(code))[0] == "L"]
    names = {identifier_of(AlertMessage(public_id=uuid.uuid4())) for _ in signs}
    assert len(names) == len(signs)
    for sign in signs:
        settings.PALIER_BASE_URL = f"https://quartier.exemple/{sign}?{sign}"
        assert not set(sender() + "".join(names)) & set(" ,<&")


@pytest.fixture
def alert(neighbourhood, curator):
    return publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None), by=curator)


@pytest.mark.django_db
def test_a_chain_names_all_its_earlier_messages_with_their_first_moment(client, alert, curator):
    """CAP-04: byte-equal, after edits and however often it is fetched."""
    first = client.get(reverse("notifications:cap", args=[alert.public_id, 1])).content
    update_alert(alert=alert, text="Les barrières sont posées.", by=curator)
    Alert.objects.update(headline="Autre chose", effective=timezone.now())
    end_alert(alert=alert, ending="all_clear", by=curator)
    sents = [etree.fromstring(first, READER).findtext(C + "sent")]
    for version in (2, 3):
        root = etree.fromstring(client.get(reverse("notifications:cap", args=[alert.public_id, version])).content, READER)
        SCHEMA.assertValid(root)
        named = [part.split(",") for part in root.findtext(C + "references").split()]
        assert [sent for _, _, sent in named] == sents
        assert [name for _, name, _ in named] == [identifier_of(message) for message in alert.messages.order_by("version")[: version - 1]]
        sents.append(root.findtext(C + "sent"))
    assert root.findtext(f"{C}info/{C}responseType") == "AllClear"
    assert sents == [sent_of(message) for message in alert.messages.order_by("version")]
    assert client.get(reverse("notifications:cap", args=[alert.public_id, 4])).status_code == 404


@pytest.mark.django_db
def test_the_feed_lists_real_alerts_while_they_matter(client, neighbourhood, other_neighbourhood, alert, curator):
    """CAP-09, CAP-10: conditional, small, without exercises; what has left it stays fetchable."""
    for status in ("Exercise", "Test"):
        publish_alert(alert=AlertFactory.build(neighbourhood=neighbourhood, author=None, status=status, headline="Pour voir"), by=curator)
    town = neighbourhood.get_parent()
    urls = [reverse("notifications:feed"), *(reverse("notifications:feed-of", args=[page.pk]) for page in (neighbourhood, town))]
    for url in urls:
        answer = client.get(url)
        assert answer.content.count(b"<entry>") == 1
        assert atom_faults(answer.content) == []
        assert b"application/cap+xml" in answer.content
        assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert b"<entry>" not in client.get(reverse("notifications:feed-of", args=[other_neighbourhood.pk])).content
    Alert.objects.filter(pk=alert.pk).update(effective=timezone.now() - timedelta(days=2), expires=timezone.now() - timedelta(hours=1))
    assert b"<entry>" not in client.get(urls[0]).content
    assert client.get(cap_address(alert.messages.get())).status_code == 200


@pytest.mark.django_db
def test_a_feed_of_five_hundred_alerts_stays_small(client, neighbourhood, curator):
    """CAP-09: below 100 kB."""
    now = timezone.now()
    drafts = [
        AlertFactory.build(neighbourhood=neighbourhood, author=curator, state="active", effective=now, headline="é" * 90)
        for _ in range(500)
    ]
    alerts = Alert.objects.bulk_create(drafts)
    AlertMessage.objects.bulk_create(
        AlertMessage(alert=alert, version=1, msg_type="Alert", headline=alert.headline, text="ç" * 2000, expires=alert.expires)
        for alert in alerts
    )
    content = client.get(reverse("notifications:feed")).content
    assert len(content) < 100_000
    assert atom_faults(content) == []


@pytest.mark.django_db
def test_a_whole_neighbourhood_is_its_outline(client, neighbourhood, alert):
    set_boundary(place=neighbourhood, geometry=SQUARE)
    root = etree.fromstring(client.get(cap_address(alert.messages.get())).content, READER)
    SCHEMA.assertValid(root)
    assert root.findtext(f"{C}info/{C}area/{C}polygon").startswith("48.")
