"""The account's own pages. Signing in, e-mail, password, two steps and devices are allauth's, beside these."""

from django.urls import path

from accounts.views import profile, recovery, tokens

app_name = "accounts"

urlpatterns = [
    path("", profile.home, name="home"),
    path("pseudonyme/", profile.doorplate, name="doorplate"),
    path("telephone/", profile.phone, name="phone"),
    path("langue/", profile.language, name="language"),
    path("fiche-de-secours/", recovery.sheet, name="recovery-sheet"),
    path("cles/", tokens.keys, name="tokens"),
    path("cles/<int:pk>/revoquer/", tokens.revoke, name="token-revoke"),
    path("retour/", recovery.start, name="recovery"),
    path("retour/mot-de-passe/", recovery.password, name="recovery-password"),
    path("retour/annuler/", recovery.cancel, name="recovery-cancel"),
]
