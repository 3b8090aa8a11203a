"""People: accounts, passwords, doors and their limits, second factors."""

from portal.settings import environment

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.SignInBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
# Length and a list of 20,000 common ones; no rule about kinds of characters (SEC-09, ASVS 6.2.5).
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["pseudonym", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "pseudonym"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "email"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_UNIQUE_EMAIL = True
# A visitor who signs up with an address already here learns nothing; only who reads that mailbox can verify it.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "login": "accounts.forms.SignInForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.keys.ResetPasswordKeyForm",
    "change_password": "accounts.forms.keys.ChangePasswordForm",
    "set_password": "accounts.forms.keys.SetPasswordForm",
    "add_email": "accounts.forms.keys.AddEmailForm",
    "reauthenticate": "accounts.forms.keys.ReauthenticateForm",
}
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_SIGNUP_REDIRECT_URL = "accounts:recovery-sheet"
# Every door counts by network and by (account, network): strangers never lock an owner out (SEC-07). Here `key` is the
# pair, but for a reset, where it is the address and keeps a stranger from filling a mailbox.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "signup": "10/m/ip,100/d/ip",
    "reset_password": "10/m/ip,5/h/key",
    "recovery_code": "20/h/ip,5/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXY_COUNT", 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "accounts.mfa_adapter.MFAAdapter"
MFA_TOTP_ISSUER = "Palier"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an unverified address opens nothing here
MFA_FORMS = {
    "authenticate": "accounts.forms.keys.AuthenticateForm",
    "reauthenticate": "accounts.forms.keys.MFAReauthenticateForm",
    "activate_totp": "accounts.forms.keys.ActivateTOTPForm",
    "add_webauthn": "accounts.forms.keys.AddWebAuthnForm",
    "edit_webauthn": "accounts.forms.keys.EditWebAuthnForm",
}
USERSESSIONS_TRACK_ACTIVITY = False
PHONENUMBER_DEFAULT_REGION = "FR"
PHONENUMBER_DB_FORMAT = "E164"
