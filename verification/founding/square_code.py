"""The square code (QR) of an address, as rows of dark and light: for pages and posters. Cards draw their own."""

from functools import lru_cache

import zxingcpp


@lru_cache(maxsize=64)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the dark modules of the code, row by row from the top, without its quiet zone."""
    image = memoryview(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=1, add_quiet_zones=False))
    return tuple(tuple(image[row, column] == 0 for column in range(image.shape[1])) for row in range(image.shape[0]))
