"""What founders, neighbours, visitors and curators see and may not see (domain.md §2, §3; principles 5, 7, 8)."""

import io
import json
import re

from django.conf import settings
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pypdf
import pytest

from home.models import Boundary, Membership, NeighbourhoodPage
from home.services import create_neighbourhood, set_boundary
from tests.factories.accounts import UserFactory
from tests.factories.founding import MIDDLE, gathering, proposed, square
from tests.factories.home import MembershipFactory
from verification.errors import LimitReachedError, NotPossibleError
from verification.founding import invitations, jobs, naming, outlines, policy
from verification.founding.poster import draw_flyers, draw_poster
from verification.models import EmailInvitation, Founding, InvitationRefusal

pytestmark = pytest.mark.django_db
HOME = (48.455123, -2.045678)
ADDRESS = "canari.secret@exemple.test"


def text(response):
    return response.content.decode()


def form(way="radius", **fields):
    base = {"way": way, "name": "Les Hauts du Jerzual", "reason": "On se croise au lavoir.", "radius": "400"}
    return {**base, **fields}


@pytest.fixture
def signed_in(client, founder):
    client.force_login(founder)
    return client


class TestDrawing:
    def test_a_circle_around_a_home_hides_the_home(self, signed_in, dinan):
        """Principle 5: the outline is the same for every home of one 150 m cell, and no page or row holds the point."""
        lat, lon = HOME
        answer = signed_in.post(reverse("verification:found-in", args=[dinan.pk]), form(lat=lat, lon=lon), follow=True)
        founding = Founding.objects.get()
        drawn = Boundary.objects.of_place(founding.neighbourhood_id).get().geometry
        assert drawn == outlines.circle(lat + 0.0002, lon + 0.0001, 400, dinan).geometry
        for told in (text(answer), json.dumps(drawn), answer.redirect_chain[-1][0]):
            assert "48.4551" not in told
            assert "2.04567" not in told

    def test_without_script_a_circle_is_drawn_around_the_middle_of_the_town(self, signed_in, dinan):
        signed_in.post(reverse("verification:found-in", args=[dinan.pk]), form())
        shape = Boundary.objects.of_place(Founding.objects.get().neighbourhood_id).get()
        assert (shape.west + shape.east) / 2 == pytest.approx(-2.045, abs=0.002)

    def test_an_official_area_keeps_its_source(self, signed_in, dinan):
        area = outlines.official_areas(dinan).get()
        signed_in.post(reverse("verification:found-in", args=[dinan.pk]), form("official", area=area.pk))
        kept = Boundary.objects.of_place(Founding.objects.get().neighbourhood_id).get()
        assert (kept.geometry, kept.source, kept.code) == (area.geometry, "IGN", "")

    @pytest.mark.parametrize(
        ("geometry", "says"),
        [
            ("", "Tracez d’abord"),
            ("{", "GeoJSON"),
            (json.dumps({"type": "Polygon", "coordinates": [[[-2.05, 48.45], [-2.04, 48.46], [-2.04, 48.45], [-2.05, 48.46], [-2.05, 48.45]]]}), "48,45500"),
            (json.dumps(square(-2.05, 48.45, 0.0005)), "très petit"),
            (json.dumps(square(-2.08, 48.42, 0.06)), "très grand"),
            (json.dumps(square(-2.2, 48.45, 0.01)), "hors de Dinan"),
        ],
    )  # fmt: skip
    def test_a_fault_is_told_with_its_place_and_nothing_typed_is_lost(self, signed_in, dinan, geometry, says):
        answer = signed_in.post(reverse("verification:found-in", args=[dinan.pk]), form("drawn", geometry=geometry))
        page = text(answer)
        assert answer.status_code == 422
        assert says in page or says.replace(",", ".") in page
        assert "On se croise au lavoir." in page
        assert "Les Hauts du Jerzual" in page
        assert not NeighbourhoodPage.objects.exists()

    def test_another_way_keeps_what_was_typed_and_complains_of_nothing(self, signed_in, dinan):
        drawn = json.dumps(square(-2.05, 48.45))
        page = text(
            signed_in.post(reverse("verification:found-in", args=[dinan.pk]), form("drawn", geometry=drawn, switch="radius", name=""))
        )
        assert "error-summary" not in page
        assert "On se croise au lavoir." in page
        assert drawn.replace('"', "&quot;") in page

    @pytest.mark.parametrize("name", ["port et jérzual", "Pоrt et Jerzual", "PORT-ET-JERZUAL", "Dinan", "X", "42 rue", "<b>Clos</b>"])
    def test_a_name_that_looks_like_another_is_refused(self, dinan, name):
        create_neighbourhood(town=dinan, title="Port et Jerzual")
        with pytest.raises(naming.NameRefusedError):
            naming.check_free(naming.cleaned(name), dinan)
        naming.check_free(naming.cleaned("L’Étang-aux-Ducs (bas)"), dinan)

    def test_the_overlap_is_told_before_sending(self, signed_in, founder, dinan):
        port = create_neighbourhood(town=dinan, title="Port et Jerzual")
        set_boundary(place=port, geometry=square(-2.05, 48.45))
        page = text(signed_in.get(proposed(dinan, by=founder).get_absolute_url()))
        assert "Port et Jerzual" in page
        assert re.search(r"\d+,\d ha", page)

    def test_a_limit_says_when_it_ends(self, signed_in, dinan):
        for name in "abcde":
            proposed(dinan, name=f"Clos {name}")
        page = text(signed_in.post(reverse("verification:found-in", args=[dinan.pk]), form()))
        assert "De nouveau possible" in page


