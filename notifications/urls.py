from django.urls import path

from notifications.views import alerts, banner, cap, devices, inbox, neighbours, official, phone, preferences

app_name = "notifications"

urlpatterns = [
    path("notifications/", inbox.inbox, name="inbox"),
    path("notifications/lues/", inbox.mark_read, name="mark-read"),
    path("notifications/preferences/", preferences.preferences, name="preferences"),
    path("notifications/desabonner/<str:token>/", preferences.unsubscribe, name="unsubscribe"),
    path("notifications/telephone/", phone.phone, name="phone"),
    path("notifications/telephone/code/", phone.ask_code, name="phone-code"),
    path("notifications/telephone/confirmer/", phone.confirm, name="phone-confirm"),
    path("notifications/sms/<slug:provider>/", phone.sms_callback, name="sms-callback"),
    path("palier-service-worker.js", devices.service_worker, name="service-worker"),
    path("notifications/appareils/", devices.subscribe, name="subscribe"),
    path("notifications/appareils/renouveler/", devices.renew, name="renew"),
    path("notifications/appareils/essai/", devices.trial, name="trial"),
    path("notifications/appareils/<int:number>/retirer/", devices.remove, name="remove-browser"),
    path("alertes/", alerts.recent, name="recent"),
    path("alertes/lancer/<int:neighbourhood>/", alerts.compose, name="compose"),
    path("alertes/bandeau/<int:neighbourhood>/", banner.banner, name="banner"),
    path("alertes/<uuid:public_id>/", alerts.detail, name="alert"),
    path("alertes/<uuid:public_id>/chiffres/", alerts.progress, name="progress"),
    path("alertes/<uuid:public_id>/nouvelle/", alerts.update, name="update"),
    path("alertes/<uuid:public_id>/prolonger/", alerts.extend, name="extend"),
    path("alertes/<uuid:public_id>/fin/", alerts.end, name="end"),
    path("alertes/<uuid:public_id>/confirmer/", neighbours.confirm, name="confirm"),
    path("alertes/<uuid:public_id>/sms/", neighbours.release, name="release"),
    path("alertes/<uuid:public_id>/reponse/", neighbours.answer, name="answer"),
    path("alertes/<uuid:public_id>/appel/", neighbours.board, name="board"),
    path("alertes/<uuid:public_id>/appel/<int:pk>/pris-en-charge/", neighbours.handled, name="handled"),
    path("alertes/<uuid:public_id>/affiche.pdf", neighbours.poster, name="poster"),
    path("alertes/<uuid:public_id>/<int:version>.cap", cap.cap, name="cap"),
    path("alertes/officielles/<int:neighbourhood>/", official.official, name="official"),
    path("alertes/officielles/<int:neighbourhood>/<int:pk>/de-cote/", official.aside, name="official-aside"),
    path("alertes/flux.atom", cap.feed, name="feed"),
    path("alertes/flux/<int:page>.atom", cap.feed, name="feed-of"),
    path("live/quartier/<int:neighbourhood>/", banner.live_stream, name="live"),
]
