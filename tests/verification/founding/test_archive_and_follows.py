"""What a closed place leaves behind, and what one follows of a partner's."""

import io
import json
import zipfile

from django.urls import reverse

import pytest

from home.models import InfoPage, Membership
from home.services import create_neighbourhood, set_boundary
from tests.factories.founding import square
from tests.factories.home import MembershipFactory
from tests.factories.listings import GiveawayFactory
from verification.errors import NotPossibleError
from verification.founding import archives, jobs
from verification.models import PlaceArchive

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


class TestArchive:
    def test_a_closed_place_leaves_what_was_public_and_a_kind_page(self, client, dinan, town_curator, foreign_curator, tmp_path, settings):
        settings.MEDIA_ROOT = tmp_path
        place = create_neighbourhood(town=dinan, title="Port et Jerzual")
        set_boundary(place=place, geometry=square(-2.05, 48.45))
        resident = MembershipFactory(neighbourhood=place).user
        place.refresh_from_db()
        place.add_child(instance=InfoPage(title="Marché", body=[{"type": "text", "value": "<p>Jeudi matin</p>"}]))
        GiveawayFactory(neighbourhood=place, author=resident, title="Chaise publique", audience="public", live=True)
        GiveawayFactory(neighbourhood=place, author=resident, title="Lampe entre voisins", live=False)
        client.force_login(foreign_curator)
        assert client.post(reverse("founding_desk:close", args=[place.pk]), {"reason": "x"}).status_code == 404
        client.force_login(town_curator)
        client.post(reverse("founding_desk:close", args=[place.pk]), {"reason": ""})
        assert not PlaceArchive.objects.exists()
        client.post(reverse("founding_desk:close", args=[place.pk]), {"reason": "Le quartier rejoint la Gare."})
        place.refresh_from_db()
        assert place.state == "live"  # not before its archive is kept
        assert jobs.make_archive(archive_id=PlaceArchive.objects.get().pk)
        assert not jobs.make_archive(archive_id=PlaceArchive.objects.get().pk)
        place.refresh_from_db()
        assert place.state == "archived"
        assert not Membership.objects.of(resident).current().exists()
        fetched = client.post(reverse("founding_desk:archive-file", args=[place.pk]))
        kept = zipfile.ZipFile(io.BytesIO(b"".join(fetched.streaming_content)))
        whole = "\n".join(kept.read(name).decode() for name in kept.namelist())
        described = json.loads(kept.read("place.json"))
        assert described["boundary"]["geometry"] == square(-2.05, 48.45)
        assert "Jeudi matin" in whole
        assert "Chaise publique" in whole
        for secret in ("Lampe entre voisins", resident.pseudonym, town_curator.pseudonym):
            assert secret not in whole
        client.logout()
        page = client.get(place.url)
        assert page.status_code == 200
        assert "Le quartier rejoint la Gare." in text(page)
        assert client.get(f"{place.url}marche/").status_code == 404
        assert place.title not in text(client.get(dinan.url))
        with pytest.raises(NotPossibleError):
            archives.close_place(place=place, reason="Encore", by=town_curator)


def test_a_resident_follows_partners_only_and_reads_their_news(client, dinan):
    home, partner, stranger = (create_neighbourhood(town=dinan, title=name) for name in ("Port", "Gare", "Léhon"))
    home.partners.add(partner)
    client.force_login(MembershipFactory(neighbourhood=home).user)
    assert "Gare" in text(client.get(reverse("verification:follows")))
    for place in (partner, partner, stranger):
        client.post(reverse("verification:follow", args=[place.pk]))
    page = text(client.get(reverse("verification:follows")))
    assert f'href="{partner.url}"' in page
    assert f'href="{stranger.url}"' not in page
    assert "Vous suivez" in text(client.get(partner.url))
    home.partners.remove(partner)
    assert f'href="{partner.url}"' not in text(client.get(reverse("verification:follows")))
