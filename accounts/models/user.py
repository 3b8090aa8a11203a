"""Who: one account per person, known to others by a pseudonym only."""

import uuid

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from phonenumber_field.modelfields import PhoneNumberField

from accounts import pseudonyms
from accounts.querysets import UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """A person. E-mail and phone are channels and ways back in, never identity."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pseudonym = models.CharField(_("pseudonym"), max_length=pseudonyms.MAXIMUM_LENGTH, unique=True, validators=[pseudonyms.validate])
    pseudonym_key = models.CharField(max_length=60, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="fr")
    age_confirmed = models.BooleanField(_("I have reached the minimum age"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("operator"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "pseudonym"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.pseudonym

    def clean(self) -> None:
        super().clean()
        self.pseudonym = pseudonyms.normalize(self.pseudonym)
        pseudonyms.validate(self.pseudonym)

    def save(self, *args, **kwargs) -> None:
        self.pseudonym_key = pseudonyms.fold(self.pseudonym)
        if (fields := kwargs.get("update_fields")) is not None and "pseudonym" in fields:
            kwargs["update_fields"] = {*fields, "pseudonym_key"}
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.pseudonym

    def get_short_name(self) -> str:
        return self.pseudonym
