import io
import json
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings as django_settings
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.utils import timezone

import pytest
from pypdf import PdfReader

from notifications.models import Notification
from tests.factories import verification as make
from verification import codes, jobs, policy, services
from verification.cards import Card, Sender, render_cards
from verification.errors import NotPossibleError
from verification.models import PostalAddress, Postcard
from verification.sealing import unseal

MM = 72 / 25.4
SENDER = Sender(town="Dinan", neighbourhood="Port et Jerzual", base_url="https://palier.example")
CARD = Card(lines=("FOYER LE GOFF", "12 RUE DU PETIT FORT", "22100 DINAN"), code="K7QP-2M9X", reference="0123456789")


def text_of(content):
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def squeezed(text):
    return "".join(text.split())


class TestPaper:
    def test_a_card_is_two_pages_of_a6_with_embedded_letters(self):
        reader = PdfReader(io.BytesIO(render_cards([CARD], sender=SENDER)))
        assert [(round(page.mediabox.width / MM), round(page.mediabox.height / MM)) for page in reader.pages] == [(148, 105)] * 2
        fonts = [font.get_object() for font in reader.pages[1]["/Resources"]["/Font"].values()]
        embedded = [font["/FontDescriptor"].get_object() for font in fonts if "/FontDescriptor" in font]
        assert embedded
        assert all("/FontFile2" in font for font in embedded)

    def test_the_back_bears_code_address_sender_reference_and_the_way_to_object(self):
        """VER-05: who asks is the portal, and how to object stands on the card."""
        back = squeezed(text_of(render_cards([CARD], sender=SENDER))[1])
        for words in (
            "K7QP-2M9X",
            "FOYERLEGOFF",
            "12RUEDUPETITFORT",
            "22100DINAN",
            "0123456789",
            "palier.example/code",
            "palier.example/stop",
            "Palier",
        ):
            assert words in back

    @pytest.mark.parametrize("town", ["Dinan", "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"])
    def test_nothing_is_printed_in_the_lower_15_mm_of_the_back(self, town):
        heights = []
        sender = Sender(town=town, neighbourhood=town, base_url=f"https://quartiers.{town.lower()}.example")
        page = PdfReader(io.BytesIO(render_cards([CARD], sender=sender))).pages[1]
        # All drawing is in millimetres, shared forms included.
        page.extract_text(visitor_text=lambda text, _page, line, *_rest: heights.append(line[5]) if text.strip() else None)
        assert len(heights) > 10
        assert min(heights) >= 15

    def test_the_longest_address_the_norm_allows_stays_on_the_card(self):
        wide = Card(lines=("W" * 38,) * 6, code="WWWW-WWWW", reference="W" * 10)
        assert "W" * 38 in squeezed(text_of(render_cards([wide], sender=SENDER))[1])

    def test_the_same_cards_give_the_same_bytes(self):
        """POS-04."""
        assert render_cards([CARD, CARD], sender=SENDER) == render_cards([CARD, CARD], sender=SENDER)

    def test_a_card_speaks_the_language_of_the_one_who_asked(self):
        from dataclasses import replace

        backs = [squeezed(text_of(render_cards([replace(CARD, language=language)], sender=SENDER))[1]) for language in ("fr", "en")]
        assert "Stamp" in backs[1]

    def test_cards_stay_small(self):
        """C1: at most 3 KiB a card, letters included."""
        cards = [Card(lines=CARD.lines, code=codes.display(codes.new_code()), reference=str(number)) for number in range(100)]
        content = render_cards(cards, sender=SENDER)
        assert len(content) / 100 <= 3 * 1024
        assert len(PdfReader(io.BytesIO(content)).pages) == 200

    def test_four_cards_stand_on_a_sheet_and_their_backs_behind_them(self):
        cards = [Card(lines=(f"CARD {number}",), code="K7QP-2M9X", reference=str(number)) for number in range(6)]
        pages = text_of(render_cards(cards, sender=SENDER, imposed=True))
        assert len(pages) == 4
        assert [squeezed(pages[1]).count("CARD"), squeezed(pages[3]).count("CARD")] == [3, 3]
        assert all(f"CARD{number}" in squeezed(pages[1]) for number in (0, 2, 4))


