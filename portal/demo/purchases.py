"""What neighbours of the demonstration buy together, through the ordinary services."""

from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import User
from home.models import Membership
from listings import timetables
from listings.models import GroupBuyPage
from listings.services import name_deputy, pledge, publish_listing, save_draft
from portal.demo.life import point_in
from portal.demo.town import SEED


@dataclass(frozen=True)
class Purchase:
    author: str
    title: str
    body: str
    supplier: str
    area: str
    exact: str
    products: tuple[dict[str, Any], ...]
    #: Who, then how much of each product.
    pledges: tuple[tuple[Any, ...], ...]
    measure: str = "participants"
    threshold: int = 5
    payment: str = "pickup"
    days: int = 12
    deputy: str = ""
    audience: str = "neighbourhood"


PURCHASES = (
    Purchase(
        "Grand Héron", "Bois de chauffage sec, livré au port",
        "Chêne et hêtre, coupés à 33 cm, séchés deux ans sous abri à Calorguen. Je connais le producteur, j’ai visité le hangar.</p>"
        "<p>Le camion ne monte pas le Jerzual : livraison sur la cale, et on s’aide pour la brouette.",
        "Un bûcheron de Calorguen", "sur la cale du port", "Au pied du vieux treuil, côté rivière",
        ({"name": "Bois sec", "unit": "stère de 33 cm", "price": Decimal(92), "maximum": 10, "lower_prices": [[8, "84.00"], [12, "78.00"]]},),
        (("Grand Héron", 2), ("Tante Guite", 1), ("Tournevis", 2), ("Martin-pêcheur", 3), ("Nuit Blanche", 1), ("Vélo bleu", 2), ("Marronnier", 4)),
        payment="supplier", deputy="Tournevis",
    ),
    Purchase(
        "Mirabelle", "Farine et miel d’un moulin de la Rance",
        "Le moulin vend par sac et par carton. À plusieurs, chacun prend ce qu’il mange.",
        "Un moulin à eau, à vingt kilomètres", "près du vieux pont", "Sous le porche de l’atelier, au sec",
        (
            {"name": "Farine de blé noir", "unit": "paquet de 1 kg", "price": Decimal("3.40"), "pack": 10, "packs_available": 6},
            {"name": "Miel de printemps", "unit": "pot de 500 g", "price": Decimal("7.35"), "pack": 6, "maximum": 6},
        ),
        (("Mirabelle", 4, 2), ("Lavandière", 3, 0), ("Tante Guite", 5, 1), ("Tournevis", 0, 2)),
        measure="packs", threshold=3, days=9, audience="public",
    ),
)  # fmt: skip
_USUAL = {"pack": 1, "minimum": 1, "maximum": None, "step": 1, "packs_available": None, "lower_prices": []}


def buy_together(people: dict[str, User]) -> None:
    """Publish the group purchases, and let neighbours pledge."""
    random = Random(SEED)  # noqa: S311 - the same town every time, no secret
    for story in PURCHASES:
        listing = _publish(story, people[story.author], random)
        products, slots = list(listing.products.all()), list(listing.slots.all())
        for number, (pseudonym, *counts) in enumerate(story.pledges):
            quantities = {product.pk: count for product, count in zip(products, counts, strict=True)}
            pledge(purchase=listing, by=people[pseudonym], quantities=quantities, slot=slots[number % len(slots)], helps=number == 1)
        name_deputy(purchase=listing, by=people[story.author], pseudonym=story.deputy)


def _publish(story: Purchase, author: User, random: Random) -> GroupBuyPage:
    membership = Membership.objects.of(author).active().select_related("neighbourhood").get()
    closes = timezone.localdate() + timedelta(days=story.days)
    saturday = closes + timedelta(days=(5 - closes.weekday()) % 7 or 7)
    fields = {
        "title": story.title, "body": f"<p>{story.body}</p>", "street": membership.street, "audience": story.audience,
        "supplier": story.supplier, "measure": story.measure, "threshold": story.threshold, "payment": story.payment, "area": story.area,
        "closes_at": timetables.moment(closes, time(20)), "helpers_wanted": 2, "price_mode": "cost_share",
    }  # fmt: skip
    hours = [(timetables.moment(saturday, time(hour)), timetables.moment(saturday, time(hour + 1)), 12) for hour in (9, 10, 11)]
    parts = {"products": [_USUAL | product for product in story.products], "slots": hours, "exact_place": (story.exact, True)}
    place = membership.neighbourhood
    listing = save_draft(
        model=GroupBuyPage, neighbourhood=place, by=author, fields=fields, position=point_in(place.title, random), parts=parts
    )
    return publish_listing(listing=listing, by=author)
