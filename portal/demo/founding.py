"""A neighbourhood that gathers its first neighbours, beside the four that are open: six of ten have come."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from home.models import NeighbourhoodPage, TownPage
from portal.demo.places import NORTH_GATE, RAMPARTS_N
from portal.demo.town import settle
from verification.founding import outlines, proposals
from verification.models import Founding

NAME = "Fontaine des Eaux"
REASON = (
    "La vallée n’est ni le Port ni la Gare : on y descend par deux chemins, et quand l’un est sous l’eau il faut se le dire. "
    "On se prêterait aussi les échelles, les remorques et les bras au moment des pommes."
)
OUTLINE = [(-2.0560, 48.4641), NORTH_GATE, RAMPARTS_N, (-2.0451, 48.4622), (-2.0418, 48.4652), (-2.0478, 48.4682), (-2.0545, 48.4686)]
FOUNDER = "Petite Source"
NEIGHBOURS = ("Pont de bois", "Cressonnière", "Bergeronnette", "Moulin bleu", "Clé à molette")
#: A third of the ninety days have passed.
DAYS_AGO = 31


def gather(people: dict[str, User]) -> NeighbourhoodPage:
    """Propose the valley, send it, and let six neighbours prove that they live there."""
    town = TownPage.objects.coded("22050").get()
    founder = people[FOUNDER]
    ring = [list(point) for point in [*OUTLINE, OUTLINE[0]]]
    outline = outlines.read_outline({"type": "Polygon", "coordinates": [ring]})
    founding = proposals.propose_neighbourhood(town=town, name=NAME, outline=outline, way=Founding.Way.DRAWN, reason=REASON, by=founder)
    proposals.send_proposal(founding=founding, by=founder)
    since = timezone.now() - timedelta(days=DAYS_AGO)
    founding.refresh_from_db()
    Founding.objects.filter(pk=founding.pk).update(
        proposed_at=since, gathering_at=since, ends_at=founding.ends_at - timedelta(days=DAYS_AGO)
    )
    place = NeighbourhoodPage.objects.get(pk=founding.neighbourhood_id)
    for age, pseudonym in enumerate([FOUNDER, *NEIGHBOURS]):
        settle(people[pseudonym], place, method="postcard", street="", days_ago=DAYS_AGO - 4 - 3 * age)
    return place
