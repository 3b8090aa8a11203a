"""Houses of a Breton town: granite, half-timbering, slate, dormers and shops."""

import random
from dataclasses import dataclass

from home.drawings.shapes import door, number, path, rect, window


@dataclass(frozen=True)
class House:
    """One house standing on `base`. `seed` decides which windows are lit, the same way every time."""

    x: float
    base: float
    width: float
    height: float
    wall: str = "wall-2"
    gable: bool = True
    roof_height: float = 60
    columns: int = 2
    rows: int = 2
    shutter: int | None = None
    hue: int = 145
    timber: bool = False
    shop: bool = False
    street_number: int | None = None
    seed: int = 1

    @property
    def top(self) -> float:
        return self.base - self.height

    @property
    def ground_floor(self) -> float:
        return min(96, self.height * (0.52 if self.rows == 1 else 0.42))

    def draw(self) -> str:
        chance = random.Random(self.seed)  # noqa: S311 - a picture, not a secret
        parts = [self._gable() if self.gable else self._slope(chance)]
        parts.append(rect(self.x, self.top, self.width, self.height, self.wall))
        if self.timber:
            parts.append(self._timber())
        parts.append(self._upper_windows(chance))
        parts.append(self._shop() if self.shop else self._street_door(chance))
        return "".join(parts)

    def _gable(self) -> str:
        x, top, width, rise = self.x, self.top, self.width, self.roof_height
        outline = f"M{number(x - 8)} {number(top)}L{number(x + width / 2)} {number(top - rise)}L{number(x + width + 8)} {number(top)}z"
        return chimney(x + width * 0.68, top - rise * 0.5) + path(outline, "roof")

    def _slope(self, chance: random.Random) -> str:
        x, top, width, rise = self.x, self.top, self.width, self.roof_height
        outline = (
            f"M{number(x - 6)} {number(top)}L{number(x + 12)} {number(top - rise)}"
            f"H{number(x + width - 12)}L{number(x + width + 6)} {number(top)}z"
        )
        out = chimney(x + width * 0.14, top - rise * 0.62) + path(outline, "roof-2")
        dormers = 1 if width < 120 else 2
        for index in range(dormers):
            cx = x + width * (index + 1) / (dormers + 1)
            hat = (
                f"M{number(cx - 19)} {number(top - rise * 0.42)}L{number(cx)} {number(top - rise * 0.98)}"
                f"L{number(cx + 19)} {number(top - rise * 0.42)}z"
            )
            out += path(hat, "roof") + rect(cx - 13, top - rise * 0.45, 26, rise * 0.45 - 2, self.wall)
            out += window(cx - 6, top - rise * 0.38, 12, rise * 0.3, lit=chance.random() < 0.5)
        return out

    def _timber(self) -> str:
        """Draw a corbelled upper floor on posts, like the porch houses of the place des Merciers."""
        x, top, width = self.x, self.top, self.width
        floor = self.base - self.ground_floor
        middle = (top + floor) / 2
        lean, right = width / self.columns * 0.28, x + width
        d = f"M{number(x + 2.5)} {number(top)}V{number(floor)}M{number(right - 2.5)} {number(top)}V{number(floor)}"
        d += f"M{number(x)} {number(top + 3)}h{number(width)}M{number(x - 5)} {number(floor)}h{number(width + 10)}"
        d += f"M{number(x)} {number(middle)}h{number(width)}"
        for column in range(1, self.columns):
            d += f"M{number(x + width * column / self.columns)} {number(top)}V{number(floor)}"
        for start, direction in ((x + 3, 1), (right - 3, -1)):
            for drop in (floor - middle, top - middle):
                d += f"M{number(start)} {number(middle)}l{number(lean * direction)} {number(drop)}"
        return f'<path d="{d}" stroke="var(--timber)" stroke-width="5" fill="none"/>'

    def _upper_windows(self, chance: random.Random) -> str:
        out, available = "", self.height - self.ground_floor - 8
        height, width = min(40, available / self.rows - 16), min(24, self.width / self.columns * 0.34)
        for row in range(self.rows):
            y = self.top + 16 + row * (available / self.rows)
            for column in range(self.columns):
                x = self.x + self.width * (column + 0.5) / self.columns - width / 2
                out += window(x, y, width, height, lit=chance.random() < 0.46, shutter=self.shutter)
        return out

    def _shop(self) -> str:
        x, base, width, ground = self.x, self.base, self.width, self.ground_floor
        out = rect(x + 8, base - ground + 14, width - 16, ground - 14, "timber")
        out += rect(x + 14, base - ground + 34, width * 0.5, ground - 46, "lit")
        out += door(x + width * 0.68, base, width * 0.2, ground - 30, self.hue)
        stripes = 7
        step = (width - 4) / stripes
        for index in range(stripes):
            fill = "var(--frame)" if index % 2 else f"oklch(.55 .12 {self.hue})"
            out += (
                f'<path d="M{number(x + 2 + index * step)} {number(base - ground + 10)}h{number(step)}v16'
                f'a{number(step / 2)} {number(step / 2)} 0 0 1 {number(-step)} 0z" fill="{fill}"/>'
            )
        return out

    def _street_door(self, chance: random.Random) -> str:
        x, base, width, ground = self.x, self.base, self.width, self.ground_floor
        door_width = min(34, width * 0.3)
        out = door(x + width * 0.16, base, door_width, min(70, ground - 14), self.hue)
        height = min(38, ground - 36)
        if height > 12:
            out += window(x + width * 0.66, base - ground + 14, min(24, width * 0.2), height, lit=chance.random() < 0.6)
        if self.street_number:
            left, y = x + width * 0.16 + door_width + 7, base - ground + 30
            out += (
                f'<rect x="{number(left)}" y="{number(y)}" width="17" height="13" rx="2" fill="var(--enamel)"'
                f' stroke="var(--frame)" stroke-width="1.2"/>'
                f'<text x="{number(left + 8.5)}" y="{number(y + 10)}" font-family="Arial Narrow, sans-serif"'
                f' font-weight="700" font-size="9.5" fill="var(--on-enamel)" text-anchor="middle">{self.street_number}</text>'
            )
        return out


def chimney(x: float, y: float, height: float = 26) -> str:
    return (
        rect(x, y - height, 16, height + 14, "stone")
        + rect(x - 2, y - height - 4, 20, 5, "roof-2")
        + rect(x + 4, y - height - 11, 8, 8, "wall-1")
    )


def clock_tower(x: float, base: float) -> str:
    """Draw the tour de l'Horloge, flag and all."""
    out = rect(x, base - 300, 70, 300, "wall-4") + rect(x - 5, base - 305, 80, 10, "stone")
    out += rect(x + 8, base - 360, 54, 56, "wall-4")
    out += path(f"M{x + 2} {base - 358}L{x + 35} {base - 470}L{x + 68} {base - 358}z", "roof")
    out += f'<path d="M{x + 35} {base - 470}v-26" stroke="var(--roof)" stroke-width="3"/>'
    out += path(f"M{x + 36} {base - 494}l20 5-20 6z", "brick-fill")
    out += f'<circle cx="{x + 35}" cy="{base - 330}" r="19" fill="var(--frame)" stroke="var(--roof)" stroke-width="3"/>'
    out += f'<path d="M{x + 35} {base - 342}v12l8 6" fill="none" stroke="var(--ink)" stroke-width="2.5" stroke-linecap="round"/>'
    return out + window(x + 26, base - 270, 18, 34, lit=True) + window(x + 26, base - 190, 18, 34)
