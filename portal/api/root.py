"""Every endpoint of the API, and its description for programs (`/api/openapi.json`)."""

from ninja import NinjaAPI

from portal.api import ads, alerts, listings, places
from portal.api.cms import router as cms

#: No interactive page: it would load scripts from elsewhere.
api = NinjaAPI(title="Palier", version="1", urls_namespace="api", docs_url=None, openapi_url="/openapi.json")
api.add_router("/", places.router)
api.add_router("/listings", listings.router)
api.add_router("/alerts", alerts.router)
api.add_router("/ads", ads.router)

__all__ = ["api", "cms"]
