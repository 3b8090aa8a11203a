"""Foundings made by the services, so that they are what the rules allow; states are walked, not set."""

from home.models import TownPage
from home.services import set_boundary
from tests.factories.accounts import UserFactory
from tests.factories.home import MembershipFactory, TownPageFactory
from verification.founding import outlines, proposals

#: The town is a square of about 9 x 6 km; its middle is here.
MIDDLE = (48.455, -2.045)


def square(west, south, side=0.01) -> dict:
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def outlined_town(**fields) -> TownPage:
    """A town with an outline around MIDDLE."""
    town = TownPageFactory(**fields)
    set_boundary(place=town, geometry=square(-2.085, 48.415, 0.08), source="IGN", code=town.code)
    return town


def proposed(town=None, *, by=None, name="Les Hauts du Jerzual", radius=400, at=MIDDLE):
    """A proposal that its founder has not sent."""
    town = town or outlined_town()
    return proposals.propose_neighbourhood(
        town=town,
        name=name,
        outline=outlines.circle(*at, radius, town),
        way="radius",
        reason="On se croise au lavoir et personne ne sait qui prête une échelle.",
        by=by or UserFactory(),
    )


def gathering(town=None, *, confirmed=0, **fields):
    """A gathering with this many confirmed neighbours, who came without being counted one by one."""
    founding = proposals.send_proposal(founding=(made := proposed(town, **fields)), by=made.founder)
    founding.refresh_from_db()
    MembershipFactory.create_batch(confirmed, neighbourhood=founding.neighbourhood)
    return founding
