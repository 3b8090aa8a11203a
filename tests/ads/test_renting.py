"""Renting on the pages, and what curators edit in the admin."""

from datetime import timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import pytest

from ads import services
from ads.models import Campaign, RateCard, Slot
from ads.weeks import this_week
from home.photos import PhotoRefused
from tests.factories.ads import BusinessFactory, SlotFactory, basket
from tests.home.pictures import picture_file

pytestmark = pytest.mark.django_db
LINE = "La miche sort du four à 16 h 30"


@pytest.fixture
def slot(neighbourhood):
    return SlotFactory(neighbourhood=neighbourhood)


SVG = '<svg xmlns="http://www.w3.org/2000/svg" {attribute}>{content}</svg>'


def test_no_svg_comes_in_whatever_it_is_called(slot, settings, tmp_path):
    """UPL-04: fifty drawings with a script in them; a photograph comes in (the control)."""
    settings.MEDIA_ROOT = tmp_path
    campaign = basket(slot, 1)
    receive = {"campaign": campaign, "alt": "Pain", "by": campaign.business.owner}
    contents = [
        "<script>alert(1)</script>",
        f"<foreignObject>{escape('<b>')}</foreignObject>",
        '<a href="javascript:alert(1)"/>',
        "<animate/>",
        "<style>@import 'x'</style>",
    ]
    attributes = ["", 'onload="alert(1)"']
    names = ["pain.svg", "pain.png", "pain.jpg", "pain.svgz", "pain"]
    for name in names:
        for attribute in attributes:
            for content in contents:
                upload = SimpleUploadedFile(name, SVG.format(attribute=attribute, content=content).encode(), "image/png")
                with pytest.raises(PhotoRefused):
                    services.receive_picture(upload=upload, **receive)
    photo = services.receive_picture(upload=picture_file(), **receive)
    assert photo.restricted
    address = reverse("home:photo", args=[photo.public_id, "card", 360])
    assert Client().get(address).status_code == 404


def test_a_curator_edits_the_spots_and_prices_of_their_own_place_alone(client, neighbourhood, curator, other_neighbourhood, slot):
    """F14: the admin's lists, forms and every address with another place's number."""
    theirs = SlotFactory(neighbourhood=other_neighbourhood, price=Decimal("77.35"))
    card = RateCard.objects.get(place_id=other_neighbourhood.pk)
    mine = RateCard.objects.get(place_id=neighbourhood.pk)
    client.force_login(curator)
    listed = client.get("/admin/ads_rates/").content.decode()
    assert neighbourhood.title in listed
    assert "77,35" not in listed.replace(".", ",")
    for room, pk in (("ads_rates", card.pk), ("ads_slots", theirs.pk)):
        for step in ("edit", "delete", "history", "usage"):
            address = f"/admin/{room}/{step}/{pk}/"
            for answer in (client.get(address), client.post(address, {"open": "", "price": "1"})):
                assert answer.status_code in {302, 403, 404}, address
    fields = {"key": slot.key, "price": "21.50", "label": "Fêtes", "first_week": "2026-12-16", "last_week": "2026-12-24"}
    client.post("/admin/ads_rates/new/", {**fields, "place": other_neighbourhood.pk})
    assert RateCard.objects.count() == 2
    client.post("/admin/ads_rates/new/", {**fields, "place": neighbourhood.pk})
    added = RateCard.objects.exclude(pk__in=[card.pk, mine.pk]).get()
    assert (added.first_week.isoformat(), added.last_week.isoformat()) == ("2026-12-14", "2026-12-21")
    client.post(f"/admin/ads_slots/edit/{slot.pk}/", {})
    slot.refresh_from_db()
    assert not slot.open
    assert Slot.objects.get(pk=theirs.pk).open
    assert client.get("/admin/ads_slots/new/").status_code != 200


def test_a_shop_rents_on_the_pages(client, slot, settings, tmp_path):
    """The whole way without script; the refused form keeps what was typed, the picture included."""
    settings.MEDIA_ROOT = tmp_path
    first = basket(slot, 2)
    shop = BusinessFactory(neighbourhood=slot.neighbourhood)
    client.force_login(shop.owner)
    address = f"/commerces/{shop.public_id}/louer/"
    page = client.get(address).content.decode()
    week = this_week() + timedelta(weeks=1)
    assert f'value="{slot.pk}:{week.isoformat()}"' in page
    taken = f"{slot.pk}:{(week + timedelta(weeks=1)).isoformat()}"
    assert taken not in page
    refused = client.post(address, {"slot": slot.key, "place": slot.neighbourhood_id, "week": [taken]})
    assert refused.status_code == 200
    assert "a été plus rapide" in refused.content.decode()
    answer = client.post(address, {"slot": slot.key, "place": slot.neighbourhood_id, "week": [f"{slot.pk}:{week.isoformat()}"]})
    campaign = Campaign.objects.exclude(pk=first.pk).get()
    assert answer["Location"] == f"/commerces/campagnes/{campaign.public_id}/annonce/"
    words = {
        "text": LINE,
        "landing_url": "http://la-mie.example",
        "image_alt": "Une miche",
        "promises": ["honest", "lawful"],
        "picture": picture_file(),
    }
    form = client.post(answer["Location"], words).context["form"]
    assert set(form.errors) == {"landing_url", "promises"}
    words |= {"landing_url": "https://la-mie.example", "promises": ["honest", "lawful", "not_political"]}
    del words["picture"]
    assert client.post(answer["Location"], words)["Location"].endswith("/payer/")
    campaign.refresh_from_db()
    assert (campaign.state, campaign.image_alt) == ("priced", "Une miche")
    assert campaign.image is not None
    client.force_login(BusinessFactory(neighbourhood=slot.neighbourhood).owner)
    assert client.get(answer["Location"]).status_code == 404
