"""VER-04: whether an answer, or its time, tells a wrong code from an expired, a used and a foreign one. 2,000 rounds, interleaved.

One person who renews holds all that can be typed: a card already used, one that expired, one that is good; and learns the
code of a neighbour's card. Hashes are a hundredth of what they cost in production, so whatever
else differs weighs a hundred times more here than there.
"""

import os
import random
import re
import secrets
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from home.models import Membership, NeighbourhoodPage
from home.services.place_import import ensure_home
from tests.factories import verification as make
from tests.factories.accounts import UserFactory
from tests.factories.home import NeighbourhoodPageFactory, TownPageFactory
from verification import services
from verification.models import CodeAttempt, Postcard

ROUNDS = int(os.environ.get("ROUNDS", "2000"))
WITHIN = 1.10
#: What of a page is new each time, or is what was typed.
_FRESH = re.compile(r'nonce="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"|name="code" value="[^"]*"')


class ShortHasher(PBKDF2PasswordHasher):
    """About 5 ms instead of half a second."""

    algorithm = "pbkdf2_sha256"
    iterations = 10_000


def main() -> dict[str, object]:
    ensure_home()
    UserFactory.reset_sequence(secrets.randbelow(10**9), force=True)  # the database remembers the run before
    with override_settings(PASSWORD_HASHERS=["benchmarks.codes.ShortHasher"], ALLOWED_HOSTS=["testserver"]):
        return run()


def run() -> dict[str, object]:
    user, typed = prepare()
    browser = Client()
    browser.force_login(user)
    page = reverse("verification:code")
    live = Postcard.objects.of(user).get(state="posted")

    def answer(code: str) -> tuple[float, str]:
        """Type one code, as if no wrong one had been typed before; return the seconds and the page."""
        CodeAttempt.objects.filter(user=user).delete()
        Postcard.objects.filter(pk=live.pk).update(tries=0, state="posted", ended_at=None)
        started = time.perf_counter()
        response = browser.post(page, {"code": code})
        elapsed = time.perf_counter() - started
        return elapsed, f"{response.status_code} {_FRESH.sub('', response.content.decode())}"

    times: dict[str, list[float]] = {kind: [] for kind in typed}
    bodies = set()
    for _ in range(ROUNDS):
        # In another order each time: whatever else the machine does falls on all alike.
        for kind in random.sample(list(typed), len(typed)):
            elapsed, body = answer(typed[kind]())
            times[kind].append(elapsed)
            bodies.add(body)
    assert "Regardez" in next(iter(bodies)) or "eight signs" in next(iter(bodies)), "nothing was refused"
    medians = {kind: statistics.median(found) for kind, found in times.items()}
    spread = max(medians.values()) / min(medians.values())
    figures: dict[str, object] = {"rounds": ROUNDS, "different bodies": {"value": len(bodies), "unit": "", "target": "1"}}
    figures |= {f"{kind} code, median": {"value": round(median * 1000, 2), "unit": "ms"} for kind, median in medians.items()}
    figures["slowest median to fastest"] = {"value": round(spread, 3), "unit": "x", "target": f"≤ {WITHIN:.2f}"}
    return figures


def prepare() -> tuple[User, dict[str, Callable[[], str]]]:
    """Make the person and the codes; return how to come by each kind."""
    mark = secrets.token_hex(3)
    place = NeighbourhoodPageFactory(parent=TownPageFactory(title=f"Mesure {mark}", code=f"22{mark[:4]}"), title=f"Mesure {mark}")
    user, neighbour = (User.objects.create_user(f"Mesure {word} {mark}", None) for word in ("a", "b"))
    used = posted(user, place, mark)
    services.submit_code(user=user, code=used, by=user)
    soon = timezone.now() + timedelta(days=20)
    Membership.objects.filter(user=user).update(state="expiring", expires_at=soon)
    expired = posted(user, place, mark)
    Postcard.objects.of(user).filter(state="posted").update(state="expired", expires_at=timezone.now() - timedelta(days=1))
    posted(user, place, mark)
    foreign = posted(neighbour, place, mark)
    fixed = {"expired": expired, "used": used, "foreign": foreign}
    return user, {"wrong": wrong, **{kind: lambda code=code: code for kind, code in fixed.items()}}


def posted(user: User, place: NeighbourhoodPage, mark: str) -> str:
    """Return the code of a card of this person's that the post has; a building of its own keeps runs apart."""
    return make.posted(user, place, building=mark)[1]


def wrong() -> str:
    return make.codes.new_code()
