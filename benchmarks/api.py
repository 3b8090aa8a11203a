"""Goals A1 and A2: twenty listings as JSON, for a visitor and for a member's program, beside the floor of the same run."""

from accounts.models import User
from accounts.services import create_token
from benchmarks._load import measure
from benchmarks._servers import web
from benchmarks.pages import figure, prepare


def main() -> dict[str, object]:
    place = prepare()
    address = f"/api/listings?place={place.pk}"
    member = User.objects.named("Lavandière").get()
    _token, key = create_token(user=member, label="bench", by=member)
    figures: dict[str, object] = {}
    with web("benchmarks._floor:application") as floor:
        bare = measure(floor + "/")["requests_per_second"]
        figures["floor: ready bytes, no framework"] = {"value": bare, "unit": "req/s"}
    with web("portal.asgi:application", path=address) as site:
        figures["A1 twenty listings, visitor"] = figure(site + address, bare, "≥ 1000 req/s, p95 ≤ 12 ms")
        figures["A2 twenty listings, with a key"] = figure(site + address, bare, "≥ 600 req/s", f"Authorization: Bearer {key}")
    return figures
