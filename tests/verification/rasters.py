"""Reading printed cards back as a scanner and a person would: pages drawn by PDFium, squares decoded, words read."""

import pypdfium2
import zxingcpp

DOTS_PER_MILLIMETRE = 6


class Sheet:
    """One page of a PDF, drawn in grey."""

    def __init__(self, page):
        self.width, self.height = (side / 72 * 25.4 for side in page.get_size())
        self.image = page.render(scale=DOTS_PER_MILLIMETRE * 25.4 / 72, grayscale=True)
        self.pixels = memoryview(bytes(self.image.buffer)).cast("B", (self.image.height, self.image.stride))
        self.text = page.get_textpage().get_text_bounded()

    def qr_codes(self):
        """Return (text, millimetres from the left, millimetres from the top) of every QR code found."""
        found = zxingcpp.read_barcodes(self.pixels, zxingcpp.BarcodeFormat.QRCode)
        return [
            (code.text, code.position.top_left.x / DOTS_PER_MILLIMETRE, code.position.top_left.y / DOTS_PER_MILLIMETRE) for code in found
        ]

    def darkest(self, x, y):
        """Return the darkest value within a quarter of a millimetre of this point (from the top left): 0 is black, 255 white."""
        rows = range(round((y - 0.25) * DOTS_PER_MILLIMETRE), round((y + 0.25) * DOTS_PER_MILLIMETRE) + 1)
        columns = range(round((x - 0.25) * DOTS_PER_MILLIMETRE), round((x + 0.25) * DOTS_PER_MILLIMETRE) + 1)
        return min(self.pixels[row, column] for row in rows for column in columns)


def sheets_of(content, *, first=0, step=1):
    """Return pages of a PDF: every one, or the backs only with `first=1, step=2`."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [Sheet(document[number]) for number in range(first, len(document), step)]
    finally:
        document.close()


def in_order(backs):
    """Return what the QR codes say, card by card as the four piles lie when cut and put on top of each other."""
    piles = [[], [], [], []]
    for sheet in backs:
        for text, left, top in sheet.qr_codes():
            # Turned on the short edge: what is left on the front is right on the back.
            piles[(0 if left > sheet.width / 2 else 1) + (0 if top < sheet.height / 2 else 2)].append(text)
    return [text for pile in piles for text in pile]
