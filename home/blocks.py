"""The blocks of an information page. Each ships complete: icon, template, description, preview."""

from django.utils.translation import gettext_lazy as _

from wagtail.blocks import CharBlock, RichTextBlock, StreamBlock


class BodyBlock(StreamBlock):
    heading = CharBlock(label=_("Heading"), icon="title", max_length=120, template="blocks/heading.html")
    text = RichTextBlock(label=_("Text"), icon="pilcrow", features=["bold", "italic", "link", "ol", "ul"], template="blocks/text.html")
