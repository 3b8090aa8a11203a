"""Exchange: a service for a service, or an hour for an hour (domain.md §4.2)."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail.admin.panels import FieldPanel

from listings import hours, kinds, limits, tags
from listings.models.base import ListingPage

kinds.register(
    kinds.Kind(
        "barter",
        _("Swapping services"),
        _("Exchange skills, or time"),
        order=40,
        has_direction=False,
        accepted=_("Agreed"),
        ask=_("Answer"),
        how_many=_("How many times?"),
        meets=True,
    )
)


class ExchangePage(ListingPage):
    class Mode(models.TextChoices):
        SWAP = "swap", _("one service for another")
        TIME = "time", _("an hour for an hour")

    KIND = "barter"
    is_barter = True
    KEPT_FIELDS: ClassVar[tuple[str, ...]] = (*ListingPage.KEPT_FIELDS, "direction", "mode", "minutes", "times", "at_once")

    mode = models.CharField(_("how do you exchange?"), max_length=5, choices=Mode, default=Mode.SWAP)
    gives = ArrayField(
        models.CharField(max_length=tags.LONGEST), verbose_name=_("what is given"), size=tags.MOST, default=list, blank=True,
        help_text=_("Separated by commas."),
    )  # fmt: skip
    wants = ArrayField(
        models.CharField(max_length=tags.LONGEST), verbose_name=_("what is looked for"), size=tags.MOST, default=list, blank=True,
        help_text=_("Separated by commas."),
    )  # fmt: skip
    #: How long one time lasts: what one account pays the other.
    minutes = models.PositiveSmallIntegerField(_("how long it takes, in minutes"), default=60, validators=[MinValueValidator(15)])
    times = models.PositiveSmallIntegerField(
        _("how many times in all"), default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    #: Whether the first who answers has it, without waiting for the author.
    at_once = models.BooleanField(_("the first to answer gets it"), default=False)

    is_creatable = False
    content_panels = [*ListingPage.content_panels, FieldPanel("gives"), FieldPanel("wants")]

    class Meta:
        verbose_name = _("exchange of services")
        verbose_name_plural = _("exchanges of services")
        constraints = [
            models.CheckConstraint(condition=models.Q(times__gte=1, times__lte=10), name="an_exchange_has_its_times"),
            models.CheckConstraint(condition=models.Q(minutes__gte=15, minutes__lte=limits.TIME_LIMIT), name="an_exchange_has_its_length"),
        ]

    @property
    def is_swap(self) -> bool:
        return self.mode == self.Mode.SWAP

    @property
    def capacity(self) -> int | None:
        """A swap is with one neighbour; hours may be given or asked for several times."""
        return 1 if self.is_swap else self.times

    @property
    def accepts_at_once(self) -> bool:
        return self.at_once

    def clean(self) -> None:
        super().clean()
        if refusal := self.refusal_of_terms():
            raise ValidationError(refusal)

    def refusal_of_terms(self) -> str:
        """Return what is missing for an exchange; nothing when it is in order."""
        if self.is_swap and not (self.gives and self.wants):
            return str(_("Say what you give and what you look for."))
        if not self.is_swap and not (self.gives if self.is_offer else self.wants):
            return str(_("Say what you give.") if self.is_offer else _("Say what you look for."))
        return ""

    def suits(self, offer: ListingPage) -> bool:
        """Tell whether somebody gives hours of what is looked for against hours."""
        return isinstance(offer, ExchangePage) and offer.mode == self.mode == self.Mode.TIME and bool(self.first_given_by(offer))

    def first_given_by(self, other: "ExchangePage") -> str | None:
        """Return the first skill the other gives that this one looks for, as the other wrote it."""
        return tags.first_meeting(other.gives, self.wants)

    def describe(self) -> str:
        parts = []
        if self.gives:
            parts.append(str(_("Gives: %(skills)s") % {"skills": ", ".join(self.gives)}))
        if self.wants:
            parts.append(str(_("Looks for: %(skills)s") % {"skills": ", ".join(self.wants)}))
        if not self.is_swap:
            parts.append(str(_("%(time)s for the same in return") % {"time": hours.in_words(self.minutes)}))
        return ". ".join(parts) + "."

    def facts(self) -> list[tuple[str, str | Promise, str | Promise]]:
        """Return what decides; what is given and looked for stands above it (exchange_page.html)."""
        against = _("another service") if self.is_swap else _("as many hours of your time account")
        rows: list[tuple[str, str | Promise, str | Promise]] = [("barter", _("Against"), capfirst(against))]
        if not self.is_swap:
            times = ngettext("%(count)s time", "%(count)s times", self.times) % {"count": self.times}
            rows.append(("clock", _("How long"), _("%(time)s, %(times)s") % {"time": hours.in_words(self.minutes), "times": times}))
        return rows

    def own_words(self) -> list[str]:
        return [*self.gives, *self.wants]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.is_swap:
            self.direction, self.times = self.Direction.OFFER, 1
        elif self.is_offer:
            self.wants = []
        else:
            self.gives = []
        super().save(*args, **kwargs)
