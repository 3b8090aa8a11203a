"""Cards sent by a mailing company: never twice, never lost, and the address gone once the company has it (issue: postcards at scale)."""

import base64
import io
import json
from datetime import timedelta

from django.core.checks import run_checks
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

import pytest
from pypdf import PdfReader

from notifications.models import Notification
from tests.factories import verification as make
from tests.verification.postal_company import SECRET, SERVICE, Company
from tests.verification.threads import at_once
from verification import jobs, policy, services
from verification.errors import NotPossibleError
from verification.models import Consignment, PostalAddress, Postcard
from verification.providers.merci_facteur import MerciFacteur


class LocalMerciFacteur(MerciFacteur):
    """The client, asking this machine and waiting half a second."""

    patience = (1, 0.5)


@pytest.fixture
def company(settings, monkeypatch):
    company = Company()
    monkeypatch.setattr(LocalMerciFacteur, "base", company.url)
    settings.PALIER_MAILING_PROVIDER = f"{__name__}.LocalMerciFacteur"
    settings.MERCI_FACTEUR_SERVICE_ID, settings.MERCI_FACTEUR_SECRET_KEY = SERVICE, SECRET
    settings.MERCI_FACTEUR_USER_ID, settings.MERCI_FACTEUR_SENDER_ID, settings.MERCI_FACTEUR_WEBHOOK_KEY = 17460, 99, "call-key"
    yield company
    company.close()


@pytest.fixture
def batch(neighbourhood):
    make.queued(neighbourhood=neighbourhood, recipient="Famille Perroquet", street="7 rue Canarival")
    return services.print_batch(neighbourhood=neighbourhood, by=make.curator())


def hand_over(batch):
    by = make.curator()
    services.hand_to_provider(batch=batch, by=by)
    jobs.mail_cards()
    return Consignment.objects.latest("due_at")


def again(step):
    step(policy.MAILING_WAITS[-1] + timedelta(minutes=1))
    jobs.mail_cards()


