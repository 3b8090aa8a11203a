from django.urls import path

from listings.views import answer, calendar, exchange, feeds, lists, matches, poster, purchases, searches, trader, write

app_name = "listings"

urlpatterns = [
    path("publier/", write.choose, name="choose"),
    path("publier/<slug:kind>/", write.compose, name="compose"),
    path("les-miennes/", lists.mine, name="mine"),
    path("mes-heures/", exchange.hours, name="hours"),
    path("mes-heures/<uuid:public_id>/rendre/", exchange.return_hours, name="hours-return"),
    path("pour-vous/", matches.suits, name="suits"),
    path("pour-vous/<uuid:public_id>/", matches.decide, name="match"),
    path("services/<uuid:public_id>/", exchange.leg, name="leg"),
    path("a-relire/", lists.held, name="held"),
    path("recherches/", searches.searches, name="searches"),
    path("recherches/garder/", searches.save, name="search-save"),
    path("recherches/<uuid:public_id>/", searches.search, name="search"),
    path("recherches/<uuid:public_id>/changer/", searches.change, name="search-change"),
    path("flux/<int:place>/carte.geojson", feeds.geojson, name="geojson"),
    path("flux/<int:place>/<slug:kind>.<slug:form>", feeds.feed, name="feed"),
    path("reponses/<uuid:public_id>/", answer.decide, name="response"),
    path("calendrier/renouveler/", calendar.renew_key, name="calendar-renew"),
    path("calendrier/<str:token>.ics", calendar.personal, name="calendar"),
    path("dates/<uuid:public_id>.ics", calendar.date_file, name="date-file"),
    path("dates/<uuid:public_id>/annuler/", answer.cancel_date, name="date-cancel"),
    path("dates/<uuid:public_id>/apporter/", answer.bring, name="bring"),
    path("commerce/", trader.trader, name="trader"),
    path("<uuid:public_id>/affiche-<slug:size>.pdf", poster.poster, name="poster"),
    path("achats/<uuid:public_id>/", purchases.run, name="purchase"),
    path("achats/<uuid:public_id>/promettre/", purchases.pledge, name="pledge"),
    path("achats/<uuid:public_id>/etape/", purchases.step, name="purchase-step"),
    path("achats/<uuid:public_id>/reception/", purchases.reception, name="purchase-reception"),
    path("achats/<uuid:public_id>/retrait/", purchases.pickup, name="purchase-pickup"),
    path("achats/<uuid:public_id>/pointer/", purchases.tick, name="purchase-tick"),
    path("achats/<uuid:public_id>/<slug:sheet>.<slug:form>", purchases.sheet, name="purchase-sheet"),
    path("<uuid:public_id>/modifier/", write.edit, name="edit"),
    path("<uuid:public_id>/relire/", write.review, name="review"),
    path("<uuid:public_id>/etat/", lists.transition, name="transition"),
    path("<uuid:public_id>/repondre/", answer.respond, name="respond"),
]
