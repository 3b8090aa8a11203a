"""How people came in over the last year, and where one is received: something to look at on the curators' pages."""

from random import Random

from home.models import NeighbourhoodPage
from portal.demo.town import SEED
from verification.models import PlacePolicy, ProofStep
from verification.services.funnel import finished_months

#: Of a hundred who choose a neighbourhood: how many ask for each proof, are confirmed by it, and are not.
_SHARES = {"postcard": (60, 48, 9), "desk": (14, 12, 1), "geolocation": (20, 17, 6), "vouch": (12, 9, 2)}


def tell_how_people_came(place: NeighbourhoodPage) -> None:
    """Count a year of newcomers, and say where the curators receive."""
    random = Random(SEED)  # noqa: S311 - the same town every time, no secret
    counts = []
    for month in finished_months():
        began = random.randint(25, 90)
        counts.append((month, "", "started", began))
        for method, shares in _SHARES.items():
            for step, share in zip(("asked", "confirmed", "ended"), shares, strict=True):
                counts.append((month, method, step, began * share // 100))
    ProofStep.objects.bulk_create(
        ProofStep(neighbourhood=place, month=month, method=method, step=step) for month, method, step, count in counts for _ in range(count)
    )
    PlacePolicy.objects.create(neighbourhood=place, desk_words="Maison du port, le jeudi de 10 h à midi.")
