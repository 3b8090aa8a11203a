"""Messages of the payment provider. Checked, noted once, answered at once; a worker asks the provider what is true."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts import waking
from ads import services
from ads.providers import stripe

#: Everything else the provider may tell does not concern us.
_CONCERNS = ("checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.expired")


@csrf_exempt  # the signature says who speaks
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    if not stripe.is_on():
        return HttpResponse(status=404)
    try:
        event = stripe.read_event(request.body, request.headers.get("Stripe-Signature", ""))
    except stripe.SignatureError:
        return HttpResponse(status=400)
    kind = str(event.get("type", ""))
    if kind in _CONCERNS:
        thing = event.get("data", {}).get("object", {})
        payment = services.take_in_event(event_id=event["id"], kind=kind, session=str(thing.get("id", "")))
        if payment is not None:
            waking.after_commit("ads.jobs.check_payment", payment_id=payment.pk)
    return HttpResponse(status=200)
