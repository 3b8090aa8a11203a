"""Shops of Dinan and what they say: pages, words of the week, advertisements that run, one that is over. All names and numbers are invented."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from ads import services
from ads.hours import block_of
from ads.models import Business, Campaign, DailyCount, FundPage, FundSpending, RateCard, Seller, Slot
from ads.weeks import this_week
from home.geo import point_text
from home.models import NeighbourhoodPage, TownPage
from portal.demo import pictures
from portal.demo.keys import open_account
from portal.demo.shop_pictures import paint_bread

SELLER = {
    "name": "Palier démonstration", "legal_form": "SCIC SAS au capital de 20 000 €", "street": "1 place de la Mairie", "postcode": "22100",
    "town": "Dinan", "siren": "999123482", "register_entry": "RCS Saint-Malo", "vat_number": "FR36999123482",
    "iban": "FR76 0000 0000 0000 0000 0000 000", "bic": "PALIFRPP",
}  # fmt: skip


@dataclass(frozen=True)
class Shop:
    owner: str
    name: str
    firm: str
    place: str
    trade: str
    words: str
    siren: str
    street: str
    point: tuple[float, float]
    hours: tuple[str, ...]
    word: str
    line: str
    url: str
    picture: str
    alt: str
    slot: str
    curator: str


SHOPS = (
    Shop("La Mie", "La Mie du Petit-Fort", "La Mie SARL", "Port et Jerzual", "Boulangerie", "Pains au levain cuits au bois. On tranche, on garde, on met de côté jusqu’au soir.", "999123458", "3 rue du Petit-Fort", (48.4569, -2.0413), ("", "7h30-13h, 15h30-19h30", "7h30-13h, 15h30-19h30", "7h30-13h, 15h30-19h30", "7h30-19h30", "7h30-19h30", "8h-13h"), "La miche au sarrasin sort du four à 16 h 30.", "Commandez vos bûches avant le 19. Retrait au fournil jusqu’à 20 h", "https://la-mie.example/buches", "bread", "Trois miches de pain sur l’étal", "neighbourhood-home", "Maison du port"),
    Shop("Rayon libre", "Cycles de la Rance", "Cycles de la Rance EURL", "Port et Jerzual", "Vélos", "Vente et réparation. On vous montre comment faire, si vous voulez.", "999123466", "11 rue du Quai", (48.4578, -2.0391), ("", "9h30-12h, 14h-18h30", "9h30-12h, 14h-18h30", "14h-18h30", "9h30-12h, 14h-18h30", "9h30-18h", ""), "Pneus d’hiver arrivés.", "Révision d’hiver à 39 €, vélo prêté pendant la réparation", "https://cycles-rance.example/hiver", "bicycle", "Vélo vert avec un panier en osier", "listing-list", "Maison du port"),
    Shop("Plume et papier", "L’Encrier", "L’Encrier SAS", "Centre ancien", "Papeterie et livres", "Carnets, encres, et les livres que l’on nous demande.", "999123474", "6 rue de l’Horloge", (48.4541, -2.0461), ("", "10h-12h30, 14h-19h", "10h-19h", "10h-12h30, 14h-19h", "10h-19h", "10h-19h", ""), "Les commandes arrivent le mardi.", "Calendriers de l’avent à remplir soi-même : vingt-quatre tiroirs", "https://l-encrier.example", "books", "Une rangée de livres de toutes les couleurs", "neighbourhood-home", "Beffroi"),
)  # fmt: skip
PRICES = {"neighbourhood-home": (Decimal("18.00"), Decimal("22.00")), "listing-list": (Decimal("12.00"), Decimal("15.00")), "agenda": (Decimal("10.00"), Decimal("12.00")), "letter": (Decimal("15.00"), Decimal("18.00"))}  # fmt: skip


def open_for_business(people: dict[str, User], neighbourhoods: dict[str, NeighbourhoodPage]) -> None:
    """Say who sells and for how much, open the shops, and let their advertisements run."""
    Seller.objects.update_or_create(pk=1, defaults=SELLER)
    price_the_weeks(next(iter(neighbourhoods.values())).town)
    for shop in SHOPS:
        business = open_shop(shop, people[shop.curator], neighbourhoods[shop.place])
        advertise(shop, business, people[shop.curator], weeks=(0, 1))
    finish_one(people["Maison du port"], neighbourhoods["Port et Jerzual"])
    spend_some(neighbourhoods["Port et Jerzual"])


def price_the_weeks(town: TownPage) -> None:
    """Write the town's rate card: ordinary weeks, and the two before Christmas."""
    christmas = this_week(timezone.localdate().replace(month=12, day=20))
    for key, (ordinary, festive) in PRICES.items():
        RateCard.objects.create(place_id=town.pk, key=key, price=ordinary)
        RateCard.objects.create(
            place_id=town.pk, key=key, price=festive, label="fêtes", first_week=christmas - timedelta(weeks=1), last_week=christmas
        )


