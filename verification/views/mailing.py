"""What the mailing provider tells us of letters it has. Its calls hold addresses: nothing of them is logged or kept but key, kind and date."""

import hmac
import json
from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from verification import services
from verification.models import Consignment

HEADER = "X-Mf-Webhook-Secret-Key"
_FATES = {
    "printed": Consignment.Fate.PRINTED,
    "new-state": Consignment.Fate.TRAVELLING,
    "delivered": Consignment.Fate.DELIVERED,
    "pnd": Consignment.Fate.RETURNED,
}
_RETURNING = {"non_distribuable", "retour_expediteur", "distribue_expediteur"}
#: One call may tell of many letters, but not of more than a batch holds.
_MOST = 1000


@csrf_exempt
@sensitive_post_parameters()
@require_POST
def told(request: HttpRequest) -> HttpResponse:
    """Note what became of letters. Only who knows the key of the call is heard; to others this address does not exist."""
    key = settings.MERCI_FACTEUR_WEBHOOK_KEY
    if not key or not hmac.compare_digest(request.headers.get(HEADER, "").encode(), key.encode()):
        raise Http404
    try:
        event, letters = json.loads(request.POST.get("event", "")), json.loads(request.POST.get("detail", ""))
        kind, at = str(event["name_event"]), datetime.fromtimestamp(int(event["date_event"]), UTC)
        known = [(str(letter["ref_interne"]), str(letter.get("statut_courrier", ""))) for letter in letters[:_MOST]]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return HttpResponse(status=400)
    for reference, status in known:
        fate = Consignment.Fate.RETURNED if status in _RETURNING else _FATES.get(kind)
        if fate:
            services.note_fate(key=reference, fate=fate, at=at)
    return HttpResponse("ok", content_type="text/plain")
