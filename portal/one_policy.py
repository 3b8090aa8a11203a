"""The policy of contents (SEC-03) written once: it is the same for every page that asks for no exception."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy


class OnePolicyMiddleware(CSPMiddleware):
    """Gives the policy to what django-csp would give it unchanged, and leaves the rest to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self.policy = build_policy()
        self.elsewhere = tuple(settings.CONTENT_SECURITY_POLICY["EXCLUDE_URL_PREFIXES"])

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        marked = HEADER in response or any(name.startswith("_csp") for name in vars(response)) or hasattr(request, "_csp_nonce")
        if marked or settings.DEBUG or request.path_info.startswith(self.elsewhere):
            return super().process_response(request, response)
        response[HEADER] = self.policy
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # as django-csp: what comes too late must not pass unnoticed
        return response
