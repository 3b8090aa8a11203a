"""Goal C1: cards as one print file, beside the plain way (reportlab and segno, a QR code a card) and the QR floor.

The plain way draws everything again on each card, as the measured peers did. Ours draws what cards share once; the last
figure gives every card a QR code of its own, to show that the goal does not rest on sharing it.
"""

import io
import time
from collections.abc import Callable

import segno
import zxingcpp
from reportlab.pdfgen.canvas import Canvas

from verification import codes
from verification.cards import Card, Sender, render_cards
from verification.cards.back import draw_modules, draw_own, draw_shared, qr_modules
from verification.cards.front import draw_front
from verification.cards.paper import HEIGHT, POINTS, TEXT, WIDTH, load_fonts

SENDER = Sender(town="Dinan", neighbourhood="Port et Jerzual", base_url="https://palier.example")
LINES = ("FAMILLE LE GOFF", "APT 3 2EME ETAGE", "RESIDENCE DES ECUREUILS", "27 BD DU MARECHAL DE LATTRE", "22100 DINAN")
ROUNDS = 3


def main() -> dict[str, object]:
    load_fonts()
    figures: dict[str, object] = {}
    measure(figures, 500, "≤ 1.1 s (≥ 450/s), ≤ 3 KiB a card")
    measure(figures, 1000, "≤ 20 s")
    return figures


def measure(figures: dict[str, object], count: int, target: str) -> None:
    cards = [Card(lines=LINES, code=codes.display(codes.new_code()), reference=f"{number:010}") for number in range(count)]
    floor, _size = best(lambda: [matrix(url(number)) for number in range(count)])
    plain, plain_size = best(lambda: plain_way(cards))
    ours, size = best(lambda: render_cards(cards, sender=SENDER))
    sheets, sheet_size = best(lambda: render_cards(cards, sender=SENDER, imposed=True))
    own, own_size = best(lambda: own_qr_each(cards))
    figures[f"floor: {count} QR matrices"] = rate(count, floor, 0)
    figures[f"peer: {count} cards, reportlab + segno"] = rate(count, plain, plain_size)
    figures[f"C1 {count} cards, A6"] = rate(count, ours, size, f"{target}; {plain / ours:.1f} x the peer")
    figures[f"{count} cards, four a sheet of A4"] = rate(count, sheets, sheet_size)
    figures[f"{count} cards, A6, a QR code each"] = rate(count, own, own_size, f"{plain / own:.1f} x the peer")


def best(work: Callable[[], object]) -> tuple[float, int]:
    """Return the best of some rounds in seconds, and the size of the file: others share the machine."""
    times, result = [], b""
    for _ in range(ROUNDS):
        started = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - started)
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

    def front(canvas: Canvas) -> None:
        canvas.setFont(TEXT, 9)
        canvas.drawString(10, 10, SENDER.neighbourhood)

    def back(canvas: Canvas, number: int) -> None:
        draw_modules(canvas, segno.make_qr(url(number), error="m").matrix)

    return pages(cards, front, back)


def own_qr_each(cards: list[Card]) -> bytes:
    """Draw our cards, with another entry address in the QR code of each."""
    qr_modules.cache_clear()

    def front(canvas: Canvas) -> None:
        if not canvas.hasForm("front"):
            for name, draw in (("front", draw_front), ("back", draw_shared)):
                canvas.beginForm(name, 0, 0, WIDTH, HEIGHT)
                draw(canvas, SENDER)
                canvas.endForm()
        canvas.doForm("front")

    def back(canvas: Canvas, number: int) -> None:
        canvas.doForm("back")
        draw_modules(canvas, qr_modules(url(number)))

    return pages(cards, front, back)


def pages(cards: list[Card], front: Callable[[Canvas], None], back: Callable[[Canvas, int], None]) -> bytes:
    output = io.BytesIO()
    canvas = Canvas(output, pagesize=(WIDTH * POINTS, HEIGHT * POINTS))
    for number, card in enumerate(cards):
        canvas.scale(POINTS, POINTS)
        front(canvas)
        canvas.showPage()
        canvas.scale(POINTS, POINTS)
        back(canvas, number)
        draw_own(canvas, card)
        canvas.showPage()
    canvas.save()
    return output.getvalue()
