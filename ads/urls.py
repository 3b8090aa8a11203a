from django.urls import path

from ads.views import desk, shops

app_name = "ads"

urlpatterns = [
    path("commerces/", shops.home, name="home"),
    path("commerces/inscrire/<int:place>/", shops.register, name="register"),
    path("commerces/bureau/", desk.desk, name="desk"),
    path("commerces/bureau/<uuid:public_id>/", desk.decide_shop, name="decide-shop"),
    path("commerces/<uuid:public_id>/", shops.business, name="business"),
    path("commerces/<uuid:public_id>/modifier/", shops.edit, name="edit"),
    path("commerces/<uuid:public_id>/mot/", shops.word, name="word"),
]
