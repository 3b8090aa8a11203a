"""Dinan itself: the tree of places and the people in it."""

from datetime import timedelta
from random import Random

from django.utils import timezone
from django.utils.text import slugify

from wagtail.models import Page, Site

from allauth.account.models import EmailAddress

from accounts.models import User
from home.models import HomePage, Membership, NeighbourhoodPage, TownPage
from home.services import appoint_curator, create_neighbourhood, create_town
from portal.demo import places, stories
from portal.demo.keys import open_account
from verification.policy import VOUCHING_METHODS
from verification.services import confirm_membership, start_membership

SOURCE = "Tracé de démonstration"
SEED = 22100


def portal_home() -> HomePage:
    """Return the portal's home page, made and served by the default site when there is none."""
    home = HomePage.objects.first()
    if home is None:
        home = HomePage(title="Palier", slug="palier")
        Page.get_first_root_node().add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "site_name": "Palier", "root_page": home}
    )
    return home


def build_places(home: HomePage) -> dict[str, NeighbourhoodPage]:
    """Make the town and its four neighbourhoods; return the neighbourhoods by name."""
    town = TownPage.objects.coded("22050").first() or create_town(
        title="Dinan", code="22050", home=home, geometry=places.geojson("Dinan"), source=SOURCE, contact_phone="02 00 00 00 00"
    )
    found = {}
    for name, motto in places.MOTTOS.items():
        words = {"motto": motto, "welcome": f"<p>{places.WELCOMES[name]}</p>", "plaque": places.PLAQUES[name]}
        found[name] = create_neighbourhood(town=town, title=name, geometry=places.geojson(name), source=SOURCE, **words)
    found["Port et Jerzual"].partners.add(found["Centre ancien"], found["Gare"])
    return found


def build_people(neighbourhoods: dict[str, NeighbourhoodPage]) -> dict[str, User]:
    """Make the accounts the README lists; return them by pseudonym."""
    people = {person.pseudonym: _account(person) for person in stories.PEOPLE}
    town = next(iter(neighbourhoods.values())).town
    random = Random(SEED)  # noqa: S311 - the same town every time, no secret
    for person in stories.PEOPLE:
        user = people[person.pseudonym]
        if person.role == "town-curator":
            appoint_curator(place=town, user=user)
        if person.role == "curator":
            appoint_curator(place=neighbourhoods[person.home], user=user)
        if person.home:
            street = random.choice(places.STREETS[person.home]) if person.shows_street else ""
            days = random.randint(45, 500)
            settle(user, neighbourhoods[person.home], method=person.method, street=street, days_ago=days)
    return people


def settle(user: User, neighbourhood: NeighbourhoodPage, *, method: str, street: str, days_ago: int) -> None:
    """Confirm a person through the ordinary services, then date it back: a demonstration begins in the middle."""
    membership = start_membership(user=user, neighbourhood=neighbourhood, by=user, street=street)
    confirm_membership(membership=membership, method=method, level=Membership.Level.VERIFIED, by=None)
    since = timezone.now() - timedelta(days=days_ago)
    strong = since if method in VOUCHING_METHODS else None
    dates = {"started_at": since, "confirmed_at": since, "full_since": since, "strong_since": strong}
    Membership.objects.filter(pk=membership.pk).update(**dates, expires_at=since + timedelta(days=730))


def _account(person: stories.Person) -> User:
    email = f"{slugify(person.pseudonym)}@palier.example"
    user = open_account(person.pseudonym, operator=person.role == "operator", email=email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
