"""A shop: registered by its owner, let into the directory by a curator, one free word a week."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from ads import limits
from ads.errors import LimitReachedError, NotAllowedError, WrongStateError
from ads.models import Business, BusinessPage, BusinessPost
from ads.permissions import may_decide, owns
from ads.services.provisioning import directory_of
from ads.services.record import curators_of, record, tell
from ads.services.vetting import take_down_ads
from ads.weeks import this_week

if TYPE_CHECKING:
    from datetime import date

    from home.models import NeighbourhoodPage


@transaction.atomic
def register_business(
    *, neighbourhood: "NeighbourhoodPage", by: User, fields: Mapping[str, Any], page_fields: Mapping[str, Any]
) -> Business:
    """Register a shop with a page that nobody sees before a curator has looked at it.

    Counted under the owner's lock. Raises LimitReachedError beyond `limits.SHOPS_PER_PERSON` or when it is registered already.
    """
    User.objects.select_for_update().get(pk=by.pk)
    mine = Business.objects.owned_by(by).active()
    if mine.count() >= limits.SHOPS_PER_PERSON:
        raise LimitReachedError(_("One person registers %(count)s shops at most.") % {"count": limits.SHOPS_PER_PERSON})
    if mine.filter(siren=fields["siren"], siret=fields.get("siret", ""), neighbourhood=neighbourhood).exists():
        raise LimitReachedError(_("You have registered this shop here already."))
    business = Business(neighbourhood=neighbourhood, owner=by, **fields)
    slug = f"{slugify(business.name)[:50] or 'commerce'}-{business.public_id.hex[:6]}"
    business.page = directory_of(neighbourhood).add_child(instance=BusinessPage(title=business.name, slug=slug, live=False, **page_fields))
    business.save()
    record(business, "shop_registered", by=by)
    tell("shop-to-read", curators_of(neighbourhood), by=by, business=business)
    return business


@transaction.atomic
def edit_business(*, business: Business, by: User, fields: Mapping[str, Any], page_fields: Mapping[str, Any]) -> Business:
    """Change a shop and its page. Raises NotAllowedError unless it is this person's own.

    Another number or another name is another shop: a curator looks again, and the page waits meanwhile.
    """
    business = _locked(business)
    if not owns(by, business):
        raise NotAllowedError(_("Only its owner changes a shop."))
    renamed = any(getattr(business, name) != fields[name] for name in ("name", "siren", "siret") if name in fields)
    for name, value in fields.items():
        setattr(business, name, value)
    if renamed or business.state == Business.State.REFUSED:
        business.state, business.refusal = Business.State.NEW, ""
        tell("shop-to-read", curators_of(business.neighbourhood), by=by, business=business)
    business.save()
    page = business.page
    page.title = page.draft_title = business.name
    for name, value in page_fields.items():
        setattr(page, name, value)
    page.live = business.state == Business.State.LISTED
    page.latest_revision = None  # what a curator wrote before must not come back with the next publication
    page.save()
    record(business, "shop_changed", by=by)
    return business


@transaction.atomic
def list_business(*, business: Business, by: User) -> Business:
    """Let a shop into the directory. Raises NotAllowedError; doing it twice changes nothing."""
    business = _decidable(business, by)
    if business.state == Business.State.LISTED:
        return business
    _move(business, Business.State.LISTED, by=by)
    business.page.live, business.page.has_unpublished_changes = True, False
    business.page.save()
    tell("shop-decided", [business.owner], by=by, business=business)
    return business


@transaction.atomic
def refuse_business(*, business: Business, by: User, why: str) -> Business:
    """Keep a shop out of the directory, or take it out, with the reason its owner reads. Raises NotAllowedError, WrongStateError.

    What it advertises here ends with it, and is paid back by the day; curators elsewhere decide for their own neighbourhoods.
    """
    business = _decidable(business, by)
    if not why.strip():
        raise WrongStateError(_("Say why: the shop reads it."))
    _move(business, Business.State.REFUSED, by=by, why=why.strip()[:200])
    business.page.live = False
    business.page.save()
    take_down_ads(business=business, by=by, why=business.refusal)
    tell("shop-decided", [business.owner], by=by, business=business)
    return business


@transaction.atomic
def publish_word(*, business: Business, by: User, text: str, today: "date | None" = None) -> BusinessPost:
    """Publish the shop's word of this week. Raises NotAllowedError, WrongStateError, LimitReachedError when it has said one."""
    if not owns(by, business):
        raise NotAllowedError(_("Only its owner speaks for a shop."))
    if business.state != Business.State.LISTED:
        raise WrongStateError(_("Your shop's page waits for a curator. Its word of the week can be said once it is there."))
    try:
        with transaction.atomic():
            post = BusinessPost.objects.create(business=business, week=this_week(today), text=text.strip()[: limits.POST_LENGTH])
    except IntegrityError as error:
        raise LimitReachedError(_("Your shop has said its word of this week. The next one is for Monday.")) from error
    business.page.save()  # its page and the directory are drawn again
    record(business, "word_published", by=by)
    return post


def _locked(business: Business) -> Business:
    return Business.objects.select_for_update(of=("self",)).select_related("neighbourhood", "page", "owner").get(pk=business.pk)


def _decidable(business: Business, by: User) -> Business:
    business = _locked(business)
    if not may_decide(by, business, business.neighbourhood):
        raise NotAllowedError(_("Curators of the neighbourhood decide, and never about their own shop."))
    return business


def _move(business: Business, state: str, *, by: User, why: str = "") -> None:
    before, business.state, business.refusal = business.state, state, why
    business.save()
    record(business, f"shop_{state}", by=by, before=before, why=why)
