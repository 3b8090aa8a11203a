"""Until when two neighbours write to each other, and when what they wrote is forgotten."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.models import User
from home.models import Membership
from home.signals import membership_ended
from listings import limits, services
from listings.errors import WrongStateError
from listings.jobs import forget_conversations
from listings.models import Conversation, ListingPage, Message, Response
from tests.factories.listings import GiveawayFactory, HelpFactory
from tests.listings.talking import SECRET, page, say

pytestmark = pytest.mark.django_db


def test_there_is_something_to_say_for_a_while_after_the_end(talk, answer):
    """30 days after a hand-over, 7 after a no; a curator's removal ends it at once."""
    services.mark_done(response=answer, by=talk.host)
    say(talk, talk.guest, "J’ai oublié une vis.")
    answer.refresh_from_db()
    late = answer.ended_at + limits.TALK_AFTER_END
    say(talk, talk.guest, "Presque trop tard", now=late - timedelta(minutes=1))
    with pytest.raises(WrongStateError):
        say(talk, talk.guest, "Trop tard", now=late)
    Response.objects.update(state="declined", ended_at=None, decided_at=timezone.now())
    say(talk, talk.guest, "Une autre fois ?")
    with pytest.raises(WrongStateError):
        say(talk, talk.guest, "Encore moi", now=timezone.now() + limits.TALK_AFTER_NO)
    Response.objects.update(state="accepted")
    say(talk, talk.guest, "De nouveau")
    ListingPage.objects.update(state="closed", closed_reason="removed")
    with pytest.raises(WrongStateError):
        say(talk, talk.guest, "Pourtant…")


def test_who_left_is_written_to_no_more(client, talk, neighbourhood):
    """VER-11: what was asked for ends with the membership, and the conversation with it; what was written stays readable."""
    say(talk, talk.host, SECRET)
    membership = Membership.objects.get(user=talk.guest)
    Membership.objects.filter(pk=membership.pk).update(state="left")
    membership_ended.send(sender=Membership, membership=membership)
    for person in (talk.guest, talk.host):
        with pytest.raises(WrongStateError):
            say(talk, person)
        client.force_login(person)
        shown = client.get(page(talk)).content.decode()
        assert SECRET in shown
        assert "<textarea" not in shown


def test_who_leaves_with_a_loan_can_say_when_it_comes_back(neighbourhood, resident):
    """What stays theirs to bring back stays theirs to speak of."""
    drill, today = HelpFactory(neighbourhood=neighbourhood, at_once=True), timezone.localdate()
    services.respond(listing=drill, by=resident, period=(today, today + timedelta(days=2)))
    membership = Membership.objects.get(user=resident)
    Membership.objects.filter(pk=membership.pk).update(state="left")
    membership_ended.send(sender=Membership, membership=membership)
    assert say(Conversation.objects.get(), resident, "Je vous la rapporte samedi.")


def test_a_closed_account_leaves_its_words_without_a_name(client, talk):
    """Domain §1: threads of others stay with « ancien voisin »; when both are gone the conversation is too."""
    host, guest = talk.host, talk.guest
    say(talk, guest, SECRET)
    User.objects.filter(pk=guest.pk).update(is_active=False)
    with pytest.raises(WrongStateError):
        say(talk, host)
    guest.delete()
    client.force_login(host)
    for address in (page(talk), reverse("listings:conversations")):
        shown = client.get(address).content.decode()
        assert "Ancien voisin" in shown
        assert guest.pseudonym not in shown
    assert SECRET in client.get(page(talk)).content.decode()
    assert client.post(page(talk), {"text": "Êtes-vous là ?"}).status_code == 200
    assert Message.objects.count() == 1
    host.delete()
    assert (Conversation.objects.count(), Message.objects.count()) == (0, 0)


def test_messages_are_forgotten_a_year_after_the_listing_closed(talk, answer, neighbourhood):
    """LEG-07, on a stepped clock: not a day before; renewal stops the clock; what nobody continues for a year goes too."""
    now = timezone.now()
    say(talk, talk.guest, SECRET)
    say(talk, talk.host)
    services.close_listing(listing=talk.listing, by=talk.host, done=True)
    closed = ListingPage.objects.get(pk=talk.listing_id).closed_at
    assert services.forget_conversations(now=closed + limits.MESSAGE_MEMORY) == 0
    services.renew_listing(listing=talk.listing, by=talk.host)
    assert ListingPage.objects.get(pk=talk.listing_id).closed_at is None
    assert services.forget_conversations(now=closed + limits.MESSAGE_MEMORY + timedelta(days=1)) == 0, "an answer lives"
    services.close_listing(listing=talk.listing, by=talk.host, done=True)
    ListingPage.objects.filter(pk=talk.listing_id).update(closed_at=now - limits.MESSAGE_MEMORY - timedelta(minutes=1))
    open_still = GiveawayFactory(neighbourhood=neighbourhood)
    silent = services.respond(listing=open_still, by=talk.guest)
    services.withdraw_response(response=silent, by=talk.guest)
    Conversation.objects.filter(listing=open_still).update(opened_at=now - limits.MESSAGE_MEMORY - timedelta(minutes=1))
    assert forget_conversations() == 2
    assert not Message.objects.exists()
