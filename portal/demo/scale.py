"""More of everything, for looking at the site as it would be with many people: `seed_demo --scale town|country`."""

import json
import tempfile
from datetime import timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.utils import timezone

from allauth.account.models import EmailAddress

from accounts import pseudonyms
from accounts.models import User
from home.models import Membership, NeighbourhoodPage
from portal.demo import life, stories
from portal.demo.town import SEED

RESIDENTS, LISTINGS, TOWNS_IN_A_ROW = 1000, 200, 190
FIRST = ("Petit", "Grand", "Vieux", "Jeune", "Doux", "Vif", "Sage", "Gai", "Brave", "Franc")
SECOND = ("Chêne", "Pinson", "Phare", "Galet", "Moulin", "Ajonc", "Goéland", "Sabot", "Lierre", "Pommier")


def add_residents() -> str:
    """Add a thousand residents and two hundred listings to Port et Jerzual; return a summary."""
    place = NeighbourhoodPage.objects.get(title="Port et Jerzual")
    password, now = make_password(stories.PASSWORD), timezone.now()
    names = [f"{FIRST[n % 10]} {SECOND[n // 10 % 10]} {n:03}" for n in range(RESIDENTS)]
    User.objects.bulk_create(
        (
            User(
                pseudonym=name,
                pseudonym_key=pseudonyms.fold(name),
                password=password,
                email=f"voisin{n}@palier.example",
                age_confirmed=True,
            )
            for n, name in enumerate(names)
        ),
        ignore_conflicts=True,
    )
    people = list(User.objects.filter(pseudonym__in=names, memberships=None))
    EmailAddress.objects.bulk_create(EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people)
    Membership.objects.bulk_create(
        Membership(
            user=user, neighbourhood=place, state=Membership.State.CONFIRMED, level=Membership.Level.VERIFIED, method="postcard",
            confirmed_at=now - timedelta(days=90), full_since=now - timedelta(days=90), strong_since=now - timedelta(days=90), expires_at=now + timedelta(days=640),
        )
        for user in people
    )  # fmt: skip
    random = Random(SEED)  # noqa: S311 - the same town every time, no secret
    for number, user in enumerate(people[:LISTINGS]):
        story = stories.GIFTS[number % len(stories.GIFTS)]
        life.give(stories.Gift(user.pseudonym, f"{story.title} ({number})", story.body, category=story.category), user, random)
    return f"{len(people)} residents and {min(LISTINGS, len(people))} listings were added to {place.title}."


def add_towns() -> str:
    """Cover a country-sized square with 36,100 invented towns, through the ordinary import; return a summary."""
    step = 8.0 / TOWNS_IN_A_ROW
    random = Random(SEED)  # noqa: S311 - the same country every time, no secret
    corners = {
        (column, row): (-3.0 + (column + random.uniform(-0.2, 0.2)) * step, 42.5 + (row + random.uniform(-0.2, 0.2)) * step)
        for column in range(TOWNS_IN_A_ROW + 1)
        for row in range(TOWNS_IN_A_ROW + 1)
    }
    with tempfile.NamedTemporaryFile("w", suffix=".geojson", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "features": [\n')
        file.write(",\n".join(json.dumps(_town(column, row, corners)) for column in range(TOWNS_IN_A_ROW) for row in range(TOWNS_IN_A_ROW)))
        file.write("\n]}")
        file.flush()
        call_command("import_boundaries", file.name, level="town", name_property="nom", code_property="code", verbosity=0)
    return f"{TOWNS_IN_A_ROW**2} invented towns were imported."


def _town(column: int, row: int, corners: dict[tuple[int, int], tuple[float, float]]) -> dict[str, object]:
    ring = [corners[column, row], corners[column + 1, row], corners[column + 1, row + 1], corners[column, row + 1], corners[column, row]]
    number = column * TOWNS_IN_A_ROW + row
    properties = {"nom": f"Ville {number}", "code": f"X{number:05}"}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
