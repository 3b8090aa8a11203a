"""Addresses of founding and following: part of those of this room."""

from django.urls import path

from verification.views import follows, founding, invitations

urlpatterns = [
    path("fonder/", founding.found, name="found"),
    path("fonder/<int:town>/", founding.found_in, name="found-in"),
    path("fonder/projet/<uuid:public_id>/", founding.founding, name="founding"),
    path("fonder/projet/<uuid:public_id>/modifier/", founding.edit, name="founding-edit"),
    path("fonder/projet/<uuid:public_id>/envoyer/", founding.send, name="founding-send"),
    path("fonder/projet/<uuid:public_id>/abandonner/", founding.withdraw, name="founding-withdraw"),
    path("fonder/projet/<uuid:public_id>/affiche/", invitations.poster, name="founding-poster"),
    path("fonder/projet/<uuid:public_id>/courriel/", invitations.invite, name="founding-invite"),
    path("invitations/stop/<str:token>/", invitations.stop, name="invitation-stop"),
    path("verification/suivis/", follows.follows, name="follows"),
    path("verification/suivre/<int:place>/", follows.follow, name="follow"),
]
