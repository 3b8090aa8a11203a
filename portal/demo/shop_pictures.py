"""What the demonstration's shops show, painted like the gifts of its neighbours."""

from portal.demo.pictures import WOOD_DARK, WOOD_LIGHT, Canvas


def paint_bread() -> bytes:
    """Return three loaves on a baker's board, the same bytes at every call."""
    c = Canvas("sand", WOOD_LIGHT)
    c.box(110, 640, 1090, 700, WOOD_DARK, 12)
    for x, y, radius, crust in ((330, 560, 150, "#a9692f"), (640, 530, 185, "#95571f"), (930, 570, 140, "#b6783c")):
        c.shadow(x - radius, x + radius, 650)
        c.disc(x, y, radius, crust)
        c.disc(x - radius * 0.08, y - radius * 0.12, radius * 0.86, "#c98f52")
        c.disc(x - radius * 0.12, y - radius * 0.2, radius * 0.66, "#dcb07a")
        for slash in (-0.45, -0.1, 0.25):
            left, right = x + radius * (slash - 0.14), x + radius * (slash + 0.34)
            c.line([(left, y + radius * 0.2), (right, y - radius * 0.52)], "#f5e3c4", 14)
    c.box(110, 640, 1090, 668, "#a87242", 8)
    return c.jpeg()
