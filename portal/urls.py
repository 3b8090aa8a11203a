"""Every address of the site. Pages of the tree come last, because they take what nothing else took."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView, TemplateView

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.admin.views import account as desk_account
from accounts.views.entrance import SignInView
from home.views.places import place
from portal.api.root import api, cms
from portal.first_words import room
from portal.gallery import gallery
from portal.health import healthz
from portal.language import choose_language
from portal.manifest import manifest
from portal.metrics import metrics

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("langue/", choose_language, name="language"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("api/v2/", cms.urls),
    path("api/", api.urls),
    path("charte/", TemplateView.as_view(template_name="site/charter.html"), name="charter"),
    path("vos-donnees/", TemplateView.as_view(template_name="site/your_data.html"), name="your-data"),
    # One door: Wagtail's own sign-in page would bypass rate limits and second factors (SEC-07).
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/account/", desk_account),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("compte/", include("accounts.urls")),
    path("compte/login/", SignInView.as_view(), name="account_login"),
    path("compte/", include("allauth.urls")),
]

if settings.DEBUG:
    urlpatterns += [path("_gallery/", gallery, name="gallery")]

urlpatterns += [
    path("annonces/", include("listings.urls")),
    room("ads.urls"),
    room("verification.urls"),
    room("home.urls"),
    room("notifications.urls"),
    re_path(r"^(?P<town>[\w-]+)/(?P<slug>[\w-]+)/(?P<below>(?:[\w-]+/)*)$", place),
    path("", include(wagtail_urls)),
]
