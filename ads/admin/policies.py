"""Who edits which rows in the Wagtail admin: those of the places one runs, and only those (F14)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet

from wagtail.permission_policies import BasePermissionPolicy

from home.permissions import is_operator

if TYPE_CHECKING:
    from accounts.models import User


class OwnPlacesPolicy(BasePermissionPolicy):
    """Curators do these things to the rows that the model's `run_by` gives them; operators to all."""

    def __init__(self, model: type[Model], actions: Iterable[str]) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: "User", action: str) -> bool:
        return action in self.actions and (is_operator(user) or self._runs_something(user))

    def user_has_permission_for_instance(self, user: "User", action: str, instance: Model) -> bool:
        return action in self.actions and self.model.objects.run_by(user).filter(pk=instance.pk).exists()

    def user_has_any_permission_for_instance(self, user: "User", actions: Iterable[str], instance: Model) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: "User", actions: Iterable[str]) -> QuerySet:
        return self.model.objects.run_by(user) if self.actions & set(actions) else self.model.objects.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        return get_user_model().objects.filter(is_active=True, is_superuser=True)

    @staticmethod
    def _runs_something(user: "User") -> bool:
        from ads.querysets.places import neighbourhoods_run_by, towns_run_by

        return neighbourhoods_run_by(user).exists() or towns_run_by(user).exists()
