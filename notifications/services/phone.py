"""Numbers: confirmed by a code that arrives there, and left alone when they say STOP."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications import kinds
from notifications.channels.sms.channel import CODE_PREFIX
from notifications.channels.sms.numbers import as_written_here, is_allowed
from notifications.channels.sms.providers import Receipt, provider
from notifications.channels.sms.providers.base import State
from notifications.models import Delivery, Notification, PhoneCode, Preference, SmsStop
from notifications.outbox import wake
from notifications.services.telling import notify, set_preference

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

CODE_LIFE = timedelta(minutes=10)
#: [policy, SMS-09] A premium number earns its owner money with every code sent there.
CODES_A_NUMBER_A_DAY, CODES_A_NETWORK_AN_HOUR, CODES_AN_HOUR = 3, 5, 200
#: [policy, SMS-09] So many neighbouring numbers (all but the last two digits alike) in ten minutes are one thief.
ADJACENT, ADJACENT_DIGITS, ADJACENT_WITHIN = 10, 2, timedelta(minutes=10)
TRIES = 5


class PhoneRefused(ValidationError):  # noqa: N818 - a domain word
    """A number that gets no code now, or a code that does not fit. Carries the reason."""


@transaction.atomic
def send_phone_code(*, user: "User", network: str) -> PhoneCode:
    """Send a code to the number a person keeps on their account. Raises PhoneRefused beyond the limits (SMS-09)."""
    owner = get_user_model().objects.select_for_update().get(pk=user.pk)
    number = str(owner.phone)
    if provider() is None or not number:
        raise PhoneRefused(_("First keep a mobile number on your account."))
    if not is_allowed(number):
        raise PhoneRefused(_("Palier writes to French mobile numbers only."))
    check_limits(number, PhoneCode.network_key(network))
    code = PhoneCode.objects.create(user=owner, number=number, network=PhoneCode.network_key(network))
    notify("phone-code", to=[owner], data={"code": code.pk})
    row = Notification.objects.filter(user=owner, kind="phone-code").latest("pk")
    expires = timezone.now() + CODE_LIFE
    Delivery.objects.create(notification=row, user=owner, channel="sms", endpoint=f"{CODE_PREFIX}{code.pk}", expires_at=expires)
    wake.after_commit(alerts=False)
    return code


def check_limits(number: str, network: str) -> None:
    """Refuse a code beyond what an honest person asks for; call inside a transaction. Raises PhoneRefused."""
    with connection.cursor() as cursor:
        # Limits over everybody belong to nobody's row: one code at a time on the whole portal.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('notifications.phone-codes'))")
    now = timezone.now()
    codes = PhoneCode.objects.since(now - timedelta(days=1))
    hour = codes.since(now - timedelta(hours=1))
    if codes.to(number).count() >= CODES_A_NUMBER_A_DAY:
        raise PhoneRefused(_("This number got three codes today. Try again tomorrow."))
    if hour.asked_from(network).count() >= CODES_A_NETWORK_AN_HOUR or hour.count() >= CODES_AN_HOUR:
        raise PhoneRefused(_("Too many codes were asked for. Try again in an hour."))
    neighbours = codes.since(now - ADJACENT_WITHIN).beside(number[:-ADJACENT_DIGITS])
    if neighbours.exclude(number=number).values("number").distinct().count() >= ADJACENT:
        raise PhoneRefused(_("Too many codes were asked for. Try again in an hour."))


def confirm_phone(*, user: "User", typed: str) -> None:
    """Confirm a person's number by the newest code sent there; the one who had it confirmed before is told and loses it (SMS-10).

    Raises PhoneRefused for a wrong, old or used code, in the same words; a wrong one is counted.
    """
    if not _confirmed(user, typed):
        raise PhoneRefused(_("This code does not fit, or it is too old. Ask for another one."))


@transaction.atomic
def _confirmed(user: "User", typed: str) -> bool:
    with connection.cursor() as cursor:
        # A number belongs to nobody's row: of two accounts that confirm it at once, the second must see the first.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('notifications.phone:' || %s))", [str(user.phone)])
    people = get_user_model().objects.select_for_update()
    owner = people.get(pk=user.pk)
    code = PhoneCode.objects.select_for_update().of(owner).to(str(owner.phone)).open(timezone.now() - CODE_LIFE).first()
    if code is None or code.tries >= TRIES:
        return False
    right = code.is_code(typed)
    code.tries, code.used_at = code.tries + 1, timezone.now() if right else None
    code.save(update_fields=["tries", "used_at"])
    if not right:
        return False
    former = list(people.filter(phone=owner.phone, phone_verified_at__isnull=False).exclude(pk=owner.pk))
    for other in former:
        other.phone_verified_at = None
        other.save(update_fields=["phone_verified_at"])
    notify("phone-moved", to=former, data={})
    owner.phone_verified_at = timezone.now()
    owner.save(update_fields=["phone_verified_at"])
    SmsStop.objects.filter(fingerprint=SmsStop.fingerprint_of(str(owner.phone))).delete()
    return True


@transaction.atomic
def stop_texts(*, number: str) -> int:
    """Do what STOP asks: no more text messages to this number, whoever holds it; return how many people's choices changed (SMS-08).

    It is the alerts' own setting that is switched off, so that its owner finds it on the page of choices, and is told so: once, by
    every way but the one they have just left. The number may come as networks spell it.
    """
    number = as_written_here(number)
    SmsStop.objects.get_or_create(fingerprint=SmsStop.fingerprint_of(number))
    people = get_user_model().objects.select_for_update().filter(phone=number, phone_verified_at__isnull=False)
    silenced = [person for person in people if _silence(person)]
    notify("texts-stopped", to=silenced, data={})
    return len(silenced)


def is_code_open(user: "User") -> bool:
    """Tell whether a code that could still be typed was sent to a person's number."""
    return PhoneCode.objects.of(user).to(str(user.phone)).open(timezone.now() - CODE_LIFE).filter(tries__lt=TRIES).exists()


def gets_texts(user: "User") -> bool:
    """Tell whether a person's choices let any text message through: STOP switches all of them off."""
    chosen = dict(Preference.objects.filter(user=user, channel="sms").values_list("kind", "enabled"))
    return any(chosen.get(kind.key, "sms" in kind.default_channels) for kind in kinds.chosen_kinds() if kind.may_use("sms"))


def _silence(person: "User") -> bool:
    """Switch off every text message a person may choose; tell whether one was on."""
    was_on = gets_texts(person)
    for kind in kinds.chosen_kinds():
        if kind.may_use("sms"):
            set_preference(user=person, kind=kind.key, channel="sms", enabled=False)
    return was_on


def record_receipts(receipts: Iterable[Receipt], *, provider_name: str) -> int:
    """Record what networks report: a message only moves forward, from handed over to received or failed (SMS-04).

    Doubles and late ones change nothing; an unknown number is written to the log. Return how many changed something.
    """
    changed = 0
    for receipt in receipts:
        rows = Delivery.objects.filter(provider_id=f"{provider_name}:{receipt.provider_id}"[:80])
        if receipt.state is not State.SENT:
            changed += rows.filter(state=Delivery.State.SENT).update(state=receipt.state.value, code=receipt.code[:40])
        if not rows.exists():
            logger.warning("A receipt of %s names a message that is not known here.", provider_name)
    return changed
