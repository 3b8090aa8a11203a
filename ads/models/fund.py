"""The neighbourhood's fund: a share of what shops pay, and what became of it. A page in the tree, for everybody."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from ads import limits
from ads.models.campaign import Placement
from home.models import TreePage
from home.page_forms import PlaceBoundForm


class FundPage(TreePage):
    SLUG = "cagnotte"

    purpose = RichTextField(_("what the fund is for"), features=["bold", "italic", "ol", "ul"], blank=True)
    neighbourhood = models.OneToOneField("home.NeighbourhoodPage", on_delete=models.RESTRICT, editable=False, related_name="fund")

    base_form_class = PlaceBoundForm
    is_creatable = False  # every neighbourhood is given one
    parent_page_types = ["home.NeighbourhoodPage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1
    content_panels = [
        *Page.content_panels,
        FieldPanel("purpose"),
        InlinePanel("spendings", heading=_("What was spent"), label=_("Spending")),
    ]

    class Meta:
        verbose_name = _("fund of a neighbourhood")
        verbose_name_plural = _("funds of neighbourhoods")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Show what came in, what was spent, and where each euro can be looked up."""
        context = super().get_context(request, *args, **kwargs)
        paid = Placement.objects.at(self.neighbourhood).sum_kept()
        share = (paid * limits.FUND_SHARE).quantize(Decimal("0.01"))
        spendings = list(self.spendings.all())
        spent = sum((row.amount for row in spendings), Decimal("0.00"))
        figures = {"paid": paid, "share": share, "spent": spent, "left": share - spent, "percent": int(limits.FUND_SHARE * 100)}
        return {**context, "neighbourhood": self.neighbourhood, "spendings": spendings, **figures}


class FundSpending(Orderable):
    page = ParentalKey(FundPage, on_delete=models.CASCADE, related_name="spendings")
    spent_on = models.DateField(_("date"))
    purpose = models.CharField(_("what for"), max_length=150)
    amount = models.DecimalField(_("amount in euros"), max_digits=8, decimal_places=2)

    panels = [FieldPanel("spent_on"), FieldPanel("purpose"), FieldPanel("amount")]

    class Meta(Orderable.Meta):
        verbose_name = _("spending of a fund")
        verbose_name_plural = _("spendings of funds")
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="a_spending_spends")]

    def __str__(self) -> str:
        return self.purpose
