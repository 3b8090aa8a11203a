"""Wagtail's pages about people."""

from wagtail.users.views.users import IndexView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from accounts.admin.forms import UserCreationForm, UserEditForm


class PeopleView(IndexView):
    search_fields = ["pseudonym"]

    @property
    def columns(self) -> list:
        # Name and user name are the same thing here.
        return [column for column in super().columns if column.name != "name"]


class UserViewSet(WagtailUserViewSet):
    index_view_class = PeopleView
    template_prefix = "accounts/admin/"

    def get_form_class(self, for_update: bool = False) -> type:
        return UserEditForm if for_update else UserCreationForm
