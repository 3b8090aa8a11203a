"""Blocks that show or lead to something else: photos, documents, pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from wagtail.blocks import CharBlock, ListBlock, PageChooserBlock, StructBlock, StructValue, URLBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock


class PhotoBlock(StructBlock):
    photo = ImageChooserBlock(label=_("Photo"))
    alt = CharBlock(
        label=_("What it shows"),
        required=False,
        max_length=255,
        help_text=_("For those who cannot see it. Leave empty to use the photo's own description."),
    )
    caption = CharBlock(label=_("Caption"), required=False, max_length=255)

    class Meta:
        label = _("Photo")
        icon = "image"
        template = "blocks/photo.html"
        description = _("A photo with what it shows in words.")
        preview_value = {"photo": None, "alt": "Le vieux pont, vu du quai", "caption": "Le vieux pont en novembre"}


class DownloadBlock(StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    label = CharBlock(label=_("What it is"), max_length=120)

    class Meta:
        label = _("Download")
        icon = "download"
        template = "blocks/download.html"
        description = _("A file to keep: a form, a timetable, a report.")
        preview_value = {"document": None, "label": "Calendrier de collecte 2027"}


class LinkValue(StructValue):
    def address(self) -> str:
        """Return where the link goes: a page of the site when one was chosen."""
        page = self.get("page")
        return (page.url if page and page.live else "") or self.get("url") or ""


class LinkBlock(StructBlock):
    label = CharBlock(label=_("Text of the link"), max_length=120)
    page = PageChooserBlock(label=_("Page of this site"), required=False)
    url = URLBlock(label=_("Address elsewhere"), required=False)

    class Meta:
        value_class = LinkValue


class LinksBlock(StructBlock):
    links = ListBlock(LinkBlock(), label=_("Links"))

    class Meta:
        label = _("List of links")
        icon = "link"
        template = "blocks/links.html"
        description = _("Where to read on, here or elsewhere.")
        preview_value: dict[str, Any] = {"links": [{"label": "Service public", "url": "https://www.service-public.fr/"}]}