@pytest.mark.django_db
class TestHandingOver:
    def test_an_accepted_card_is_with_the_post_and_its_address_is_gone(self, company, batch, caplog):
        """Principle 1, SEC-16: the company gets lines, letter and the wish to forget; nothing of it stays here or in the logs."""
        caplog.set_level(0)
        row = hand_over(batch)
        card = Postcard.objects.get()
        assert (row.state, row.cost_cents, row.reference) == ("accepted", 156, "123")
        assert (card.state, card.expires_at - card.posted_at) == ("posted", policy.CARD_LIFE)
        assert not PostalAddress.objects.exists()
        assert Notification.objects.filter(kind="card_posted", user=card.user).count() == 1
        batch.refresh_from_db()
        assert batch.posted_at
        [form] = company.calls
        person = json.loads(form["adress"])["dest"][0]
        assert (person["nom"], person["adresse1"], person["cp"], person["ville"]) == (
            "FAMILLE PERROQUET",
            "7 RUE CANARIVAL",
            "22100",
            "DINAN",
        )
        assert json.loads(form["anonymize"]) == {"delay": 1, "target": ["content", "dest"]}
        content = base64.b64decode(json.loads(form["content"])["letter"]["base64files"][0])
        [page] = PdfReader(io.BytesIO(content)).pages
        words = "".join(page.extract_text().split())
        assert card.reference in words
        assert "PERROQUET" not in words, "the envelope bears the address, the letter does not"
        for secret in ("PERROQUET", "CANARIVAL", SECRET, "token-1"):
            assert secret not in caplog.text.upper()

    def test_an_answer_lost_after_the_letter_was_taken_sends_no_second_letter(self, company, batch, step):
        company.script = ["take and hang"]
        row = hand_over(batch)
        assert (row.state, row.answer_lost, row.error) == ("waiting", True, "ReadTimeout")
        assert Postcard.objects.get().state == "printed", "nobody knows yet: the address is kept"
        again(step)
        row.refresh_from_db()
        assert (row.state, len(company.letters), len(company.calls)) == ("accepted", 1, 2)
        assert {form["antidoublon"] for form in company.calls} == {row.key}
        assert Postcard.objects.get().state == "posted"

    @pytest.mark.parametrize(
        ("trouble", "error"),
        [("break", "HTTP_503"), ("hang", "ReadTimeout"), ("mumble", "UNREADABLE_200"), ("send elsewhere", "UNREADABLE_302")],
    )
    def test_whatever_is_no_clear_answer_is_asked_again(self, company, batch, step, trouble, error):
        company.script = [trouble]
        row = hand_over(batch)
        assert (row.state, row.error) == ("waiting", error)
        jobs.mail_cards()
        assert len(company.calls) == 1, "not before its time"
        again(step)
        row.refresh_from_db()
        assert (row.state, len(company.letters)) == ("accepted", 1)

    def test_the_company_says_when_to_come_back(self, company, batch):
        company.script = ["slow down"]
        before = timezone.now()
        row = hand_over(batch)
        assert timedelta(seconds=119) < row.due_at - before < timedelta(seconds=140)

    def test_a_refused_card_is_ready_to_print_again_and_says_why(self, company, batch, client, operator):
        company.script = ["refuse"]
        row = hand_over(batch)
        card = Postcard.objects.get()
        assert (row.state, row.error, card.state, card.batch) == ("refused", "INFO_ADDRESS_MISSING", "queued", None)
        assert PostalAddress.objects.exists()
        client.force_login(operator)
        page = client.get(reverse("verification_desk:batch", args=[batch.pk])).content.decode()
        assert "adresse" in page
        assert "Canari" not in page, "what the company quotes stays outside"

    def test_wrong_keys_lose_nothing_and_wait_for_the_operator(self, company, batch, settings, step):
        settings.MERCI_FACTEUR_SECRET_KEY = "wrong"
        row = hand_over(batch)
        assert (row.state, row.error, company.calls) == ("waiting", "WRONG_SIGNATURE", [])
        settings.MERCI_FACTEUR_SECRET_KEY = SECRET
        company.script = ["strangers"]
        again(step)
        row.refresh_from_db()
        assert (row.state, row.error) == ("waiting", "TOKEN_EXPIRED")
        again(step)
        row.refresh_from_db()
        assert row.state == "accepted"

    def test_no_answer_at_all_is_left_to_a_person(self, company, batch, step):
        company.script = ["break"] * policy.MAILING_ATTEMPTS
        row = hand_over(batch)
        for _ in range(policy.MAILING_ATTEMPTS - 1):
            again(step)
        row.refresh_from_db()
        assert (row.state, row.attempts) == ("unsure", policy.MAILING_ATTEMPTS)
        for refused in (services.mark_posted, services.reissue_batch):
            with pytest.raises(NotPossibleError):
                refused(batch=batch, by=make.curator())
        assert services.settle_unsure(batch=batch, posted=False, by=make.curator()) == 1
        assert Postcard.objects.get().state == "queued"

    def test_a_card_cancelled_before_its_turn_does_not_leave(self, company, batch):
        by = make.curator()
        services.hand_to_provider(batch=batch, by=by)
        assert services.hand_to_provider(batch=batch, by=by) == 0, "safe to repeat"
        services.cancel_cards(membership=Postcard.objects.get().membership, by=by)
        jobs.mail_cards()
        assert (Consignment.objects.get().state, company.calls) == ("dropped", [])

    def test_only_who_prints_here_may_hand_over_and_only_with_a_company(self, company, batch, other_curator, settings):
        with pytest.raises(PermissionDenied):
            services.hand_to_provider(batch=batch, by=other_curator)
        settings.PALIER_MAILING_PROVIDER = "verification.providers.PrintItYourself"
        with pytest.raises(NotPossibleError):
            services.hand_to_provider(batch=batch, by=make.curator())
        assert jobs.mail_cards() == 0


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_ask_once_for_each_card(company, neighbourhood, monkeypatch):
    """With the patience of the real client: on a busy machine half a second passes, and whoever was not answered is asked later."""
    monkeypatch.setattr(LocalMerciFacteur, "patience", MerciFacteur.patience)
    for _ in range(6):
        make.queued(neighbourhood=neighbourhood)
    by = make.curator()
    services.hand_to_provider(batch=services.print_batch(neighbourhood=neighbourhood, by=by), by=by)
    assert sum(at_once(4, jobs.mail_cards)) == 6
    assert (len(company.calls), len(company.letters)) == (6, 6)
    assert set(Consignment.objects.values_list("state", "attempts")) == {("accepted", 1)}


