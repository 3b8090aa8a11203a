"""The blocks of an information page. Each ships complete: icon, template, description, preview."""

from wagtail.blocks import StreamBlock

from home.blocks.contact import ContactBlock, OpeningHoursBlock, OpeningHoursValue
from home.blocks.files import DownloadBlock, LinksBlock, PhotoBlock
from home.blocks.text import WORDS, CalloutBlock, HeadingBlock, ParagraphsBlock, QuestionsBlock, QuoteBlock, StepsBlock

__all__ = ["BodyBlock", "OpeningHoursValue"]


class BodyBlock(StreamBlock):
    heading = HeadingBlock(max_length=120)
    text = ParagraphsBlock(features=WORDS)
    photo = PhotoBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    contact = ContactBlock()
    opening_hours = OpeningHoursBlock()
    questions = QuestionsBlock()
    download = DownloadBlock()
    links = LinksBlock()
    quote = QuoteBlock()
