"""Hours that change hands. Every count happens under the locks of both accounts, taken in the order of their numbers.

One hour is one hour, whoever gave it. Nobody has more than ten hours to come, nor owes more than ten (domain.md §4.2).
"""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from home.models import Membership
from listings import hours, limits
from listings.errors import LimitReachedError, ListingError, NotAllowedError
from listings.models import Leg, TimeAccount, TimeEntry, TimeTransfer
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User

Reason = TimeTransfer.Reason


def lock_accounts(*people: "User") -> dict[int, TimeAccount]:
    """Lock people's accounts until the end of the transaction, opening those that are missing; return them by person.

    Opening and locking both follow one order: two transfers that cross would else wait for each other.
    """
    for person in sorted(people, key=lambda one: one.pk):
        TimeAccount.objects.get_or_create(user=person)
    locked = TimeAccount.objects.holding(list(people)).select_for_update(of=("self",)).in_order()
    return {account.user_id: account for account in locked}


@transaction.atomic
def transfer_hours(*, payer: "User", payee: "User", minutes: int, about: UUID) -> TimeTransfer:
    """Pay for a service that was received: `minutes` go from one account to the other. Paying for one leg twice pays once.

    Raises LimitReachedError when either account would pass its ten hours, ListingError when there is nothing to move.
    """
    accounts = lock_accounts(payer, payee)
    if paid := TimeTransfer.objects.filter(about=about, reason=Reason.EXCHANGE).first():
        return paid
    return _write(accounts[payer.pk], accounts[payee.pk], minutes, reason=Reason.EXCHANGE, about=about)


@transaction.atomic
def return_hours(*, transfer: TimeTransfer, by: "User") -> TimeTransfer:
    """Give hours back by a counter-entry; the other side is told. Giving back twice gives back once.

    Raises NotAllowedError when the person did not receive them, LimitReachedError when an account would pass its ten hours.
    """
    paid, received = TimeEntry.objects.against(transfer).select_related("account__user")
    if transfer.reason != Reason.EXCHANGE or received.account.user_id != by.pk or paid.account.user is None:
        raise NotAllowedError(_("Only who received the hours gives them back, while the other person is still here."))
    accounts = lock_accounts(paid.account.user, by)
    if done := TimeTransfer.objects.filter(reverses=transfer).first():
        return done
    back = _write(
        accounts[by.pk], accounts[paid.account.user_id], received.minutes, reason=Reason.RETURN, about=transfer.about, reverses=transfer
    )
    notify("hours-returned", to=[paid.account.user], data={"transfer": str(back.public_id)}, by=by)
    return back


@transaction.atomic
def settle_time_account(*, user: "User") -> TimeTransfer | None:
    """Bring the account of somebody who closes theirs to nothing; the common account of their last neighbourhood takes it over.

    What they had to come is a gift to the neighbourhood, what they owed it bears: nobody else loses an hour, and the sum of all
    balances stays nothing. Moving away is no closing: the balance goes along.
    """
    account = TimeAccount.objects.holding([user]).select_for_update(of=("self",)).first()
    minutes = account.entries.balance() if account else 0
    home = Membership.objects.of(user).order_by("-started_at", "-pk").first()
    if not minutes or home is None:
        return None
    common, _made = TimeAccount.objects.get_or_create(neighbourhood=home.neighbourhood)
    payer, payee = (account, common) if minutes > 0 else (common, account)
    return _write(payer, payee, abs(minutes), reason=Reason.CLOSING)


def check_room(*, giver: "User", receiver: "User", minutes: int, besides: int | None = None) -> None:
    """Refuse a promise that could not be paid for: with all they have promised each other stays within ten hours.

    `besides` is the number of an answer whose own promise is not to be counted twice. Raises LimitReachedError.
    """
    accounts = lock_accounts(giver, receiver)
    for person, sign in ((receiver, -1), (giver, 1)):
        promised = Leg.objects.promised().besides(besides)
        planned = promised.received_by(person).minutes() if sign < 0 else promised.given_by(person).minutes()
        _check_limit(accounts[person.pk].entries.balance() + sign * (planned + minutes))


def _check_limit(balance: int) -> None:
    most = limits.TIME_LIMIT
    if abs(balance) <= most:
        return
    words = {"most": hours.in_words(most), "balance": hours.in_words(balance)}
    if balance < 0:
        raise LimitReachedError(_("That would owe %(balance)s; the limit is −%(most)s. Give an hour first.") % words)
    raise LimitReachedError(_("That would make %(balance)s to come; the limit is %(most)s. Receive an hour first.") % words)


def _write(
    payer: TimeAccount, payee: TimeAccount, minutes: int, *, reason: str, about: UUID | None = None, reverses: TimeTransfer | None = None
) -> TimeTransfer:
    """Write both entries. The caller holds the accounts' locks. A neighbourhood's common account has no limit."""
    if minutes <= 0 or payer.pk == payee.pk:
        raise ListingError(_("There is nothing to pay."))
    for account, change in ((payer, -minutes), (payee, minutes)):
        if account.user_id and reason != Reason.CLOSING:
            _check_limit(account.entries.balance() + change)
    written = TimeTransfer.objects.create(reason=reason, about=about, reverses=reverses)
    TimeEntry.objects.create(transfer=written, account=payer, minutes=-minutes)
    TimeEntry.objects.create(transfer=written, account=payee, minutes=minutes)
    return written
