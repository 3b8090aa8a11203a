"""Blocks made of words."""

from django.utils.translation import gettext_lazy as _

from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, RichTextBlock, StructBlock, TextBlock

WORDS = ["bold", "italic", "link", "ol", "ul"]


class HeadingBlock(CharBlock):
    class Meta:
        label = _("Heading")
        icon = "title"
        template = "blocks/heading.html"
        description = _("Begins a new part of the page.")
        preview_value = _("Waste and recycling")


class ParagraphsBlock(RichTextBlock):
    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = "blocks/text.html"
        description = _("Paragraphs, lists and links.")
        preview_value = "<p>La déchèterie des Landes ouvre <b>tous les jours</b> sauf le mardi.</p>"


class CalloutBlock(StructBlock):
    """Something not to miss, said once."""

    tone = ChoiceBlock(label=_("Tone"), choices=[("info", _("Good to know")), ("watch", _("Beware"))], default="info")
    text = TextBlock(label=_("Text"), max_length=400)

    class Meta:
        label = _("Call-out")
        icon = "info-circle"
        template = "blocks/callout.html"
        description = _("One thing not to miss. Two on a page are one too many.")
        preview_value = {"tone": "watch", "text": "Le pont est fermé aux voitures jusqu’au 11 décembre."}


class StepBlock(StructBlock):
    title = CharBlock(label=_("What to do"), max_length=100)
    text = TextBlock(label=_("How"), required=False, max_length=400)


class StepsBlock(StructBlock):
    steps = ListBlock(StepBlock(), label=_("Steps"), min_num=2)

    class Meta:
        label = _("Steps")
        icon = "list-ol"
        template = "blocks/steps.html"
        description = _("What to do first, next and last.")
        preview_value = {"steps": [{"title": "Appelez la mairie", "text": "Le matin."}, {"title": "Sortez vos encombrants", "text": ""}]}


class QuestionBlock(StructBlock):
    question = CharBlock(label=_("Question"), max_length=150)
    answer = RichTextBlock(label=_("Answer"), features=WORDS)


class QuestionsBlock(StructBlock):
    questions = ListBlock(QuestionBlock(), label=_("Questions"))

    class Meta:
        label = _("Questions and answers")
        icon = "help"
        template = "blocks/questions.html"
        description = _("Questions people really ask; each opens on its answer.")
        preview_value = {"questions": [{"question": "Qui voit mon adresse ?", "answer": "<p>Personne.</p>"}]}


class QuoteBlock(StructBlock):
    text = TextBlock(label=_("Words"), max_length=500)
    speaker = CharBlock(label=_("Who said it"), required=False, max_length=100)

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        template = "blocks/quote.html"
        description = _("Somebody's own words.")
        preview_value = {"text": "Ici, on se dit bonjour.", "speaker": "une voisine du port"}
