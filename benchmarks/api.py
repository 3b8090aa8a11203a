"""Goals A1 and A2: twenty listings as JSON, for a visitor and for a member's program, beside the floors of the same run."""

from accounts.models import User
from accounts.services import create_token
from benchmarks._goals import A1, A2, as_figures, floors, page
from benchmarks._servers import web
from benchmarks.pages import prepare


def main() -> dict[str, object]:
    place = prepare()
    address = f"/api/listings?place={place.pk}"
    member = User.objects.named("Lavandière").get()
    _token, key = create_token(user=member, label="bench", by=member)
    beside = floors(place.pk)
    figures = as_figures(beside)
    with web("portal.asgi:application", path=address) as site:
        figures["A1 twenty listings, visitor"] = page(site, address, beside, A1)
        figures["A2 twenty listings, with a key"] = page(site, address, beside, A2, f"Authorization: Bearer {key}")
    return figures
