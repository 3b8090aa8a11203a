"""The QR code of a printed address as a drawing: it holds an address, never a code."""

from django.utils.safestring import SafeString

import zxingcpp

from home.drawings.shapes import figure


def qr_drawing(url: str) -> SafeString:
    """Draw the QR code of an address."""
    image = memoryview(zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=1, add_quiet_zones=False))
    size = image.shape[0]
    path = "".join(f"M{x} {y}h1v1h-1z" for y in range(size) for x in range(size) if image[y, x] == 0)
    side = size + 4
    body = f'<rect class="qr__paper" width="{side}" height="{side}"/><path class="qr__ink" transform="translate(2 2)" d="{path}"/>'
    return figure(f"0 0 {side} {side}", body, "qr")
