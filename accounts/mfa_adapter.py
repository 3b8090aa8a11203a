"""What Palier decides differently from allauth's second factors."""

import base64
import io

from django.conf import settings
from django.utils.crypto import salted_hmac

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet


def _vault() -> MultiFernet:
    """Return the cipher of the secrets: a stolen database alone gives no second factor. Old keys still open."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("accounts.second-factor", "", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """Draw the code on white paper of its own: black on a dark page cannot be scanned."""
        drawing = io.BytesIO()
        segno.make(url, micro=False).save(drawing, kind="svg", scale=6, border=4, light="white")
        return drawing.getvalue().decode()
