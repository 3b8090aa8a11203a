from django.urls import path

from listings.views import answer, lists, write

app_name = "listings"

urlpatterns = [
    path("publier/", write.choose, name="choose"),
    path("publier/<slug:kind>/", write.compose, name="compose"),
    path("les-miennes/", lists.mine, name="mine"),
    path("a-relire/", lists.held, name="held"),
    path("reponses/<uuid:public_id>/", answer.decide, name="response"),
    path("<uuid:public_id>/modifier/", write.edit, name="edit"),
    path("<uuid:public_id>/relire/", write.review, name="review"),
    path("<uuid:public_id>/etat/", lists.transition, name="transition"),
    path("<uuid:public_id>/repondre/", answer.respond, name="respond"),
]
