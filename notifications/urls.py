from django.urls import path

from notifications.views import inbox

app_name = "notifications"

urlpatterns = [
    path("notifications/", inbox.inbox, name="inbox"),
    path("notifications/lues/", inbox.mark_read, name="mark-read"),
]
