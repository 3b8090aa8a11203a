"""Browsers that want notifications: subscribed, moved to another person, renewed by the browser, removed."""

import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.channels.http import Refused
from notifications.channels.push.channel import push_origin
from notifications.channels.push.encryption import AUTH_BYTES, BadKeys, public_point
from notifications.channels.push.vapid import decoded
from notifications.models import Notification, PushSubscription
from notifications.services.telling import notify

if TYPE_CHECKING:
    from accounts.models import User

#: Browsers a person may have [policy, WPU-12]; the one not seen for longest makes room.
MOST_BROWSERS = 10
LONGEST_ENDPOINT = 1_000
#: Trial notifications a person may ask for in an hour [policy].
TRIALS_AN_HOUR = 6


class SubscriptionRefused(ValidationError):  # noqa: N818 - a domain word
    """A browser that cannot be subscribed. Carries the reason."""


@transaction.atomic
def subscribe_browser(*, user: "User", endpoint: str, p256dh: str, auth: str, label: str = "", session_key: str = "") -> PushSubscription:
    """Remember a browser of this person, or that it is still there.

    A browser another person had subscribed moves here only with the same secret (`auth`), which none but that browser
    knows; otherwise the other's row stays as it is (WPU-09). Beyond ten, the one not seen for longest goes (WPU-12).
    Raises SubscriptionRefused for an address or keys no browser of ours makes (WPU-08, WPU-11) or one that is somebody else's.
    """
    point, secret = read_keys(endpoint, p256dh, auth)
    # The limit belongs to the person: one at a time per person.
    owner = get_user_model().objects.select_for_update().get(pk=user.pk)
    fingerprint = PushSubscription.fingerprint_of(endpoint)
    known = PushSubscription.objects.select_for_update().filter(fingerprint=fingerprint).first()
    if known is None:
        known = _created(owner, endpoint, fingerprint, point, secret)
    if not hmac.compare_digest(bytes(known.auth), secret):
        raise SubscriptionRefused(_("This browser belongs to another account."))
    known.user, known.p256dh, known.host = owner, point, str(push_origin(endpoint)[0])
    known.label, known.session = label[:60], PushSubscription.fingerprint_of(session_key)
    known.seen_at, known.parked_at, known.failures, known.first_failed_at = timezone.now(), None, 0, None
    known.save()
    kept = PushSubscription.objects.of(owner).order_by("-seen_at", "-pk").values_list("pk", flat=True)[:MOST_BROWSERS]
    PushSubscription.objects.of(owner).exclude(pk__in=list(kept)).delete()
    return known


def _created(owner: "User", endpoint: str, fingerprint: str, point: bytes, secret: bytes) -> PushSubscription:
    """Insert a browser, or return the one that another request inserted in the same moment."""
    try:
        with transaction.atomic():
            return PushSubscription.objects.create(user=owner, endpoint=endpoint, fingerprint=fingerprint, p256dh=point, auth=secret)
    except IntegrityError:
        return PushSubscription.objects.select_for_update().get(fingerprint=fingerprint)


@transaction.atomic
def renew_browser(*, old_endpoint: str, old_auth: str, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Put a browser's new address in the place of its old one, as its own service worker asks without anybody signed in.

    Knowing the old secret proves that it is the same browser (WPU-12). Raises SubscriptionRefused otherwise.
    """
    point, secret = read_keys(endpoint, p256dh, auth)
    old = PushSubscription.objects.select_for_update().filter(fingerprint=PushSubscription.fingerprint_of(old_endpoint)).first()
    if old is None or not hmac.compare_digest(bytes(old.auth), _bytes(old_auth)):
        raise SubscriptionRefused(_("This browser is not known here."))
    old.endpoint, old.fingerprint, old.p256dh, old.auth = endpoint, PushSubscription.fingerprint_of(endpoint), point, secret
    old.host, old.seen_at, old.parked_at, old.failures, old.first_failed_at = str(push_origin(endpoint)[0]), timezone.now(), None, 0, None
    _take_the_place_of_its_page(old)
    try:
        with transaction.atomic():
            old.save()
    except IntegrityError:
        # Its page reported the new address in this very moment.
        _take_the_place_of_its_page(old)
        old.save()
    return old


def _take_the_place_of_its_page(renewed: PushSubscription) -> None:
    """Let go the row that the browser's page made for the new address, if it was first: what is on its way goes to the older one.

    Raises SubscriptionRefused when the address is another person's, or another browser's.
    """
    twin = PushSubscription.objects.select_for_update().filter(fingerprint=renewed.fingerprint).exclude(pk=renewed.pk).first()
    if twin is None:
        return
    if twin.user_id != renewed.user_id or not hmac.compare_digest(bytes(twin.auth), bytes(renewed.auth)):
        raise SubscriptionRefused(_("This browser belongs to another account."))
    renewed.label, renewed.session = twin.label or renewed.label, twin.session or renewed.session
    twin.delete()


def remove_browser(*, user: "User", number: int) -> bool:
    """Forget one browser of this person; return whether there was one."""
    return PushSubscription.objects.of(user).filter(pk=number).delete()[0] > 0


def forget_session(session_key: str | None) -> int:
    """Forget the browsers subscribed in a session that ends: nobody is signed in there any more (WPU-10)."""
    if not session_key:
        return 0
    return PushSubscription.objects.filter(session=PushSubscription.fingerprint_of(session_key)).delete()[0]


@transaction.atomic
def send_trial(*, user: "User") -> int:
    """Send a trial notification to this person's browsers; return how many were meant.

    Raises SubscriptionRefused when there is none, or when they asked too often.
    """
    owner = get_user_model().objects.select_for_update().get(pk=user.pk)
    browsers = PushSubscription.objects.of(owner).live().count()
    if not browsers:
        raise SubscriptionRefused(_("No browser of yours is subscribed yet."))
    recent = Notification.objects.filter(user=owner, kind="push-test", created_at__gt=timezone.now() - timedelta(hours=1))
    if recent.count() >= TRIALS_AN_HOUR:
        raise SubscriptionRefused(_("You tried several times already. You can try again in an hour."))
    notify("push-test", to=[owner], data={})
    return browsers


def read_keys(endpoint: str, p256dh: str, auth: str) -> tuple[bytes, bytes]:
    """Check what a browser says of itself; return its public key and its secret. Raises SubscriptionRefused."""
    try:
        if len(endpoint) > LONGEST_ENDPOINT:
            raise Refused
        push_origin(endpoint)
        point, secret = decoded(p256dh), decoded(auth)
        public_point(point)
        if len(secret) != AUTH_BYTES:
            raise BadKeys
    except (Refused, ValueError) as error:
        raise SubscriptionRefused(_("This browser uses a push service we do not know.")) from error
    return point, secret


def _bytes(text: str) -> bytes:
    try:
        return decoded(text)
    except ValueError:
        return b""
