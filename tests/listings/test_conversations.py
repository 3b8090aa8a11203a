"""What the author of a listing and who answered it write to each other: theirs alone, kindly limited, forgotten in time."""

from datetime import timedelta

from django.core import mail
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.models import User
from home.models import Membership
from home.signals import membership_ended
from listings import limits, services
from listings.errors import LimitReachedError, ListingError, NotAllowedError, WrongStateError
from listings.models import Conversation, GiveawayPage, ListingPage, Message
from listings.services.conversations import open_conversation
from notifications.channels.push.payloads import notification_push
from notifications.models import Notification
from tests.components.markup import texts
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory
from tests.factories.listings import (
    ExchangeFactory,
    GiveawayFactory,
    GroupBuyFactory,
    HelpFactory,
    MeetupFactory,
    RideFactory,
    SitterFactory,
)
from tests.listings.talking import SECRET, page, say

pytestmark = pytest.mark.django_db


def told(user):
    return Notification.objects.filter(user=user, kind="message-received")


def test_two_neighbours_write_to_each_other(client, talk, answer):
    """Domain §4.1: an answer opens one conversation; unread is shown to the other side until they read or reply; no GET writes (SEC-12)."""
    host, guest = talk.host, talk.guest
    client.force_login(host)
    assert "je passe mercredi" in client.get(page(talk)).content.decode(), "the answer's own words begin it"
    assert client.post(page(talk), {"text": "  "}).status_code == 200
    assert client.post(page(talk), {"text": SECRET}).url == page(talk)
    client.force_login(guest)
    mine = reverse("listings:mine")
    for address in (mine, reverse("listings:conversations"), answer.listing.url, page(talk)):
        shown = client.get(address).content.decode()
        assert "Messages 1 à lire" in texts(shown), "the header of every page says so"
        assert shown.count('1<span class="visually-hidden"> à lire') >= 2, f"{address} says where"
    assert SECRET in client.get(page(talk)).content.decode()
    assert Message.objects.get().read_at is None, "looking is a GET"
    client.post(reverse("listings:conversation-read", args=[talk.public_id]))
    assert Message.objects.get().read_at is not None
    assert page(talk) in client.get(mine).content.decode()
    client.post(page(talk), {"text": "Merci beaucoup."})
    client.force_login(host)
    shown = client.get(mine).content.decode()
    assert page(talk) in shown
    assert shown.count('1<span class="visually-hidden"> à lire') >= 2
    client.post(page(talk), {"text": "À bientôt."})
    assert Message.objects.filter(read_at=None).count() == 1, "who replies has read"


def test_nobody_else_reads_it(client, neighbourhood, curator, other_curator, talk, outsider, declared, operator):
    """SEC-18: neither a neighbour, nor a curator or the operator, nor whoever answered the same listing; all meet a 404."""
    say(talk, talk.host, SECRET)
    rival = MembershipFactory(neighbourhood=neighbourhood).user
    services.respond(listing=talk.listing, by=rival)
    for person in (rival, outsider, declared, curator, other_curator, operator):
        client.force_login(person)
        for address in (page(talk), reverse("listings:conversation-read", args=[talk.public_id])):
            assert client.post(address, {"text": "Je lis tout."}).status_code == 404
        assert client.get(page(talk)).status_code == 404
        with pytest.raises(NotAllowedError):
            say(talk, person)
        for address in (reverse("listings:conversations"), reverse("listings:mine"), talk.listing.url):
            assert SECRET not in client.get(address).content.decode()
    assert Message.objects.count() == 1
    client.logout()
    assert client.get(page(talk)).status_code == 302


def test_every_kind_of_listing_opens_one(neighbourhood, resident):
    """One mechanism for all seven kinds; several dates of one listing share a conversation."""
    hours = SitterFactory(neighbourhood=neighbourhood)
    dated = [MeetupFactory(neighbourhood=neighbourhood), RideFactory(neighbourhood=neighbourhood)]
    weekly = MeetupFactory(neighbourhood=neighbourhood, rrule="FREQ=WEEKLY")
    day = timezone.localdate() + timedelta(days=2)
    services.respond(listing=GiveawayFactory(neighbourhood=neighbourhood), by=resident)
    services.respond(listing=HelpFactory(neighbourhood=neighbourhood), by=resident, period=(day, day))
    services.respond(listing=ExchangeFactory(neighbourhood=neighbourhood), by=resident)
    services.respond(listing=hours, by=resident, occurrence=hours.occurrences.first(), given={"children": 1})
    for one in dated:
        services.respond(listing=one, by=resident, occurrence=one.occurrences.first())
    services.respond_on_dates(listing=weekly, by=resident, occurrences=list(weekly.occurrences.all()[:3]))
    purchase = GroupBuyFactory(neighbourhood=neighbourhood)
    wood = {purchase.products.get().pk: 1}
    services.pledge(purchase=purchase, by=resident, quantities=wood)
    services.pledge(purchase=purchase, by=purchase.author, quantities=wood)
    talks = list(Conversation.objects.visible_to(resident))
    assert len(talks) == 8
    for one in talks:
        say(one, one.host)
        say(one, resident)
    assert {one.listing.kind for one in talks} == {"giveaway", "help", "barter", "childcare", "meetup", "carpool", "group"}


