from django.urls import path

from ads.views import buy, campaigns, desk, provider, public, shops

app_name = "ads"

urlpatterns = [
    path("commerces/", shops.home, name="home"),
    path("commerces/tarifs/", public.rates, name="rates"),
    path("commerces/registre/", public.ledger, name="ledger"),
    path("commerces/inscrire/<int:place>/", shops.register, name="register"),
    path("commerces/bureau/", desk.desk, name="desk"),
    path("commerces/bureau/<uuid:public_id>/", desk.decide_shop, name="decide-shop"),
    path("commerces/bureau/annonce/<uuid:public_id>/<int:place>/", desk.decide_ad, name="decide-ad"),
    path("commerces/bureau/paiement/<uuid:public_id>/", desk.confirm_payment, name="confirm-payment"),
    path("commerces/bureau/remboursement/<uuid:public_id>/", desk.confirm_refund, name="confirm-refund"),
    path("commerces/paiement/stripe/", provider.webhook, name="webhook"),
    path("commerces/campagnes/<uuid:public_id>/", campaigns.campaign, name="campaign"),
    path("commerces/campagnes/<uuid:public_id>/annonce/", buy.creative, name="creative"),
    path("commerces/campagnes/<uuid:public_id>/payer/", buy.pay, name="pay"),
    path("commerces/campagnes/<uuid:public_id>/annuler/", buy.drop, name="drop"),
    path("commerces/factures/<uuid:public_id>.pdf", campaigns.invoice, name="invoice"),
    path("commerces/<uuid:public_id>/", shops.business, name="business"),
    path("commerces/<uuid:public_id>/modifier/", shops.edit, name="edit"),
    path("commerces/<uuid:public_id>/mot/", shops.word, name="word"),
    path("commerces/<uuid:public_id>/louer/", buy.book, name="book"),
    path("commerces/<uuid:public_id>/releve/<int:year>/", campaigns.statement, name="statement"),
    path("ad/<uuid:public_id>/go", public.go, name="go"),
    path("ad/<uuid:public_id>/vu", public.seen, name="seen"),
    path("ad/<uuid:public_id>/pourquoi/", public.why, name="why"),
    path("ad/<uuid:public_id>/signaler/", public.report, name="report"),
]
