from django.urls import path

from home.views import photos

app_name = "home"

urlpatterns = [
    path("photos/<uuid:public_id>/<slug:size>-<int:width>.webp", photos.photo, name="photo"),
    path("photos/<uuid:public_id>/<int:rendition>", photos.photo_rendition, name="photo-rendition"),
]
