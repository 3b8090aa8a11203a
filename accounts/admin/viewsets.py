"""Wagtail's pages about people."""

from django.utils.functional import cached_property

from wagtail.admin.ui.tables import Column
from wagtail.users.views.users import IndexView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from accounts.admin.forms import UserCreationForm, UserEditForm
from accounts.models import User


class PeopleView(IndexView):
    search_fields = [User.USERNAME_FIELD]

    @cached_property
    def columns(self) -> list[Column]:
        """Show the pseudonym once: Wagtail's name and user name are the same thing here."""
        columns = [column for column in super().columns if column.name != User.USERNAME_FIELD]
        for column in columns:
            if column.name == "name":
                column.sort_key = User.USERNAME_FIELD
        return columns


class UserViewSet(WagtailUserViewSet):
    index_view_class = PeopleView
    template_prefix = "accounts/admin/"

    def get_form_class(self, for_update: bool = False) -> type:
        return UserEditForm if for_update else UserCreationForm
