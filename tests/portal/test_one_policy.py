"""The policy of contents is django-csp's, written once (SEC-03)."""

from django.http import HttpResponse

import pytest
from csp.constants import HEADER
from csp.decorators import csp_exempt, csp_update
from csp.exceptions import CSPNonceError
from csp.middleware import CSPMiddleware

from portal.one_policy import OnePolicyMiddleware


@pytest.mark.parametrize("path", ["/dinan/port/", "/admin/pages/"])
@pytest.mark.parametrize("dressed", [lambda view: view, csp_exempt(), csp_update({"img-src": "https://tuiles.example"})])
def test_every_answer_has_the_policy_django_csp_gives_it(rf, path, dressed):
    view = dressed(lambda _request: HttpResponse("bonjour"))
    ours, theirs = (middleware(view)(rf.get(path)) for middleware in (OnePolicyMiddleware, CSPMiddleware))
    # Its directives come in no order of their own: it goes through a set.
    assert sorted(ours.get(HEADER, "").split("; ")) == sorted(theirs.get(HEADER, "").split("; "))


def test_a_nonce_asked_for_in_time_is_used_and_one_too_late_is_an_error(rf):
    def view(request):
        str(request.csp_nonce)
        return HttpResponse("bonjour")

    early, late = rf.get("/"), rf.get("/")
    assert OnePolicyMiddleware(view)(early).has_header(HEADER)
    OnePolicyMiddleware(lambda _request: HttpResponse("bonjour"))(late)
    with pytest.raises(CSPNonceError):
        str(late.csp_nonce)