def test_a_notice_says_who_and_about_what_never_the_words(talk, django_capture_on_commit_callbacks):
    """WPU-10: in the list, the push and the mail no word of it; several messages in a row ring once in ten minutes."""
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        first = say(talk, talk.host, SECRET, now=now)
    assert say(talk, talk.host, SECRET, now=now + timedelta(seconds=20)) == first, "a finger that slipped"
    say(talk, talk.host, "Et prenez un sac.", now=now + timedelta(minutes=5))
    notice = told(talk.guest).get()
    push = notification_push(notice, "fr")
    message = notice.build()
    assert talk.host.pseudonym in push.content.decode()
    assert message.url == page(talk)
    for words in (
        push.content.decode(),
        push.short.decode(),
        message.title,
        message.body,
        str(notice.data),
        *(one.body for one in mail.outbox),
    ):
        assert "portail" not in words
    say(talk, talk.host, "Toujours là ?", now=now + timedelta(minutes=16))
    assert told(talk.guest).count() == 2
    assert not told(talk.host).exists()
    first.delete()
    assert notice.build() is None, "what is forgotten says nothing"


def test_neither_page_nor_notice_tells_how_to_reach_a_person(client, talk):
    """SEC-18: the other one is a pseudonym, no address and no number."""
    User.objects.filter(pk=talk.host_id).update(email="tante.guite@example.org", phone="+33612345678")
    say(talk, talk.host)
    client.force_login(talk.guest)
    for address in (page(talk), reverse("listings:conversations"), reverse("notifications:inbox")):
        shown = client.get(address).content.decode()
        assert "example.org" not in shown
        assert "612345678" not in shown.replace(" ", "")


def test_a_message_has_an_end_and_so_has_a_day(client, talk, monkeypatch):
    """A limit says when it is over, and nothing typed is lost."""
    monkeypatch.setattr(limits, "MESSAGES_A_DAY", 3)
    for text in ("", "  \0 ", "x" * (limits.MESSAGE_LENGTH + 1)):
        with pytest.raises(ListingError):
            say(talk, talk.guest, text)
    now = timezone.now()
    for number in range(3):
        say(talk, talk.guest, f"Message {number}", now=now - timedelta(hours=23 - number))
    with pytest.raises(LimitReachedError):
        say(talk, talk.guest, "Un de trop")
    client.force_login(talk.guest)
    shown = client.post(page(talk), {"text": "Un de trop"}).content.decode()
    assert "Un de trop</textarea>" in shown
    say(talk, talk.host, "Moi, je peux.")
    say(talk, talk.guest, "Une heure plus tard", now=now + timedelta(hours=1, minutes=1))
    assert talk.messages.count() == 5


def test_somebody_without_full_proof_begins_twenty_conversations_a_day(neighbourhood, resident):
    """SEC-18: ≤ 20 new conversations a day for level 1; a second date of the same listing is not a new one; level 2 has no such limit."""
    located = MembershipFactory(neighbourhood=neighbourhood, level=1).user
    listing = GiveawayFactory(neighbourhood=neighbourhood, quantity=99)
    pages = [GiveawayPage(pk=listing.pk), *(GiveawayFactory(neighbourhood=neighbourhood, author=listing.author) for _ in range(2))]
    Conversation.objects.bulk_create(Conversation(listing=pages[1], host=UserFactory(), guest=located) for _ in range(19))
    first = services.respond(listing=listing, by=located)
    services.withdraw_response(response=first, by=located)
    services.respond(listing=listing, by=located)
    with pytest.raises(LimitReachedError):
        services.respond(listing=pages[2], by=located)
    assert not pages[2].responses.exists(), "all or nothing"
    Conversation.objects.bulk_create(Conversation(listing=pages[1], host=UserFactory(), guest=resident) for _ in range(25))
    services.respond(listing=pages[2], by=resident)
    Conversation.objects.filter(guest=located).update(opened_at=timezone.now() - timedelta(hours=25))
    services.respond(listing=pages[2], by=located)


def test_a_deputy_who_takes_over_begins_anew(client, neighbourhood, resident):
    """The messages of the first organiser stay theirs; the new one can be written to at once."""
    purchase = GroupBuyFactory(neighbourhood=neighbourhood, deputy=MembershipFactory(neighbourhood=neighbourhood).user)
    services.pledge(purchase=purchase, by=resident, quantities={purchase.products.get().pk: 1})
    before = Conversation.objects.get()
    say(before, resident, SECRET)
    membership = Membership.objects.get(user=purchase.author)
    Membership.objects.filter(pk=membership.pk).update(state="left")
    membership_ended.send(sender=Membership, membership=membership)
    client.force_login(purchase.deputy)
    assert client.get(page(before)).status_code == 404
    with pytest.raises(WrongStateError):
        say(before, resident)
    after = Conversation.objects.get(host=purchase.deputy)
    assert say(after, resident, "Bonjour, vous reprenez l’achat ?")
    assert open_conversation(ListingPage.objects.get(), guest=resident, counted=False) == after


def test_long_talks_are_read_page_by_page(client, talk):
    now = timezone.now()
    Message.objects.bulk_create(
        Message(conversation=talk, author=talk.host, text=f"Mot {number:03}", sent_at=now - timedelta(minutes=100 - number))
        for number in range(limits.SHOWN_MESSAGES + 5)
    )
    client.force_login(talk.guest)
    last, first = (client.get(page(talk), {"page": number}).content.decode() for number in (1, 2))
    assert ("Mot 054" in last, "Mot 004" in last, "Mot 004" in first, "je passe mercredi" in first) == (True, False, True, True)
    assert "je passe mercredi" not in last
