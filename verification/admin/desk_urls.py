from django.urls import path

from verification.admin import desk

app_name = "verification_counter"

urlpatterns = [
    path("", desk.places, name="places"),
    path("<int:pk>/", desk.place, name="place"),
    path("code/<uuid:pk>/annuler/", desk.cancel, name="cancel"),
]