@pytest.mark.django_db
class TestBatch:
    @pytest.fixture
    def by(self):
        return make.curator()

    def test_the_same_batch_gives_the_same_file_and_a_cancelled_card_is_left_out(self, neighbourhood, by):
        """POS-04."""
        cards = [make.queued(neighbourhood=neighbourhood) for _ in range(3)]
        batch = services.print_batch(neighbourhood=neighbourhood, by=by)
        first = services.export_batch(batch=batch, by=by, imposed=False)
        assert services.export_batch(batch=batch, by=by, imposed=False) == first
        services.cancel_cards(membership=cards[0][0].membership, by=by)
        pages = squeezed("".join(text_of(services.export_batch(batch=batch, by=by, imposed=False))))
        assert codes.display(cards[0][1]) not in pages
        assert all(codes.display(code) in pages for _card, code in cards[1:])

    def test_cards_come_in_the_order_of_the_round(self, neighbourhood, by):
        for street in ("10 rue Haute", "3 rue Basse", "2 rue Haute", "9 rue Haute", "1 rue Haute"):
            make.queued(neighbourhood=neighbourhood, street=street)
        batch = services.print_batch(neighbourhood=neighbourhood, by=by)
        backs = text_of(services.export_batch(batch=batch, by=by, imposed=False))[1::2]
        numbers = [next(line for line in back.splitlines() if "RUE" in line) for back in backs]
        assert numbers == ["3 RUE BASSE", "2 RUE HAUTE", "10 RUE HAUTE", "1 RUE HAUTE", "9 RUE HAUTE"]

    def test_a_lost_batch_is_made_again_with_new_codes_only(self, neighbour, neighbourhood, by):
        """POS-04."""
        card, lost = make.queued(neighbour, neighbourhood)
        batch = services.print_batch(neighbourhood=neighbourhood, by=by)
        assert services.reissue_batch(batch=batch, by=by) == 1
        assert jobs.prepare_postcard(postcard_id=str(card.pk))
        card.refresh_from_db()
        assert card.state == Postcard.State.QUEUED
        assert unseal(card.address.sealed_code).decode() != lost
        assert codes.matches(lost, [card.code_hash], work=1) == [False]
        with pytest.raises(NotPossibleError):
            services.reissue_batch(batch=batch, by=by)

    def test_posting_twice_changes_nothing_and_tells_each_once(self, neighbour, neighbourhood, by):
        card, _code = make.queued(neighbour, neighbourhood)
        batch = services.print_batch(neighbourhood=neighbourhood, by=by)
        posted_at = services.mark_posted(batch=batch, by=by).posted_at
        assert services.mark_posted(batch=batch, by=by).posted_at == posted_at
        card.refresh_from_db()
        assert card.expires_at == posted_at + policy.CARD_LIFE
        assert Notification.objects.filter(kind="card_posted", user=neighbour).count() == 1
        with pytest.raises(NotPossibleError):
            services.export_batch(batch=batch, by=by)

    def test_nothing_ready_makes_no_batch(self, neighbourhood, by):
        with pytest.raises(NotPossibleError):
            services.print_batch(neighbourhood=neighbourhood, by=by)

    def test_the_service_itself_refuses_a_stranger(self, neighbourhood, resident):
        make.queued(neighbourhood=neighbourhood)
        with pytest.raises(PermissionDenied):
            services.print_batch(neighbourhood=neighbourhood, by=resident)


@pytest.mark.django_db
class TestJobs:
    def test_a_card_is_prepared_once(self, neighbourhood):
        card = make.requested(neighbourhood=neighbourhood)
        assert jobs.prepare_postcard(postcard_id=str(card.pk))
        card.refresh_from_db()
        before = card.code_hash
        assert not jobs.prepare_postcard(postcard_id=str(card.pk))
        card.refresh_from_db()
        assert card.code_hash == before

    def test_a_card_whose_account_is_gone_is_no_error(self, neighbourhood):
        card = make.requested(neighbourhood=neighbourhood)
        card.user.delete()
        assert not jobs.prepare_postcard(postcard_id=str(card.pk))

    def test_the_sweeper_wakes_what_was_forgotten_and_only_that(self, neighbourhood):
        """FLT-01: the wake-up was lost with Redis."""
        from django_rq import get_queue

        forgotten, fresh = make.requested(neighbourhood=neighbourhood), make.requested(neighbourhood=neighbourhood)
        Postcard.objects.filter(pk=forgotten.pk).update(requested_at=timezone.now() - policy.SWEEP_AFTER - timedelta(seconds=1))
        queue = get_queue("default")
        queue.empty()
        assert jobs.sweep_postcards() == 1
        assert [job.kwargs["postcard_id"] for job in queue.jobs] == [str(forgotten.pk)]
        assert fresh.state == Postcard.State.REQUESTED
        queue.empty()


def everything_stored():
    """Every row of every table and every file below the media folder, as one text."""
    rows = [row for model in apps.get_models() if not model._meta.proxy and model._meta.managed for row in model._default_manager.all()]
    files = [path.read_bytes().decode("latin-1") for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    binary = [
        bytes(getattr(row, field.name)).decode("latin-1")
        for row in PostalAddress.objects.all()
        for field in row._meta.fields
        if field.name.startswith("sealed")
    ]
    return json.dumps(serializers.serialize("json", rows)).upper() + "".join(files + binary).upper()


@pytest.mark.django_db
@pytest.mark.usefixtures("tasks_run")
def test_no_stored_byte_names_the_home_or_the_code_before_or_after_posting(neighbourhood, caplog):
    """Principle 1, PRV-05, VER-03, SEC-16: canaries in the address, the name and the code, in tables, files and logs."""
    caplog.set_level(0)
    card, code = make.queued(neighbourhood=neighbourhood, recipient="Famille Perroquet", street="7 rue Canarival")
    for canary in ("PERROQUET", "CANARIVAL", code, codes.display(code)):
        assert canary not in everything_stored()
    by = make.curator()
    batch = services.print_batch(neighbourhood=neighbourhood, by=by)
    printed = squeezed("".join(text_of(services.export_batch(batch=batch, by=by)))).upper()
    assert "PERROQUET" in printed, "the positive control: the canaries are in the file"
    assert codes.display(code) in printed
    services.mark_posted(batch=batch, by=by)
    assert not PostalAddress.objects.exists()
    services.submit_code(user=card.user, code=code, by=card.user)
    stored = everything_stored() + caplog.text.upper()
    for canary in ("PERROQUET", "CANARIVAL", code, codes.display(code)):
        assert canary not in stored
    assert str(card.user).upper() in stored, "the positive control: the dump holds what is stored"
