"""Letters about the account, each in its reader's language."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from allauth.account.models import EmailAddress

from accounts.models import RecoveryRequest


def send_recovery_announced(request: RecoveryRequest) -> None:
    """Tell the owner at the verified address that somebody is on the way in."""
    address = EmailAddress.objects.filter(user=request.user, verified=True).first()
    if address is None:
        return
    context = {"request": request, "user": request.user, "url": settings.PALIER_BASE_URL + reverse("accounts:home")}
    with translation.override(request.user.language):
        subject = render_to_string("email/recovery_announced.subject.txt", context).strip()
        send_mail(subject, render_to_string("email/recovery_announced.txt", context), None, [address.email])
