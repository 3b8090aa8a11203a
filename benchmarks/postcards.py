"""Goal C1: cards as one print file, beside the plain way (reportlab and segno) and the floor of making QR codes.

Every card bears a QR code of its own, ours and the peer's. The plain way draws everything again on each card, as the
measured peers did; ours draws what cards share once.
"""

import io
import time
from collections.abc import Callable

import segno
import zxingcpp
from reportlab.pdfgen.canvas import Canvas

from verification import codes
from verification.cards import Card, Sender, render_cards
from verification.cards.paper import HEIGHT, POINTS, TEXT, WIDTH, load_fonts

SENDER = Sender(town="Dinan", neighbourhood="Port et Jerzual", base_url="https://palier.example")
LINES = ("FAMILLE LE GOFF", "APT 3 2EME ETAGE", "RESIDENCE DES ECUREUILS", "27 BD DU MARECHAL DE LATTRE", "22100 DINAN")
ROUNDS = 3


def main() -> dict[str, object]:
    load_fonts()
    figures: dict[str, object] = {}
    measure(figures, 500, "≤ 1.1 s (≥ 450/s), ≤ 3 KiB a card")
    measure(figures, 1000, "≤ 5 s")
    return figures


def measure(figures: dict[str, object], count: int, target: str) -> None:
    cards = [Card(lines=LINES, code=codes.display(codes.new_code()), reference=f"{number:010}") for number in range(count)]
    floor, _size = best(lambda: [matrix(url(number)) for number in range(count)])
    plain, plain_size = best(lambda: plain_way(cards))
    ours, size = best(lambda: render_cards(cards, sender=SENDER))
    sheets, sheet_size = best(lambda: render_cards(cards, sender=SENDER, imposed=True))
    figures[f"floor: {count} QR matrices"] = rate(count, floor, 0)
    figures[f"peer: {count} cards, reportlab + segno"] = rate(count, plain, plain_size)
    figures[f"C1 {count} cards, A6"] = rate(count, ours, size, f"{target}; {plain / ours:.1f} x the peer")
    figures[f"{count} cards, four a sheet of A4"] = rate(count, sheets, sheet_size)


def best(work: Callable[[], object]) -> tuple[float, int]:
    """Return the best of some rounds in seconds of processor time (one core; others share the machine), and the size of the file."""
    times, result = [], b""
    for _ in range(ROUNDS):
        started = time.process_time()
        result = work()
        times.append(time.process_time() - started)
    return min(times), len(result) if isinstance(result, bytes) else 0


def rate(count: int, seconds: float, size: int, target: str = "") -> dict[str, object]:
    weight = f", {size / count / 1024:.2f} KiB a card" if size else ""
    return {"value": round(seconds, 3), "unit": f"s ({count / seconds:,.0f}/s{weight})", "target": target}


def url(number: int) -> str:
    return f"https://palier.example/code?{number}"


def matrix(text: str) -> object:
    return zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=1, add_quiet_zones=False)


def plain_way(cards: list[Card]) -> bytes:
    """Draw every card from nothing: a picture page, and a page with its own QR code, address and code."""
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=(WIDTH * POINTS, HEIGHT * POINTS))
    for number, card in enumerate(cards):
        canvas.scale(POINTS, POINTS)
        canvas.setFont(TEXT, 9)
        canvas.drawString(10, 10, SENDER.neighbourhood)
        canvas.showPage()
        canvas.scale(POINTS, POINTS)
        draw_modules(canvas, segno.make_qr(url(number), error="m").matrix)
        canvas.setFont(TEXT, 9)
        canvas.drawString(10, 60, card.code)
        for line, text in enumerate(card.lines):
            canvas.drawString(82, 50 - 5 * line, text)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def draw_modules(canvas: Canvas, rows: list) -> None:
    """Draw a QR code with the canvas's own path, neighbouring dark modules of a row in one piece."""
    module = 20 / len(rows)
    path = canvas.beginPath()
    for index, row in enumerate(rows):
        start = 0
        while start < len(row):
            end = start + 1
            while end < len(row) and row[end] == row[start]:
                end += 1
            if row[start]:
                path.rect(6 + start * module, 45.5 - (index + 1) * module, (end - start) * module, module)
            start = end
    canvas.drawPath(path, stroke=0, fill=1)
