"""Mutual help: a hand that is offered or asked for, or an object that is lent (domain.md §4.2)."""

from datetime import date, timedelta
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail.admin.panels import FieldPanel

from listings import kinds, tags
from listings.models.base import ListingPage

kinds.register(
    kinds.Kind(
        "help", _("Mutual help"), _("Lend a hand or a tool, or ask for one"), order=50, accepted=_("Agreed"), ask=_("Answer"), meets=True
    )
)


class HelpPage(ListingPage):
    class Form(models.TextChoices):
        HAND = "hand", _("a helping hand")
        LOAN = "loan", _("an object, lent for some days")

    class Skill(models.TextChoices):
        CARRY = "carry", _("Carrying, moving")
        REPAIR = "repair", _("Repairs, small works")
        GARDEN = "garden", _("Garden, plants")
        COMPUTER = "computer", _("Telephone, computer")
        PAPERS = "papers", _("Papers, letters")
        VISIT = "visit", _("A visit, a walk together")
        ANIMAL = "animal", _("Animals")
        TOOL = "tool", _("Tools and machines")
        OTHER = "other", _("Something else")

    KIND = "help"
    KEPT_FIELDS: ClassVar[tuple[str, ...]] = (*ListingPage.KEPT_FIELDS, "form", "longest_days", "at_once")

    form = models.CharField(_("what is it about?"), max_length=5, choices=Form, default=Form.HAND)
    skill = models.CharField(_("kind of help"), max_length=10, choices=Skill, default=Skill.OTHER)
    when = models.CharField(_("when"), max_length=200, blank=True)
    longest_days = models.PositiveSmallIntegerField(
        _("how many days at most"), default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    care = models.CharField(_("what to take care of"), max_length=200, blank=True)
    #: Whether free days are promised to the first who asks.
    at_once = models.BooleanField(_("the first to ask for free days gets them"), default=False)

    is_creatable = False
    content_panels = [*ListingPage.content_panels, FieldPanel("skill"), FieldPanel("when"), FieldPanel("care")]

    class Meta:
        verbose_name = _("mutual help")
        verbose_name_plural = _("mutual help")
        constraints = [models.CheckConstraint(condition=models.Q(longest_days__gte=1, longest_days__lte=60), name="a_loan_has_its_length")]

    @property
    def is_lent(self) -> bool:
        return self.is_offer and self.form == self.Form.LOAN

    @property
    def accepts_at_once(self) -> bool:
        return self.is_lent and self.at_once

    def refusal_of_period(self, starts_on: date, ends_on: date) -> str:
        """Return why these days cannot be asked for; nothing when they can."""
        if starts_on < timezone.localdate():
            return str(_("That day has passed. Choose a day to come."))
        if ends_on < starts_on:
            return str(_("The last day comes before the first."))
        if (ends_on - starts_on) >= timedelta(days=self.longest_days):
            days = ngettext("%(count)s day", "%(count)s days", self.longest_days) % {"count": self.longest_days}
            return str(_("It is lent for %(days)s at most.") % {"days": days})
        if ends_on > timezone.localdate() + timedelta(days=180):
            return str(_("That is more than half a year away. Choose earlier days."))
        return ""

    def suits(self, offer: ListingPage) -> bool:
        """Tell whether a hand of the same sort is offered; for what is lent, and for odd jobs, a word has to be the same too."""
        if not isinstance(offer, HelpPage) or (offer.form, offer.skill) != (self.form, self.skill):
            return False
        vague = self.form == self.Form.LOAN or self.skill == self.Skill.OTHER
        return not vague or bool(tags.words(self.title) & tags.words(offer.title))

    def describe(self) -> str:
        parts = [str(self.get_skill_display())]
        if self.form == self.Form.LOAN:
            parts.append(str(_("To lend")) if self.is_offer else str(_("To borrow")))
        if self.when:
            parts.append(capfirst(self.when))
        return ". ".join(part.rstrip(".") for part in parts) + "."

    def facts(self) -> list[tuple[str, str | Promise, str | Promise]]:
        rows: list[tuple[str, str | Promise, str | Promise]] = [("help", _("Kind of help"), self.get_skill_display())]
        if self.when:
            rows.append(("clock", _("When"), capfirst(self.when)))
        if self.is_lent:
            days = ngettext("%(count)s day", "%(count)s days", self.longest_days) % {"count": self.longest_days}
            rows.append(("calendar", _("Lent for"), _("%(days)s at most") % {"days": days}))
        if self.care:
            rows.append(("heart", _("To take care of"), self.care))
        return rows

    def own_words(self) -> list[str]:
        return [str(self.get_skill_display()), self.when]
