"""Goal C1 to the end: a thousand cards asked for, prepared, imposed on A4, drawn as a printer would, and read back.

Every square and every printed code must open exactly its card, in the order of the round. Takes some minutes: most of it
is drawing 250 sheets and hashing two thousand times. Needs the packages of the tests.
"""

import os
import re
import secrets
import time
from datetime import timedelta

from django.contrib.auth.hashers import check_password
from django.db.models import F
from django.test import override_settings

from accounts.models import User
from benchmarks.codes import ShortHasher  # noqa: F401 - named below
from home.models import NeighbourhoodPage
from home.services.place_import import ensure_home
from tests.factories import verification as make
from tests.factories.home import NeighbourhoodPageFactory, TownPageFactory
from tests.verification.rasters import in_order, sheets_of
from verification import services
from verification.models import Postcard
from verification.sealing import unseal_json

CARDS = int(os.environ.get("CARDS", "1000"))
STREETS = ("rue Haute", "rue du Petit-Fort", "quai Talard", "impasse des Lilas", "boulevard du Maréchal de Lattre de Tassigny")
#: Fewer than a neighbourhood may ask for in a day: then the day is moved back.
A_DAY = 40


def main() -> dict[str, object]:
    ensure_home()
    with override_settings(PASSWORD_HASHERS=["benchmarks.codes.ShortHasher"]):
        return run()


def run() -> dict[str, object]:
    mark = secrets.token_hex(3)
    place = NeighbourhoodPageFactory(parent=TownPageFactory(title=f"Papier {mark}", code=f"22{mark[:4]}"), title=f"Papier {mark}")
    by = User.objects.create_user(f"Papier {mark}", None, is_superuser=True)
    started = time.perf_counter()
    ask(place, mark)
    asked = time.perf_counter() - started
    batch = services.print_batch(neighbourhood=place, by=by)
    started, used = time.perf_counter(), time.process_time()
    content = services.export_batch(batch=batch, by=by)
    exported, imposed = time.perf_counter() - started, time.process_time() - used
    assert services.export_batch(batch=batch, by=by) == content, "exported twice, it differs"
    started = time.perf_counter()
    right = read_back(place, content)
    figures: dict[str, object] = {
        "cards asked for and prepared": {"value": round(asked, 1), "unit": f"s for {CARDS}"},
        "C1 batch exported, imposed, processor time of one core": {"value": round(imposed, 2), "unit": "s", "target": "≤ 5 s"},
        "the same on the clock": {"value": round(exported, 2), "unit": f"s, {len(content) / CARDS / 1024:.2f} KiB a card"},
        "drawn and read back": {"value": round(time.perf_counter() - started, 1), "unit": "s"},
    }
    return figures | {
        f"{name} that open their card": {"value": count, "unit": f"of {CARDS}", "target": str(CARDS)} for name, count in right.items()
    }


def ask(place: NeighbourhoodPage, mark: str) -> None:
    """Have so many people ask for a card, each at another door, in no order."""
    doors = secrets.SystemRandom().sample(range(CARDS), CARDS)
    for count, door in enumerate(doors):
        user = User.objects.create_user(f"Papier {mark} {door}", None)
        street = f"{door // len(STREETS) + 1} {STREETS[door % len(STREETS)]}"
        card = services.join_by_postcard(user=user, neighbourhood=place, address=make.address(street=street, building=mark), by=user)
        services.prepare_card(postcard_id=card.pk)
        if count % A_DAY == A_DAY - 1:
            Postcard.objects.at(place).update(requested_at=F("requested_at") - timedelta(days=1))


def read_back(place: NeighbourhoodPage, content: bytes) -> dict[str, int]:
    """Return how many squares, and how many printed codes, open the card at their place in the round."""
    cards = Postcard.objects.at(place).select_related("address")
    walked = sorted(cards, key=lambda card: unseal_json(card.address.sealed_content)["round"])
    backs = sheets_of(content, first=1, step=2)
    scanned = [text.partition("#")[2] for text in in_order(backs)]
    signs = "".join("".join(sheet.text.split()) for sheet in backs)
    printed = {first + last for first, last in re.findall(r"([0-9A-HJKMNP-TV-Z]{4})-([0-9A-HJKMNP-TV-Z]{4})", signs)}
    assert len(scanned) == len(walked), f"{len(scanned)} squares were read"
    opened = [code for code, card in zip(scanned, walked, strict=True) if check_password(code, card.code_hash)]
    return {"squares": len(opened), "printed codes": len(printed & set(opened))}
