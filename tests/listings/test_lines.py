"""The line under a card's title, kept with the row."""

from decimal import Decimal
from io import StringIO

from django.core.management import call_command

import pytest

from listings.models import ListingPage
from tests.factories.listings import ChildcareFactory, GiveawayFactory

pytestmark = pytest.mark.django_db


def test_cards_written_before_their_words_changed_get_them_again(neighbourhood):
    """A row keeps the words of the day it was saved: one command gives all of them today's, in both languages, and touches nothing else."""
    sitter, gift = ChildcareFactory(neighbourhood=neighbourhood, amount=Decimal(11)), GiveawayFactory(neighbourhood=neighbourhood)
    today = list(ListingPage.objects.order_by("pk").values())
    assert "11 €" in sitter.summary.replace("\u202f", " ").replace("\xa0", " ")
    ListingPage.objects.filter(pk=sitter.pk).update(summary=sitter.summary.replace("11", "11,00"), summary_en="")
    for changed in ("1 ", "0 "):
        told = StringIO()
        call_command("rewrite_lines", stdout=told)
        assert told.getvalue().startswith(changed)
        assert list(ListingPage.objects.order_by("pk").values()) == today
    assert gift.summary
