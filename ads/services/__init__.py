"""What changes state here, by theme: shops (`businesses`)."""

from ads.services.businesses import edit_business, list_business, publish_word, refuse_business, register_business
from ads.services.provisioning import directory_of

__all__ = ["directory_of", "edit_business", "list_business", "publish_word", "refuse_business", "register_business"]
