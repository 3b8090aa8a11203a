from django.urls import path

from verification.admin import vouch_views

app_name = "vouch_desk"

urlpatterns = [
    path("", vouch_views.holds, name="holds"),
    path("<int:pk>/", vouch_views.hold, name="hold"),
    path("<int:pk>/accepter/", vouch_views.approve, name="approve"),
    path("<int:pk>/refuser/", vouch_views.refuse, name="refuse"),
    path("membres/", vouch_views.find, name="find"),
    path("membres/<uuid:public_id>/", vouch_views.revoke, name="revoke"),
]
