"""The content management system: Wagtail, its images and documents, and the maps of its forms."""

from portal.settings import environment

WAGTAIL_SITE_NAME = "Palier"
WAGTAILADMIN_BASE_URL = environment.text("PALIER_BASE_URL", "http://127.0.0.1:8000")
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# Where a French curator may be; the machine's own list holds names that browsers do not know.
WAGTAIL_USER_TIME_ZONES = [
    "Europe/Paris",
    "America/Cayenne",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Miquelon",
    "Indian/Mayotte",
    "Indian/Reunion",
    "Pacific/Noumea",
    "Pacific/Tahiti",
]
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False  # nobody chooses a password for somebody else (SEC-10)
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024  # [policy, UPL-02]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000  # [policy, UPL-02]
WAGTAILIMAGES_IMAGE_MODEL = "home.Photo"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "doc", "docx", "ics", "ods", "odt", "pdf", "txt", "xls", "xlsx"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "portal.search", "SEARCH_CONFIG": "portal_fr"}}
# The widget would take points of GeoDjango too, which we have none of: for them every process would look for GDAL at its start, with
# ldconfig, a compiler and a linker, under twelve names. This name is found nowhere, at once.
GDAL_LIBRARY_PATH = "none"
GEO_WIDGET_DEFAULT_LOCATION = {"lat": 48.4536, "lng": -2.0467}
GEO_WIDGET_ZOOM = 14
GEO_WIDGET_EMPTY_LOCATION = True
PALIER_TILE_URL = environment.text("TILE_URL")
# Tiles come through our own address or not at all: the widget's default is a third party.
GEO_WIDGET_LEAFLET_TILE_LAYER = "/tuiles/{z}/{x}/{y}.png" if PALIER_TILE_URL else ""
GEO_WIDGET_LEAFLET_TILE_LAYER_OPTIONS = {"attribution": "© OpenStreetMap"}