class TestGathering:
    def test_everybody_sees_how_far_it_is_and_no_search_engine_keeps_it(self, client, dinan, founder):
        founding = gathering(dinan, by=founder, confirmed=3)
        page = text(client.get(founding.neighbourhood.url))
        assert '<meta name="robots" content="noindex">' in page
        assert founding.reason[:20] in page
        assert founder.pseudonym in page
        assert 'value="3"' in page
        assert f"/verification/rejoindre/{founding.neighbourhood_id}/" in page
        assert not NeighbourhoodPage.objects.get(pk=founding.neighbourhood_id).get_sitemap_urls()
        create_neighbourhood(town=dinan, title="Port et Jerzual")
        told = text(client.get("/api/v2/pages/", {"type": "home.NeighbourhoodPage"}))
        assert "Port et Jerzual" in told
        assert founding.neighbourhood.title not in told.replace("Port et Jerzual", "")
        assert client.get(reverse("verification:join", args=[founding.neighbourhood_id])).status_code == 302

    def test_a_proposal_is_its_founders_alone(self, client, dinan, founder, town_curator):
        founding = proposed(dinan, by=founder)
        for person in (None, UserFactory(), town_curator):
            if person:
                client.force_login(person)
            for address in (founding.neighbourhood.url, reverse("home:boundary", args=[founding.neighbourhood_id])):
                assert client.get(address).status_code == 404
            assert client.get(founding.get_absolute_url()).status_code == (404 if person else 302)
            assert founding.neighbourhood.title not in text(client.get(dinan.url))
            found = text(client.post(reverse("home:find"), {"lat": MIDDLE[0], "lon": MIDDLE[1]}))
            assert founding.neighbourhood.title not in found
        assert client.get(reverse("founding_desk:detail", args=[founding.public_id])).status_code == 404

    def test_a_point_on_an_open_place_and_on_one_that_gathers_is_offered_both(self, client, dinan):
        port = create_neighbourhood(town=dinan, title="Port et Jerzual")
        set_boundary(place=port, geometry=square(-2.05, 48.45))
        founding = gathering(dinan)
        page = text(client.post(reverse("home:find"), {"lat": MIDDLE[0], "lon": MIDDLE[1]}))
        for place in (port, founding.neighbourhood):
            assert f"/verification/rejoindre/{place.pk}/" in page
        assert reverse("verification:found-in", args=[dinan.pk]) in page
        assert founding.neighbourhood.title in text(client.get(dinan.url))
        assert founding.neighbourhood.title in text(client.get("/"))

    def test_its_page_asks_as_much_for_one_neighbour_as_for_nine(self, client, dinan):
        founding = gathering(dinan, confirmed=1)

        def count():
            client.get(founding.neighbourhood.url)
            with CaptureQueriesContext(connection) as asked:
                client.get(founding.neighbourhood.url)
            return len(asked)

        one = count()
        MembershipFactory.create_batch(8, neighbourhood=founding.neighbourhood)
        assert count() == one <= 12


