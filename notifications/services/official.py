"""Official alerts in: asked for by a job, kept as drafts, decided by the curators of each place (CAP-11)."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from notifications.models import Alert, OfficialDecision, OfficialMessage, OfficialSource
from notifications.official.fetching import FetchFault, fetch
from notifications.official.reading import CapFault, Official, read_cap, read_links
from notifications.permissions import runs_place

if TYPE_CHECKING:
    from accounts.models import User
    from home.models import NeighbourhoodPage

logger = logging.getLogger(__name__)

#: What says no end is shown so long; what has ended is kept so long for questions.
WITHOUT_END = timedelta(hours=24)
KEPT_AFTER_END = timedelta(days=30)
_CATEGORIES = {
    "Met": Alert.Category.WEATHER,
    "Fire": Alert.Category.FIRE,
    "CBRNE": Alert.Category.FIRE,
    "Env": Alert.Category.FIRE,
    "Transport": Alert.Category.ROAD,
    "Infra": Alert.Category.OUTAGE,
}
_SERIOUS = {"Extreme": Alert.Severity.URGENCE, "Severe": Alert.Severity.VIGILANCE, "Moderate": Alert.Severity.VIGILANCE}


def poll_sources() -> int:
    """Ask every active source and keep what is new as drafts; return how many messages were kept.

    A source that fails stops no other. What breaks a rule is dropped, and the log names the source and the rule, no content.
    """
    OfficialMessage.objects.filter(expires__lt=timezone.now() - KEPT_AFTER_END).delete()
    return sum(_poll(source) for source in OfficialSource.objects.active())


def put_aside(*, message: OfficialMessage, neighbourhood: "NeighbourhoodPage", by: "User") -> None:
    """Note that a place's curators have decided about a message. Raises PermissionDenied for others."""
    if not runs_place(by, neighbourhood):
        raise PermissionDenied
    OfficialDecision.objects.get_or_create(message=message, neighbourhood=neighbourhood)


def _poll(source: OfficialSource) -> int:
    kept, fault, etag = 0, "", source.etag
    try:
        answer = fetch(source.url, etag=source.etag)
        if answer:
            kept, fault = _keep_all(source, answer.body)
            etag = answer.etag
    except (FetchFault, CapFault) as refusal:
        fault = str(refusal)
    if fault:
        logger.warning("Official feed %s: %s", source.pk, fault)
    OfficialSource.objects.filter(pk=source.pk).update(polled_at=timezone.now(), fault=fault[:40], etag="" if fault else etag)
    return kept


def _keep_all(source: OfficialSource, body: bytes) -> tuple[int, str]:
    """Keep the messages of an answer, each alone: a bad one among them only costs itself.

    The oldest first: feeds list the newest first, and what it replaces or ends must not be kept after it.
    """
    links = read_links(body, host=(urlsplit(source.url).hostname or "").lower())
    if links is None:
        return _keep(source, read_cap(body)), ""
    found, fault = [], ""
    for link in links:
        try:
            if answer := fetch(link):
                found.append(read_cap(answer.body))
        except (FetchFault, CapFault) as refusal:
            fault = str(refusal)
            logger.warning("A message of official feed %s: %s", source.pk, fault)
    found.sort(key=lambda official: (official.sent, bool(official.references)))
    return sum(_keep(source, official) for official in found), fault


@transaction.atomic
def _keep(source: OfficialSource, official: Official) -> int:
    """Keep one message, once. A later one takes the place of those it names; exercises and tests are not for here."""
    earlier = [reference.split(",")[1] for reference in official.references]
    now = timezone.now()
    if official.status != "Actual":
        return 0
    if earlier:
        OfficialMessage.objects.filter(source=source, sender=official.sender, identifier__in=earlier, expires__gt=now).update(expires=now)
    expires = official.expires or official.sent + WITHOUT_END
    if official.msg_type == "Cancel" or expires <= now:
        return 0
    values = {
        "sent": official.sent,
        "msg_type": official.msg_type,
        "category": _CATEGORIES.get(official.category, Alert.Category.VIGILANCE),
        "severity": _SERIOUS.get(official.severity, Alert.Severity.INFORMATION),
        "event": official.event,
        "headline": official.headline,
        "description": official.description,
        "instruction": official.instruction,
        "area": official.area,
        "rings": official.rings,
        "expires": expires,
    }
    return OfficialMessage.objects.get_or_create(source=source, sender=official.sender, identifier=official.identifier, defaults=values)[1]
