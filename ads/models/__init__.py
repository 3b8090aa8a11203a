"""What shops are and buy. Direction inside the package: business."""

from ads.models.business import Business, BusinessDirectoryPage, BusinessPage, BusinessPost

__all__ = ["Business", "BusinessDirectoryPage", "BusinessPage", "BusinessPost"]
