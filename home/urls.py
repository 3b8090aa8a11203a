from django.urls import path

from home.views import boundaries, find, home_cells, invitations, photos, tiles

app_name = "home"

urlpatterns = [
    path("trouver/", find.find, name="find"),
    path("trouver/position", find.position, name="position"),
    path("compte/mon-carre/", home_cells.home_cell, name="home-cell"),
    path("limites/<int:page_id>.json", boundaries.boundary, name="boundary"),
    path("tuiles/<int:z>/<int:x>/<int:y>.png", tiles.map_tile, name="tile"),
    path("photos/<uuid:public_id>/<slug:size>-<int:width>.webp", photos.photo, name="photo"),
    path("photos/<uuid:public_id>/<int:rendition>", photos.photo_rendition, name="photo-rendition"),
    path("referents/<str:token>/", invitations.invitation, name="invitation"),
]
