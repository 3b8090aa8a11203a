from django.urls import path

from verification.admin import views

app_name = "verification_desk"

urlpatterns = [
    path("", views.places, name="places"),
    path("<int:pk>/", views.place, name="place"),
    path("<int:pk>/imprimer/", views.print_cards, name="print"),
    path("lot/<uuid:pk>/", views.batch, name="batch"),
    path("lot/<uuid:pk>/fichier/", views.batch_file, name="batch-file"),
    path("lot/<uuid:pk>/poste/", views.batch_posted, name="batch-posted"),
    path("lot/<uuid:pk>/confier/", views.batch_hand_over, name="batch-hand-over"),
    path("lot/<uuid:pk>/trancher/", views.batch_settle, name="batch-settle"),
    path("lot/<uuid:pk>/refaire/", views.batch_again, name="batch-again"),
    path("oppositions/", views.objections, name="objections"),
    path("carte/<uuid:pk>/fichier/", views.card_file, name="card-file"),
]
