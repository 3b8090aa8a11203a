"""The door: allauth's sign-in, with the sign-up form beside it."""

from typing import Any

from allauth.account.views import LoginView

from accounts.forms import SignupForm


class SignInView(LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"signup_form": SignupForm()}
