"""After "handed to the post" nothing anywhere says where a confirmed resident lives (POS-04, PRV-05, PRV-06, SEC-16)."""

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

import pytest
import redis

from home.geocoding import FoundAddress, Geocoder
from home.models import Membership
from home.services import set_boundary
from tests.home.shapes import polygon, square
from tests.verification.tables import tables
from verification import services
from verification.models import Postcard, PrintBatch
from verification.sealing import unseal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tasks_run")]

ADDRESS = {"recipient": "Famille Perroquet", "street": "7 rue Canarival", "postcode": "22100", "town": "Dinan"}
CANARIES = (b"perroquet", b"canarival", b"48.4561234", b"2.0451234")


class AllKnowing(Geocoder):
    """Knows one house to the metre, as the national address base would."""

    def search(self, address):
        return [FoundAddress(address, 48.4561234, -2.0451234)]


def keys_and_values():
    """Yield all that Redis holds for the site: queues and cache."""
    for url in {settings.REDIS_URL, settings.REDIS_CACHE_URL}:
        with redis.Redis.from_url(url) as connected:
            for key in connected.scan_iter():
                yield key, key + (connected.dump(key) or b"")


def where_it_says(code, log):
    """Return every place that gives the resident, the home or the code away."""
    canaries = (*CANARIES, code.lower().encode())
    places = [*tables(), *keys_and_values(), ("the log", log.encode())]
    places += [(path, path.read_bytes()) for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    return {str(name) for name, content in places if any(canary in content.lower() for canary in canaries)}


def test_a_posted_card_leaves_no_trace_of_the_home(client, declared, curator, neighbourhood, settings, tmp_path, caplog):
    """Asked on the site, found by a geocoder, printed, posted, confirmed; with its control: before the post there is a trace."""
    settings.MEDIA_ROOT, settings.PALIER_GEOCODER = tmp_path, f"{__name__}.AllKnowing"
    set_boundary(place=neighbourhood, geometry=polygon(square(-2.05, 48.45)))
    client.force_login(declared)
    assert client.post(reverse("verification:join-postcard", args=[neighbourhood.pk]), ADDRESS).status_code == 302
    card = Postcard.objects.get()
    services.prepare_card(postcard_id=card.pk)
    code = unseal(Postcard.objects.get().address.sealed_code).decode()
    batch = services.print_batch(neighbourhood=neighbourhood, by=curator)
    assert services.export_batch(batch=batch, by=curator).startswith(b"%PDF")
    cache.set("control", "7 rue Canarival")
    assert {"control" in name for name in where_it_says(code, caplog.text)} == {True}, (
        "sealed until the post, and the walk finds what is open"
    )
    cache.delete("control")

    services.mark_posted(batch=PrintBatch.objects.get(), by=curator)
    client.post(reverse("verification:code"), {"code": code})
    assert Membership.objects.get(user=declared).state == "confirmed"
    assert where_it_says(code, caplog.text) == set()
