"""Photographs painted by code: an object on a floor before a wall. Drawn twice as large, then reduced."""

import io
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1200, 900)
SCALE = 2
WALLS = {"rose": "#e7cfc4", "sand": "#eadfc4", "blue": "#c9d6df", "green": "#cfdcc9", "grey": "#d6d3cd"}
WOOD, WOOD_DARK, WOOD_LIGHT = "#b98552", "#8a5f38", "#d6ab78"
STEEL, STEEL_DARK = "#9aa4ad", "#5f6a73"

Draw = ImageDraw.ImageDraw


class Canvas:
    """Draws in the picture's own coordinates, whatever the scale."""

    def __init__(self, wall: str, floor: str) -> None:
        self.image = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), WALLS[wall])
        self.pen = ImageDraw.Draw(self.image)
        self.box(0, 640, 1200, 900, floor)
        for x in range(-200, 1400, 170):
            self.line([(x, 640), (x - 90, 900)], "#c39762" if floor == WOOD_LIGHT else "#8d867a", 3)
        self.box(0, 628, 1200, 642, "#f4efe6")

    @staticmethod
    def _scaled(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x * SCALE, y * SCALE) for x, y in points]

    def box(self, left: float, top: float, right: float, bottom: float, fill: str, radius: float = 0) -> None:
        self.pen.rounded_rectangle(self._scaled([(left, top), (right, bottom)]), radius * SCALE, fill)

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        self.pen.polygon(self._scaled(points), fill)

    def line(self, points: list[tuple[float, float]], fill: str, width: float) -> None:
        self.pen.line(self._scaled(points), fill[:7], round(width * SCALE), joint="curve")

    def disc(self, x: float, y: float, radius: float, fill: str | None, outline: str | None = None, width: float = 0) -> None:
        box = self._scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self.pen.ellipse(box, fill, outline, round(width * SCALE))

    def shadow(self, left: float, right: float, y: float) -> None:
        veil = Image.new("L", self.image.size, 0)
        ImageDraw.Draw(veil).ellipse(self._scaled([(left, y - 26), (right, y + 30)]), 110)
        veil = veil.filter(ImageFilter.GaussianBlur(28))
        self.image.paste(Image.new("RGB", self.image.size, "#2b2620"), mask=veil)
        self.pen = ImageDraw.Draw(self.image)

    def jpeg(self) -> bytes:
        """Return the finished picture with the soft light of a window on the left."""
        light = Image.linear_gradient("L").rotate(90).resize(self.image.size)
        warm = Image.new("RGB", self.image.size, "#fff4dc")
        lit = Image.composite(warm, self.image, light.point(lambda value: value // 7))
        out = io.BytesIO()
        lit.resize(SIZE, Image.Resampling.LANCZOS).save(out, "JPEG", quality=86)
        return out.getvalue()


def bed(c: Canvas) -> None:
    c.shadow(230, 990, 790)
    c.box(250, 330, 300, 790, WOOD, 14)
    c.box(920, 430, 970, 790, WOOD, 14)
    for x in range(320, 910, 58):
        c.box(x, 430, x + 22, 640, WOOD_LIGHT, 6)
    c.box(270, 410, 950, 450, WOOD, 10)
    c.box(280, 560, 940, 660, "#f3f0ea", 26)
    c.box(520, 545, 944, 690, "#5b7fa6", 22)
    c.box(310, 520, 480, 600, "#ffffff", 26)
    c.box(260, 660, 960, 720, WOOD, 10)
    for x in (540, 640, 740, 840):
        c.line([(x, 552), (x + 30, 684)], "#86a5c4", 10)


def jars(c: Canvas) -> None:
    c.box(120, 660, 1080, 720, WOOD_DARK, 8)
    for index, (x, height, fill) in enumerate(
        [(200, 250, "#c8553d"), (390, 300, "#d9a441"), (590, 220, "#7d9d5b"), (770, 280, "#8c4a63"), (950, 230, "#d97f4a")]
    ):
        top = 660 - height
        c.box(x - 76, top, x + 76, 660, "#dfe9ea", 26)
        c.box(x - 66, top + 58 + 10 * (index % 2), x + 66, 650, fill, 20)
        c.box(x - 62, top - 26, x + 62, top + 12, STEEL, 8)
        c.box(x - 70, top + 4, x + 70, top + 18, "#c96b5c", 4)
        c.box(x - 46, 540, x + 46, 600, "#fbf7ee", 6)
        c.line([(x - 30, 560), (x + 30, 560)], "#8d867a", 4)
        c.line([(x - 30, 580), (x + 12, 580)], "#8d867a", 4)


def bicycle(c: Canvas) -> None:
    c.shadow(230, 1000, 810)
    for x in (380, 850):
        c.disc(x, 640, 168, None, "#2d2d2f", 16)
        c.disc(x, 640, 150, None, "#b7bdc2", 4)
        for dx, dy in ((150, 0), (106, 106), (0, 150), (-106, 106)):
            c.line([(x - dx, 640 - dy), (x + dx, 640 + dy)], "#c6cbcf", 3)
        c.disc(x, 640, 16, STEEL_DARK)
    frame = "#2f6f62"
    c.line([(380, 640), (520, 420), (790, 420), (850, 640)], frame, 18)
    c.line([(520, 420), (610, 640), (790, 420)], frame, 18)
    c.line([(380, 640), (610, 640)], frame, 14)
    c.line([(790, 420), (776, 340), (846, 322)], STEEL_DARK, 14)
    c.box(456, 372, 584, 402, "#3a2c22", 14)
    c.line([(520, 420), (520, 396)], STEEL_DARK, 12)
    c.disc(610, 640, 42, None, STEEL_DARK, 10)
    c.box(724, 300, 900, 392, "#c99f63", 16)
    for y in (322, 346, 370):
        c.line([(730, y), (894, y)], "#a47c46", 5)


def ladder(c: Canvas) -> None:
    c.shadow(380, 900, 820)
    c.line([(430, 820), (580, 90)], WOOD, 26)
    c.line([(640, 820), (700, 90)], WOOD, 26)
    for step in range(8):
        y = 760 - step * 88
        k = (820 - y) / 730
        c.line([(430 + 150 * k, y), (640 + 60 * k, y)], WOOD_LIGHT, 20)


def lamp(c: Canvas) -> None:
    c.shadow(440, 800, 800)
    c.disc(620, 330, 210, "#f6e7b8")
    c.shape([(500, 220), (740, 220), (830, 430), (410, 430)], "#c9543f")
    c.box(606, 430, 634, 760, STEEL_DARK, 6)
    c.box(500, 748, 740, 800, STEEL_DARK, 24)


def books(c: Canvas) -> None:
    c.box(160, 640, 1040, 700, WOOD_DARK, 8)
    colours = ["#8c2f39", "#2f4b7c", "#d1a03f", "#4a6b4f", "#7b5b8a", "#c56b46", "#33658a", "#a44a3f", "#5d7052", "#2c3e50"]
    x = 200
    for index, colour in enumerate(colours):
        width, height = 52 + (index * 17) % 34, 250 + (index * 53) % 110
        c.box(x, 640 - height, x + width, 640, colour, 6)
        c.box(x, 640 - height + 34, x + width, 640 - height + 46, "#f0e6d2")
        c.box(x, 600, x + width, 608, "#f0e6d2")
        x += width + 6
    c.shape([(x + 10, 640), (x + 90, 330), (x + 140, 342), (x + 62, 640)], "#b0413e")


def chair(c: Canvas) -> None:
    c.shadow(360, 850, 820)
    for x in (430, 760):
        c.box(x, 560, x + 30, 830, WOOD_DARK, 6)
    for x in (450, 740):
        c.box(x, 200, x + 30, 580, WOOD, 8)
    for y in (230, 310, 390):
        c.box(466, y, 756, y + 44, WOOD_LIGHT, 12)
    c.shape([(420, 560), (800, 560), (840, 610), (380, 610)], "#d8c08a")
    for x in range(400, 830, 26):
        c.line([(x, 608), (x + (600 - x) * 0.08, 562)], "#b59a5f", 4)


def toys(c: Canvas) -> None:
    c.shadow(260, 960, 800)
    c.box(300, 520, 900, 800, "#d8b27c", 16)
    c.box(280, 500, 920, 545, "#c19556", 10)
    c.disc(440, 450, 90, "#c8553d")
    c.disc(440, 450, 58, "#f1e6d0")
    c.box(560, 360, 690, 500, "#2f6f9f", 10)
    c.box(580, 300, 670, 366, "#d9a441", 6)
    c.disc(790, 430, 76, "#9c7a54")
    c.disc(740, 360, 30, "#9c7a54")
    c.disc(840, 360, 30, "#9c7a54")
    for x in (766, 814):
        c.disc(x, 418, 9, "#2a211a")
    c.disc(790, 446, 14, "#2a211a")


OBJECTS: dict[str, tuple[Callable[[Canvas], None], str, str]] = {
    "bed": (bed, "sand", WOOD_LIGHT),
    "bicycle": (bicycle, "grey", "#a9a39a"),
    "books": (books, "green", WOOD_LIGHT),
    "chair": (chair, "blue", WOOD_LIGHT),
    "jars": (jars, "rose", WOOD_LIGHT),
    "ladder": (ladder, "grey", "#a9a39a"),
    "lamp": (lamp, "blue", WOOD_LIGHT),
    "toys": (toys, "rose", WOOD_LIGHT),
}


def paint(name: str) -> bytes:
    """Return the JPEG of one object, the same bytes at every call."""
    draw, wall, floor = OBJECTS[name]
    canvas = Canvas(wall, floor)
    draw(canvas)
    return canvas.jpeg()
