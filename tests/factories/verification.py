"""Cards made by the services, so that they are what the rules allow; states are walked, not set."""

from home.models import Membership
from tests.factories.accounts import UserFactory
from tests.factories.home import NeighbourhoodPageFactory
from verification import codes, services
from verification.addresses import Address
from verification.models import DeskCode, Postcard
from verification.sealing import unseal

STREET = "Venelle-Canari"
_number = iter(range(1, 10_000))


def address(**parts) -> Address:
    """An address of Dinan; without parts, each call is another home."""
    base = {"recipient": "Famille Canari", "street": f"{next(_number)} {STREET}", "postcode": "22100", "town": "Dinan"}
    return Address(**{**base, **parts})


def curator() -> object:
    """Somebody who prints everywhere."""
    return UserFactory(is_superuser=True)


def requested(user=None, neighbourhood=None, **parts) -> Postcard:
    """A card asked for and not yet taken up by a worker."""
    user, neighbourhood = user or UserFactory(), neighbourhood or NeighbourhoodPageFactory()
    return services.join_by_postcard(user=user, neighbourhood=neighbourhood, address=address(**parts), by=user)


def queued(*args, **parts) -> tuple[Postcard, str]:
    """A card ready to print, and its code."""
    card = requested(*args, **parts)
    services.prepare_card(postcard_id=card.pk)
    card.refresh_from_db()
    return card, unseal(card.address.sealed_code).decode()


def posted(*args, **parts) -> tuple[Postcard, str]:
    """A card with the post, and its code."""
    card, code = queued(*args, **parts)
    by = curator()
    batch = services.print_batch(neighbourhood=card.neighbourhood, by=by)
    services.mark_posted(batch=batch, by=by)
    card.refresh_from_db()
    return card, code


def handed_over(neighbourhood, by, evidence="bill", **parts) -> tuple[DeskCode, str]:
    """A slip from the desk, and its code."""
    return services.issue_desk_code(neighbourhood=neighbourhood, evidence=evidence, address=address(**parts), by=by)


def wrong(code: str) -> str:
    """A possible code that is not this one."""
    return codes.read(code[:-1] + ("0" if code[-1] != "0" else "1"))


def confirmed(user=None, neighbourhood=None) -> Membership:
    """A membership confirmed by its card."""
    card, code = posted(user, neighbourhood)
    return services.submit_code(user=card.user, code=code, by=card.user)
