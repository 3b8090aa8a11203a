"""The advertisement itself: a picture, a line, an address. Checked against the charter before it can be paid."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.models import Collection

from ads import charter, limits
from ads.errors import CharterError, NotAllowedError, WrongStateError
from ads.models import Campaign
from ads.permissions import owns
from ads.services.booking import keep_until, lock_campaign
from ads.services.record import record
from home.photos import receive_photo

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User
    from home.models import Photo

_is_url = URLValidator(schemes=["https"])


def safe_url(address: str) -> str:
    """Return a landing address that a click may lead to: https, a host name, no user, no odd sign. Raises CharterError (SEC-14)."""
    refused = CharterError(_("Write a whole address that begins with https://, such as https://la-mie.example/buches."))
    if any(ord(sign) < 33 or ord(sign) == 127 or sign in "\\<>\"'`{}|^" for sign in address):
        raise refused
    try:
        _is_url(address)
        parts = urlsplit(address)
        port = parts.port
    except (ValidationError, ValueError) as error:
        raise refused from error
    if parts.scheme != "https" or parts.username or parts.password or port or "." not in (parts.hostname or ""):
        raise refused
    return address


def receive_picture(*, upload: "UploadedFile", campaign: Campaign, alt: str, by: "User") -> "Photo":
    """Take an advertisement's picture in, cleaned; no SVG (UPL-04). Nobody but its shop and curators sees it before it is accepted.

    Raises home.photos.PhotoRefused.
    """
    collection = campaign.business.neighbourhood.collection or Collection.get_first_root_node()
    return receive_photo(upload=upload, alt=alt, by=by, collection=collection)


@transaction.atomic
def write_creative(
    *, campaign: Campaign, by: "User", text: str, landing_url: str, promises: set[str], image: "Photo | None" = None,
    image_alt: str = "", payer: str = "",
) -> Campaign:  # fmt: skip
    """Write the advertisement of a basket; it can then be paid. Keeps the weeks for another `limits.HOLD`, once.

    Raises CharterError with what to change, NotAllowedError, WrongStateError when the weeks are gone.
    """
    campaign = lock_campaign(campaign)
    if not owns(by, campaign.business):
        raise NotAllowedError(_("Only the owner of a shop writes for it."))
    if campaign.state not in Campaign.UNPAID or campaign.held_until <= timezone.now():
        raise WrongStateError(_("The time of this basket is over and its weeks went back. Please choose them again."))
    check_charter(text=text, landing_url=landing_url, promises=promises, others=(image_alt, payer, campaign.business.name))
    if image is not None and not image_alt:
        raise CharterError(_("Say in a few words what the picture shows, for those who do not see it."))
    first = campaign.state == Campaign.State.DRAFT
    campaign.text, campaign.landing_url, campaign.payer = text.strip(), landing_url, payer.strip()
    campaign.image, campaign.image_alt = image, image_alt if image else ""
    campaign.charter_at, campaign.state = timezone.now(), Campaign.State.PRICED
    if first:
        keep_until(campaign, limits.HOLD)
    campaign.save()
    record(campaign, "written", by=by)
    return campaign


def check_charter(*, text: str, landing_url: str, promises: set[str], others: tuple[str, ...] = ()) -> None:
    """Refuse what the charter of shops forbids (ADS-04). Raises CharterError with the reason."""
    if not text.strip() or len(text.strip()) > limits.TEXT_LENGTH:
        raise CharterError(_("Your line has %(count)s signs at most.") % {"count": limits.TEXT_LENGTH})
    if missing := [label for key, label in charter.PROMISES if key not in promises]:
        raise CharterError(_("The charter asks you to tick: %(promise)s") % {"promise": missing[0]})
    safe_url(landing_url)
    if word := charter.forbidden_word(text, urlsplit(landing_url).hostname or "", urlsplit(landing_url).path, *others):
        raise CharterError(_("No advertisement here says “%(word)s”: nothing political, no gambling, tobacco or credit.") % {"word": word})


@transaction.atomic
def keep_picture(*, campaign: Campaign, image: "Photo", alt: str) -> None:
    """Keep a picture that came with a form, whatever else the form has to say: nobody chooses it twice."""
    Campaign.objects.filter(pk=campaign.pk, state__in=Campaign.UNPAID).update(image=image, image_alt=alt or campaign.business.name)
    campaign.image = image
