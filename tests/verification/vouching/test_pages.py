"""What each person meets on the pages of vouching, and what they do not (TEN-01, principle 1)."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pytest

from tests.factories import vouching as make
from verification import services
from verification.models import Vouch, VouchHold, VouchRequest
from verification.sealing import network_hash

pytestmark = pytest.mark.django_db
YES = {"met": "on", "lives": "on"}


@pytest.fixture
def anna(neighbourhood):
    return make.strong(neighbourhood, user__pseudonym="Anna du quai")


@pytest.fixture
def asked(neighbourhood):
    return make.asked(neighbourhood, sentence="La dame au chien roux.")


def page(client, person, address):
    client.logout()
    if person:
        client.force_login(person)
    return client.get(address)


def test_the_link_says_who_asks_to_neighbours_alone(client, asked, anna, neighbourhood, outsider, declared, resident):
    """A stranger with the link learns the name of the place, and nothing of the person, the sentence or who said yes."""
    make.vouch(asked, make.strong(neighbourhood, user__pseudonym="Ben du lavoir"))
    secrets = [asked.user.pseudonym, "chien roux", "Ben du lavoir"]
    for person, knows in ((None, False), (declared, False), (outsider, False), (anna, True), (resident, True)):
        response = page(client, person, asked.get_absolute_url())
        text = response.content.decode()
        assert [secret in text for secret in secrets] == [knows] * 3
        assert neighbourhood.title in text
        assert "no-cache" in response["Cache-Control"]
    early = make.strong(neighbourhood, days=10)
    text = page(client, early, asked.get_absolute_url()).content.decode()
    assert 'name="met"' not in text
    assert "trente jours" in text  # the reason, with its end
    assert page(client, anna, reverse("verification:vouch", args=["unknown"])).status_code == 404


def test_a_link_whose_question_is_over_names_nobody(client, asked, anna):
    services.cancel_request(request=asked, by=asked.user)
    assert asked.user.pseudonym not in page(client, anna, asked.get_absolute_url()).content.decode()


def test_both_ticks_are_needed_and_a_get_changes_nothing(client, asked, anna):
    address = asked.get_absolute_url()
    page(client, anna, address)
    assert client.post(address, {"met": "on"}).status_code == 200
    assert not Vouch.objects.exists()
    response = client.post(address, YES)
    assert response.status_code == 302
    vouch = Vouch.objects.get()
    assert (vouch.voucher, vouch.network_hash) == (anna, network_hash("127.0.0.1", asked.token))
    assert "Vous parrainez" in page(client, anna, address).content.decode()


def test_not_knowing_somebody_needs_no_tick_and_tells_nobody(client, asked, anna):
    client.force_login(anna)
    assert client.post(asked.get_absolute_url(), {"answer": "unknown"}).status_code == 302
    assert not Vouch.objects.exists()
    assert asked.user.pseudonym not in client.get(reverse("verification:vouch-list")).content.decode()


def test_one_takes_back_ones_own_word_only(client, asked, anna, resident):
    (vouch,) = make.vouch(asked, anna)
    address = reverse("verification:vouch-withdraw", args=[vouch.pk])
    client.force_login(resident)
    assert client.post(address).status_code == 404
    client.force_login(anna)
    assert client.post(address).status_code == 302
    vouch.refresh_from_db()
    assert vouch.state == "withdrawn"


def test_the_newcomer_asks_sees_who_said_yes_changes_the_words_and_takes_it_back(client, neighbourhood, declared, anna):
    client.force_login(declared)
    address = reverse("verification:join-vouch", args=[neighbourhood.pk])
    assert "svg" in client.get(address).content.decode()
    assert client.post(address, {"sentence": ""}).status_code == 200
    assert client.post(address, {"sentence": "Bonjour du 3e."}).status_code == 302
    request = VouchRequest.objects.get()
    assert (request.listed, request.network_hash) == (False, network_hash("127.0.0.1", request.token))
    make.vouch(request, anna)
    mine = reverse("verification:vouch-mine")
    text = client.get(mine).content.decode()
    assert "Anna du quai" in text
    assert f"http://testserver{request.get_absolute_url()}" in text
    assert 'role="img"' in text
    client.post(mine, {"sentence": "Bonjour du 4e.", "listed": "on"})
    request.refresh_from_db()
    assert (request.sentence, request.listed) == ("Bonjour du 4e.", True)
    assert client.get(reverse("verification:home"))["Location"] == mine
    client.post(reverse("verification:vouch-cancel"))
    request.refresh_from_db()
    assert (request.state, request.sentence) == ("cancelled", "")
    assert client.get(mine).status_code == 200


def test_the_list_asks_the_same_number_of_questions_for_one_row_and_for_twenty(client, neighbourhood, anna):
    def questions():
        with CaptureQueriesContext(connection) as captured:
            text = client.get(reverse("verification:vouch-list")).content.decode()
        return len(captured), text.count("<article")

    client.force_login(anna)
    make.vouch(make.asked(neighbourhood), anna)
    make.asked(neighbourhood)
    client.get(reverse("verification:vouch-list"))
    one, rows = questions()
    for _ in range(9):
        make.asked(neighbourhood)
    many, more = questions()
    assert (many, rows, more) == (one, 1, 10)


class TestDesk:
    @pytest.fixture
    def hold(self, neighbourhood, anna, curator):
        request = make.asked(neighbourhood, sentence="La dame au chien roux.")
        make.vouch(request, anna, make.strong(neighbourhood), network="192.0.2.5")
        return VouchHold.objects.get()

    def test_a_curator_reads_the_shape_in_words_and_no_address(self, client, hold, curator):
        client.force_login(curator)
        listed = client.get(reverse("vouch_desk:holds")).content.decode()
        shown = client.get(reverse("vouch_desk:hold", args=[hold.pk])).content.decode()
        for text in (listed, shown):
            assert hold.request.user.pseudonym in text
            assert "même connexion internet" in text
            assert "192.0" not in text
            assert hold.request.membership.dwelling_hash == "" or hold.request.membership.dwelling_hash not in text

    def test_accepting_and_refusing(self, client, hold, curator, other_curator):
        client.force_login(other_curator)
        for name in ("approve", "refuse", "hold"):
            assert client.post(reverse(f"vouch_desk:{name}", args=[hold.pk]), {"reason": "x"}).status_code in {404, 405}
        client.force_login(curator)
        assert client.post(reverse("vouch_desk:refuse", args=[hold.pk]), {"reason": " "}).status_code == 200
        client.post(reverse("vouch_desk:approve", args=[hold.pk]))
        assert make.home_of(hold.request.user).level == 2

    def test_ending_a_membership_by_the_whole_pseudonym(self, client, anna, curator, other_curator, neighbourhood):
        """VER-09: within one's own place only, with a reason, and never one's own."""
        member = make.home_of(anna)
        address = reverse("vouch_desk:revoke", args=[member.public_id])
        client.force_login(other_curator)
        assert "Anna" not in client.get(reverse("vouch_desk:find"), {"pseudonym": "Anna du quai"}).content.decode().replace(
            'value="Anna', ""
        )
        assert client.post(address, {"reason": "x"}).status_code == 404
        client.force_login(curator)
        assert address not in client.get(reverse("vouch_desk:find"), {"pseudonym": "Anna"}).content.decode()
        assert address in client.get(reverse("vouch_desk:find"), {"pseudonym": "ANNA DU QUAI"}).content.decode()
        assert client.post(address, {"reason": ""}).status_code == 200
        assert client.post(address, {"reason": "N’habite pas ici.", "fraud": "on"}).status_code == 302
        member.refresh_from_db()
        assert (member.state, member.ended_reason) == ("revoked", "N’habite pas ici.")
        own = make.strong(neighbourhood)
        own.groups.add(*curator.groups.all())
        client.force_login(own)
        client.post(reverse("vouch_desk:revoke", args=[make.home_of(own).public_id]), {"reason": "x"})
        assert make.home_of(own).state == "confirmed"
