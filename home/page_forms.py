"""The form behind every page in the admin: what it refers to must be the author's to use.

Wagtail's choosers only *offer* what one may choose; a posted id is taken as it comes (F14). Here everything a page refers to, in
fields, StreamFields, rich text and inline rows alike, is looked up once more (TEN-03).
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.translation import gettext as _

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex
from wagtail.permissions import policy_registry


def files_of(instance: Model) -> set[tuple[type[Model], int]]:
    """Return the photos and documents something refers to, by any kind of field."""
    models = {ContentType.objects.get_for_model(model).pk: model for model in (get_image_model(), get_document_model())}
    references = ReferenceIndex._extract_references_from_object(instance)
    return {(models[kind], int(key)) for kind, key, *_paths in references if kind in models and str(key).isdigit()}


class PlaceBoundForm(WagtailAdminPageForm):
    """Refuses photos and documents of other places. What the page already held stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.already_held = set().union(*(files_of(held) for held in self._everything()))

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if self.is_bound and self.for_user and self._foreign():
            self.add_error(None, _("This page uses a photo or a document of another place. Choose one of yours."))
            return False
        return valid

    def _everything(self) -> Iterator[Model]:
        yield self.instance
        for formset in self.formsets.values():
            yield from (form.instance for form in formset.forms)

    def _foreign(self) -> bool:
        """Tell whether anything here is not this author's to choose."""
        used = set().union(*(files_of(held) for held in self._everything())) - self.already_held
        for model in {model for model, _key in used}:
            keys = {key for kind, key in used if kind is model}
            own = policy_registry.get_by_type(model).instances_user_has_any_permission_for(self.for_user, ["choose", "change"])
            if own.filter(pk__in=keys).count() < len(keys):
                return True
        return False