@pytest.mark.django_db
def test_a_worker_killed_while_asking_is_taken_over_under_the_same_key(company, batch, step):
    """FLT-01; the control: within the lease nobody else asks."""
    services.hand_to_provider(batch=batch, by=make.curator())
    Consignment.objects.update(state="sending", attempts=1, lease_until=timezone.now() + policy.MAILING_LEASE)
    assert jobs.mail_cards() == 0
    step(policy.MAILING_LEASE + timedelta(seconds=1))
    assert jobs.mail_cards() == 1
    row = Consignment.objects.get()
    assert (row.state, row.answer_lost, row.attempts) == ("accepted", True, 2)


@pytest.mark.django_db
class TestNews:
    URL = "/verification/courrier/"

    def call(self, client, row, kind, when, status="", key="call-key"):
        event = {"name_event": kind, "id_user": 1, "date_event": when}
        detail = [{"ref_interne": row.key, "statut_courrier": status, "nom": "FAMILLE PERROQUET", "adresse1": "7 RUE CANARIVAL"}]
        data = {"event": json.dumps(event), "detail": json.dumps(detail)}
        return client.post(self.URL, data, headers={"X-Mf-Webhook-Secret-Key": key}).status_code

    def test_the_company_tells_what_became_of_a_letter_in_any_order(self, company, batch, client):
        row = hand_over(batch)
        assert self.call(client, row, "new-state", 2_000, "pris_en_charge") == 200
        assert self.call(client, row, "printed", 1_000, "imprime") == 200
        row.refresh_from_db()
        assert row.fate == "travelling"
        assert self.call(client, row, "error", 3_000, "retour_expediteur") == 200
        row.refresh_from_db()
        assert row.fate == "returned"

    def test_a_stranger_finds_nothing_and_nonsense_changes_nothing(self, company, batch, client, settings):
        row = hand_over(batch)
        assert self.call(client, row, "delivered", 1_000, key="guess") == 404
        headers = {"X-Mf-Webhook-Secret-Key": "call-key"}
        for nonsense in (
            {},
            {"event": "[]", "detail": "{}"},
            {"event": "{", "detail": "["},
            {"event": '{"name_event":1,"date_event":1e99}', "detail": "[1]"},
        ):
            assert client.post(self.URL, nonsense, headers=headers).status_code == 400
        settings.MERCI_FACTEUR_WEBHOOK_KEY = ""
        assert self.call(client, row, "delivered", 1_000, key="") == 404
        row.refresh_from_db()
        assert row.fate == ""


def test_production_does_not_start_with_a_company_that_has_no_keys(settings):
    settings.PALIER_MAILING_PROVIDER = "verification.providers.merci_facteur.MerciFacteur"
    [error] = [found for found in run_checks(include_deployment_checks=True) if found.id == "verification.E001"]
    assert "MERCI_FACTEUR_SECRET_KEY" in error.msg
    settings.PALIER_MAILING_PROVIDER = "verification.providers.PrintItYourself"
    assert not [found for found in run_checks(include_deployment_checks=True) if found.id == "verification.E001"]
    assert MerciFacteur.base.startswith("https://www.merci-facteur.com/")


@pytest.mark.django_db
def test_objections_are_shown_as_counts_and_references_never_as_homes(client, curator, other_curator, neighbourhood):
    """VER-05."""
    card, _code = make.posted(neighbourhood=neighbourhood, recipient="Famille Perroquet", street="7 rue Canarival")
    services.object_to_cards(reference=card.reference, by=None)
    client.force_login(curator)
    page = client.get(reverse("verification_desk:objections")).content.decode()
    assert card.reference in page
    for secret in ("PERROQUET", "CANARIVAL", card.dwelling_id.upper(), card.user.pseudonym.upper()):
        assert secret not in page.upper()
    client.force_login(other_curator)
    assert card.reference not in client.get(reverse("verification_desk:objections")).content.decode()