def open_shop(shop: Shop, curator: User, place: NeighbourhoodPage) -> Business:
    """Register one shop with a plain account of its own, and let it into the directory."""
    owner = open_account(shop.owner)
    fields = {"name": shop.name, "legal_name": shop.firm, "siren": shop.siren, "street": shop.street, "postcode": "22100", "town": "Dinan"}
    page = {
        "trade": shop.trade,
        "description": f"<p>{shop.words}</p>",
        "hours": block_of(shop.name, shop.hours),
        "address": f"{shop.street}, 22100 Dinan",
        "location": point_text(*shop.point),
    }
    business = services.register_business(neighbourhood=place, by=owner, fields=fields, page_fields=page)
    business = services.list_business(business=business, by=curator)
    services.publish_word(business=business, by=owner, text=shop.word)
    return business


def advertise(shop: Shop, business: Business, curator: User, *, weeks: tuple[int, ...], line: str = "") -> Campaign:
    """Rent, write, pay by transfer and have read, through the ordinary services."""
    slot = Slot.objects.get(key=shop.slot, neighbourhood=business.neighbourhood)
    owner = business.owner
    choices = [(slot, this_week() + timedelta(weeks=week)) for week in weeks]
    campaign = services.hold_weeks(business=business, by=owner, choices=choices)
    painted = paint_bread() if shop.picture == "bread" else pictures.paint(shop.picture)
    upload = SimpleUploadedFile("photo.jpg", painted, "image/jpeg")
    image = services.receive_picture(upload=upload, campaign=campaign, alt=shop.alt, by=owner)
    words = {"text": line or shop.line, "landing_url": shop.url, "image": image, "image_alt": shop.alt}
    services.write_creative(campaign=campaign, by=owner, promises={"honest", "lawful", "not_political"}, **words)
    services.confirm_transfer(payment=services.start_transfer(campaign=campaign, by=owner), by=curator)
    return services.approve_ad(campaign=campaign, neighbourhood=business.neighbourhood, by=curator)


def finish_one(curator: User, place: NeighbourhoodPage) -> None:
    """Give the bakery a campaign that is over, dated back, with its figures: a report to look at."""
    business = Business.objects.get(name=SHOPS[0].name)
    campaign = advertise(SHOPS[0], business, curator, weeks=(3, 4), line="La miche au sarrasin sort du four à 16 h 30")
    random = Random(22100)  # noqa: S311 - the same town every time, no secret
    for placement in campaign.placements.order_by("week"):
        placement.week -= timedelta(weeks=5)
        placement.save()
        for day in range(7):
            views = random.randint(90, 210)
            counts = {"views": views, "clicks": round(views * random.uniform(0.02, 0.06))}
            DailyCount.objects.create(placement=placement, day=placement.week + timedelta(days=day), **counts)
    services.advance(campaign=campaign)


def spend_some(place: NeighbourhoodPage) -> None:
    """Write down the first thing the fund has paid."""
    fund = FundPage.objects.get(neighbourhood=place)
    fund.purpose = "<p>Ce que les voisins décident ensemble à la réunion du quartier : une rampe, des ampoules, une fête.</p>"
    fund.save()
    FundSpending.objects.create(
        page=fund, spent_on=timezone.localdate(), purpose="Ampoules de la guirlande du Jerzual", amount=Decimal("14.50")
    )
