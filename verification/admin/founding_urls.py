"""Addresses of the desk of places."""

from django.urls import path

from verification.admin import foundings

app_name = "founding_desk"

urlpatterns = [
    path("", foundings.foundings, name="list"),
    path("projet/<uuid:public_id>/", foundings.founding, name="detail"),
    path("projet/<uuid:public_id>/parrainer/", foundings.sponsor, name="sponsor"),
    path("projet/<uuid:public_id>/ouvrir/", foundings.accept, name="accept"),
    path("projet/<uuid:public_id>/refuser/", foundings.refuse, name="refuse"),
    path("projet/<uuid:public_id>/renvoyer/", foundings.send_back, name="send-back"),
    path("<int:pk>/", foundings.place, name="place"),
    path("<int:pk>/fermer/", foundings.close, name="close"),
    path("<int:pk>/archive/", foundings.archive_file, name="archive-file"),
]
