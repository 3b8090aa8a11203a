"""How long a session lives, and what the curators' desk asks of those who enter it."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import enters_admin, lacks_second_factor

SIGNED_IN_AT = "signed_in_at"

GetResponse = Callable[[HttpRequest], HttpResponse]


class SessionLifeMiddleware:
    """End a session at its age, however busy: 30 days, 12 hours for who enters the desk (SEC-11)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without the cookie there is nothing to read, and a visitor's page stays the same for everybody.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            age = time.time() - request.session.get(SIGNED_IN_AT, 0)
            if age > settings.SESSION_COOKIE_AGE or (age > settings.PALIER_DESK_SESSION_AGE and enters_admin(request.user)):
                logout(request)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Send who enters the desk without a second factor to set one up first (SEC-10)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.desk = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(self.desk) and lacks_second_factor(request.user):
            messages.warning(request, _("The curators' desk needs a second step at sign-in. Set it up here, then come back."))
            return redirect("mfa_index")
        return self.get_response(request)
