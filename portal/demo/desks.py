"""What curators of the demonstration have under way: a colleague invited, a leave with its deputy, cards at a mailing company."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from home.models import NeighbourhoodPage
from home.services import declare_absence, invite_curator
from verification.addresses import Address
from verification.models import Consignment
from verification.services import join_by_postcard, mark_posted, prepare_card, print_batch

#: Who waits for a card at the station, behind which door, and what the mailing company said of it since.
CARDS = (
    ("Lune rousse", "12 rue Carnot", Consignment.Fate.DELIVERED),
    ("Cerf-volant", "3 boulevard Simone Veil", Consignment.Fate.TRAVELLING),
)
POSTAGE_CENTS = 163


def keep_curators_busy(people: dict[str, User], neighbourhoods: dict[str, NeighbourhoodPage]) -> None:
    """Invite a colleague at the port, announce a leave at the station, and have its cards posted by a company."""
    port, station = (NeighbourhoodPage.objects.get(pk=neighbourhoods[name].pk) for name in ("Port et Jerzual", "Gare"))
    invite_curator(place=port, by=people["Lanterne"], user=people["Mirabelle"])
    away = timezone.localdate() + timedelta(days=12)
    declare_absence(place=station, by=people["Aiguilleuse"], starts_on=away, ends_on=away + timedelta(days=9), deputy=people["Beffroi"])
    post_cards(people, station)


def post_cards(people: dict[str, User], place: NeighbourhoodPage) -> None:
    """Walk two cards to the post by the ordinary services; the company's answers are invented, and no company is asked."""
    curator = people["Aiguilleuse"]
    for pseudonym, street, _fate in CARDS:
        user = people[pseudonym]
        address = Address(recipient="Boîte de démonstration", street=street, postcode="22100", town="Dinan")
        prepare_card(postcard_id=join_by_postcard(user=user, neighbourhood=place, address=address, by=user).pk)
    batch = mark_posted(batch=print_batch(neighbourhood=place, by=curator), by=curator)
    batch.provider = "merci-facteur"
    batch.save(update_fields=["provider"])
    fates = {pseudonym: fate for pseudonym, _street, fate in CARDS}
    Consignment.objects.bulk_create(
        Consignment(
            postcard=card, batch=batch, provider=batch.provider, state=Consignment.State.ACCEPTED, attempts=1,
            cost_cents=POSTAGE_CENTS, fate=fates[card.user.pseudonym], fate_at=timezone.now(),
        )
        for card in batch.postcards.select_related("user")
    )  # fmt: skip
