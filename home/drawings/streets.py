"""The two large scenes: the rue du Jerzual of the front page, and the row of façades above a neighbourhood."""

import random

from django.utils.safestring import SafeString

from home.drawings.houses import House, clock_tower
from home.drawings.shapes import door, figure, path, rect
from home.drawings.things import bicycle, boat, cat, fern, garland, lamp, letterbox, tree

_LANDINGS = ((300, 560), (452, 512), (612, 464), (768, 416), (930, 368), (1078, 330))
_HOUSES = (
    House(306, 560, 138, 190, wall="wall-1", roof_height=74, shutter=232, hue=232, seed=4, street_number=2),
    House(470, 512, 132, 182, roof_height=72, columns=3, timber=True, shop=True, hue=28, seed=8),
    House(624, 464, 130, 186, wall="wall-4", gable=False, roof_height=70, hue=145, seed=3, street_number=14),
    House(778, 416, 140, 180, roof_height=92, timber=True, hue=2, seed=12, street_number=21),
    House(938, 368, 128, 170, wall="wall-5", gable=False, roof_height=66, shutter=318, hue=318, seed=6, street_number=30),
)
_SIGN_FACE = "Avenir Next Condensed, Bahnschrift, Roboto Condensed, Arial Narrow, sans-serif"


def jerzual(title: str = "") -> SafeString:
    """Draw the rue du Jerzual, which climbs from the port to the clock tower, one landing at a time."""
    body = rect(0, -180, 1200, 820, "sky") + '<circle cx="830" cy="40" r="44" fill="var(--bell)"/>'
    body += path("M0 470C160 380 300 410 470 350S800 170 1200 150V640H0z", "hill")
    body += path("M0 520C200 450 360 470 560 410S900 300 1200 300V640H0z", "hill-2")
    body += path("M0 560H330V640H0z", "water")
    body += (
        '<path d="M20 584h60M120 600h90M30 618h110M230 582h50" stroke="var(--frame)" stroke-width="3" stroke-linecap="round" opacity=".7"/>'
    )
    body += clock_tower(1078, 330) + boat(56, 566, 28) + boat(176, 590, 232)
    body += "".join(house.draw() for house in _HOUSES) + _stairs() + _under_the_street()
    body += lamp(602, 512, 86) + lamp(922, 416, 80) + letterbox(738, 380) + bicycle(702, 449) + cat(838, 416, 0.8)
    body += garland(444, 404, 624, 330) + tree(1050, 368, 0.72)
    return figure("0 0 1200 640", body, "scene", title)


def _stairs() -> str:
    climb = "M300 640V560"
    for index, (_x, y) in enumerate(_LANDINGS[:-1]):
        next_x, next_y = _LANDINGS[index + 1]
        climb += f"V{y}H{next_x - 10}V{(y + next_y) // 2}H{next_x}"
    out = path(f"{climb}V330H1200V640z", "stone")
    out += f'<path d="{climb}V330H1200" fill="none" stroke="var(--frame)" stroke-width="5"/>'
    for index, y in enumerate(range(392, 640, 26)):
        start = next(x for x, height in _LANDINGS if height < y - 14) + 24
        out += (
            f'<path d="M{start} {y}H1200" stroke="var(--wall-4)" stroke-width="2.5"'
            f' stroke-dasharray="{44 + index * 7 % 30} 8" stroke-dashoffset="{index * 37}"/>'
        )
    return out


def _under_the_street() -> str:
    """Draw the retaining wall: a cellar door, a vent, ferns and the plaque of the street."""
    out = door(640, 640, 46, 70, 72) + rect(560, 586, 26, 20, "roof")
    out += '<path d="M569 586v20M577 586v20" stroke="var(--stone)" stroke-width="3"/>'
    out += (
        '<rect x="800" y="498" width="252" height="64" rx="8" fill="var(--enamel)" stroke="var(--verdigris)" stroke-width="6"/>'
        '<rect x="808" y="506" width="236" height="48" rx="4" fill="none" stroke="var(--on-enamel)" stroke-width="2"/>'
        f'<text x="926" y="538" text-anchor="middle" font-family="{_SIGN_FACE}" font-weight="700" font-size="27"'
        ' textLength="216" lengthAdjust="spacingAndGlyphs" fill="var(--on-enamel)">RUE DU JERZUAL</text>'
    )
    return out + "".join(fern(x, y) for x, y in ((740, 640), (1120, 470), (420, 640)))


def facade(seed: int = 3, width: int = 1400, height: int = 210) -> SafeString:
    """Draw a row of façades; the seed (a neighbourhood's id) makes each street its own."""
    chance = random.Random(seed)  # noqa: S311 - a picture, not a secret
    walls = ("wall-1", "wall-2", "wall-4", "wall-5", "wall-3", "wall-2", "wall-1", "wall-4")
    hues = (232, 145, 28, 318, 2, 190, 72, 262)
    low = height - 8
    hills = (
        f"M0 {height - 70}C300 {height - 170} 600 {height - 60} 900 {height - 130}S1250 {height - 150} {width} {height - 90}V{height}H0z"
    )
    body, x, index = path(hills, "hill"), -20, 0
    while x < width:
        timber = index % 3 == 1
        house_width = chance.choice((104, 118, 132, 146))
        body += House(
            x,
            low,
            house_width,
            chance.choice((112, 120, 132)),
            wall="wall-2" if timber else walls[index % 8],
            gable=index % 2 == 1,
            roof_height=chance.choice((42, 52, 60)),
            rows=1,
            hue=hues[index % 8],
            timber=timber,
            shutter=None if timber or index % 4 == 2 else hues[(index + 3) % 8],
            seed=seed + index,
            shop=index % 5 == 3,
        ).draw()
        x += house_width + 3
        index += 1
        if index == 5:
            body += tree(x + 30, low, 0.9)
            x += 62
    body += rect(0, low, width, 8, "stone") + cat(width * 0.44, low, 0.7)
    return figure(f"0 0 {width} {height}", body, "scene", "", f'preserveAspectRatio="xMidYMax slice" height="{height}"')