class TestInvitations:
    def test_a_letter_is_signed_by_palier_and_its_address_is_gone(self, signed_in, dinan, founder):
        """Principle 8, and nothing is kept of an address but a keyed hash."""
        founding = gathering(dinan, by=founder)
        signed_in.post(reverse("verification:founding-invite", args=[founding.public_id]), {"address": ADDRESS})
        assert jobs.sweep_invitations() == 0  # not forgotten yet
        (invitation,) = EmailInvitation.objects.all()
        assert ADDRESS.encode() not in bytes(invitation.sealed_address)
        assert jobs.send_invitation(invitation_id=invitation.pk)
        assert not jobs.send_invitation(invitation_id=invitation.pk)
        (letter,) = mail.outbox
        assert letter.to == [ADDRESS]
        said = f"{letter.subject} {letter.body} {letter.from_email}"
        assert founder.pseudonym not in said
        assert founding.neighbourhood.title in said
        assert settings.PALIER_BASE_URL in said
        invitation.refresh_from_db()
        assert bytes(invitation.sealed_address) == b""
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f'SELECT count(*) FROM "{table}" AS kept WHERE kept::text ILIKE %s', [f"%{ADDRESS}%"])  # noqa: S608 - our own tables
                assert cursor.fetchone() == (0,), table

    def test_one_may_refuse_for_ever_and_reading_the_page_is_not_refusing(self, client, dinan, founder):
        founding = gathering(dinan, by=founder)
        invitations.invite_by_email(founding=founding, address=ADDRESS, by=founder)
        jobs.send_invitation(invitation_id=EmailInvitation.objects.get().pk)
        stop = re.search(r"/invitations/stop/\S+", mail.outbox[0].body)[0]
        assert client.get(stop).status_code == 200
        assert not InvitationRefusal.objects.exists()
        client.post(stop)
        client.post(reverse("verification:invitation-stop", args=["forged"]))
        assert InvitationRefusal.objects.count() == 1
        other = gathering(dinan, name="Le Lavoir")
        invitations.invite_by_email(founding=other, address=ADDRESS.upper(), by=other.founder)
        jobs.send_invitation(invitation_id=other.invitations.get().pk)
        assert len(mail.outbox) == 1
        assert bytes(other.invitations.get().sealed_address) == b""

    def test_ten_letters_a_week_and_nobody_twice(self, dinan, founder, step):
        founding = gathering(dinan, by=founder)
        for number in range(policy.EMAILS_PER_PERSON):
            invitations.invite_by_email(founding=founding, address=f"v{number}@exemple.test", by=founder)
        with pytest.raises(LimitReachedError) as refusal:
            invitations.invite_by_email(founding=founding, address="v10@exemple.test", by=founder)
        assert refusal.value.until == EmailInvitation.objects.earliest("asked_at").asked_at + policy.EMAILS_WINDOW
        step(policy.EMAILS_WINDOW)
        invitations.invite_by_email(founding=founding, address="V1@exemple.test ", by=founder)
        assert founding.invitations.count() == policy.EMAILS_PER_PERSON
        member = MembershipFactory(neighbourhood=founding.neighbourhood, state=Membership.State.STARTED).user
        with pytest.raises(NotPossibleError):
            invitations.invite_by_email(founding=founding, address="x@exemple.test", by=member)

    def test_poster_and_flyers_bear_the_place_and_nobodys_name(self, dinan, founder):
        founding = gathering(dinan, by=founder)
        for draw, times in ((draw_poster, 1), (draw_flyers, 4)):
            content = draw(founding)
            (sheet,) = pypdf.PdfReader(io.BytesIO(content)).pages
            said = sheet.extract_text()
            assert said.count("Les Hauts du Jerzual") == times
            assert founder.pseudonym not in said
            assert draw(founding) == content
            assert len(content) < 300_000


class TestDesk:
    def test_a_towns_curator_decides_and_another_towns_sees_nothing(self, client, dinan, town_curator, foreign_curator):
        founding = gathering(dinan, confirmed=1)
        address = reverse("founding_desk:detail", args=[founding.public_id])
        client.force_login(foreign_curator)
        assert founding.neighbourhood.title not in text(client.get(reverse("founding_desk:list")))
        for name in ("detail", "sponsor", "accept", "refuse", "send-back"):
            where = reverse(f"founding_desk:{name}", args=[founding.public_id])
            assert (client.get if name == "detail" else client.post)(where, {"reason": "x", "change": "x"}).status_code == 404
        client.force_login(town_curator)
        assert founding.neighbourhood.title in text(client.get(reverse("founding_desk:list")))
        client.post(reverse("founding_desk:sponsor", args=[founding.public_id]))
        page = text(client.get(address))
        assert reverse("founding_desk:accept", args=[founding.public_id]) in page
        chosen = Membership.objects.get(neighbourhood=founding.neighbourhood).user
        told = client.post(
            reverse("founding_desk:accept", args=[founding.public_id]), {"curator": [str(chosen.public_id), "x"]}, follow=True
        )
        assert "deux référents" in text(told)
        place = NeighbourhoodPage.objects.get(pk=founding.neighbourhood_id)
        assert (place.state, list(place.curator_group.user_set.all())) == ("live", [chosen])
        assert "noindex" not in text(client.get(place.url))
