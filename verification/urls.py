"""Joining and proving. The two short addresses are the ones printed on the card."""

from django.urls import path
from django.views.generic import RedirectView

from verification.founding import urls as founding
from verification.views import (
    code,
    desk,
    join,
    leaving,
    mailing,
    objection,
    position,
    postcard,
    recovery,
    returning,
    vouch_answer,
    vouch_ask,
    welcome,
)

app_name = "verification"

urlpatterns = [
    path("code", code.door, name="code-short"),
    path("stop", RedirectView.as_view(pattern_name="verification:objection"), name="objection-short"),
    path("verification/", welcome.home, name="home"),
    path("verification/rejoindre/<str:place>/", join.join, name="join"),
    path("verification/rejoindre/<str:place>/carte/", postcard.join_by_postcard, name="join-postcard"),
    path("verification/rejoindre/<str:place>/position/", position.join_by_position, name="join-position"),
    path("verification/rejoindre/<str:place>/guichet/", desk.join_at_desk, name="join-desk"),
    path("verification/rejoindre/<str:place>/voisins/", vouch_ask.join_by_vouching, name="join-vouch"),
    path("verification/parrainage/", vouch_ask.mine, name="vouch-mine"),
    path("verification/parrainage/annuler/", vouch_ask.cancel, name="vouch-cancel"),
    path("verification/voisins/", vouch_answer.requests, name="vouch-list"),
    path("verification/voisins/<int:pk>/retirer/", vouch_answer.withdraw, name="vouch-withdraw"),
    path("parrainer/<str:token>/", vouch_answer.vouch, name="vouch"),
    path("verification/code/", code.enter_code, name="code"),
    path("verification/partir/", leaving.leave, name="leave"),
    path("verification/demenager/<str:place>/", leaving.move, name="move"),
    path("verification/bienvenue/", welcome.welcome, name="welcome"),
    path("verification/courrier/", mailing.told, name="mailing-told"),
    path("verification/retour/", recovery.ask_for_card, name="recovery-card"),
    path("verification/retour/code/", recovery.enter_code, name="recovery-code"),
    path("verification/retour/voisins/", returning.ask_vouchers, name="recovery-vouchers"),
    path("verification/retour/voisins/code/", returning.enter_code, name="recovery-vouchers-code"),
    path("verification/voisins/<int:pk>/retour/", returning.give_word, name="recovery-word"),
    path("verification/opposition/", objection.objection, name="objection"),
]

urlpatterns += founding.urlpatterns
