"""What is kept of a code that was typed: who and when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from verification.querysets import CodeAttemptQuerySet


class CodeAttempt(models.Model):
    """One code typed by one account: nothing of the code is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="code_attempts")
    at = models.DateTimeField(auto_now_add=True)

    objects = CodeAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("code attempt")
        indexes = [models.Index(fields=["user", "at"], name="attempt_of_account")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d}"
