from django.urls import path

from verification.admin import policy

app_name = "verification_policy"

urlpatterns = [
    path("", policy.places, name="places"),
    path("<int:pk>/", policy.edit, name="edit"),
    path("<int:pk>/chiffres/", policy.figures, name="figures"),
]
