"""Small pictures for empty states and closed doors."""

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from home.drawings.shapes import figure, path, rect, window
from home.drawings.things import cat

_STONES = "M0 40h240M0 80h240M0 120h240M0 160h240M30 0v40M190 0v40M14 40v40M214 40v40M34 80v40M200 80v40M18 120v40M220 120v40"


def letterbox() -> SafeString:
    """Draw an open, empty letterbox: nothing has arrived yet."""
    return figure(
        "0 0 240 170",
        '<path d="M20 150h200" stroke="var(--stone)" stroke-width="6" stroke-linecap="round"/>'
        '<path d="M112 150V90h16v60z" fill="var(--timber)"/>'
        '<path d="M50 104V62a34 34 0 0 1 34-34h72a34 34 0 0 1 34 34v42z" fill="var(--bell)"/>'
        '<path d="M50 104V62a34 34 0 0 1 68 0v42z" fill="oklch(.3 .05 262)"/>'
        '<path d="M50 104h68l-14 22H36z" fill="oklch(.8 .15 88)"/>'
        '<path d="M140 60h34" stroke="oklch(.3 .05 262)" stroke-width="5"/>'
        '<path d="M84 96c8-10 8-20 0-30" fill="none" stroke="var(--frame)" stroke-width="2" stroke-dasharray="3 5"/>' + cat(176, 150, 0.9),
        "art",
    )


def shutters() -> SafeString:
    """Draw closed shutters: nobody here for now."""
    body = rect(30, 10, 180, 150, "wall-5") + rect(80, 34, 80, 100, "frame")
    for x in (84, 122):
        slats = "".join(f"M{x + 5} {y}h24" for y in range(48, 126, 9))
        body += f'<rect x="{x}" y="38" width="34" height="92" fill="oklch(.5 .09 232)"/>'
        body += f'<path d="{slats}" stroke="oklch(1 0 0 / .4)" stroke-width="2.5"/>'
    body += rect(70, 134, 100, 8, "stone") + cat(94, 134, 0.8)
    return figure("0 0 240 170", body + '<path d="M60 160h120" stroke="var(--stone)" stroke-width="6"/>', "art")


def calm() -> SafeString:
    """Draw a cat on quiet roofs: no alert."""
    body = rect(0, 0, 240, 170, "sky") + '<circle cx="186" cy="42" r="18" fill="var(--bell)"/>'
    body += path("M0 170V120L70 76 140 120V170z", "roof") + path("M110 170V128L180 90 240 124V170z", "roof-2")
    body += rect(96, 70, 18, 34, "stone") + rect(93, 66, 24, 6, "roof-2")
    body += window(58, 122, 22, 26, lit=True) + window(170, 132, 20, 24)
    return figure("0 0 240 170", body + cat(34, 100, 0.85), "art")


def closed_door(text: str, hue: int = 28) -> SafeString:
    """Draw a shut door under a plaque: the pages 403 and 404."""
    width = 40 + 9 * len(text)
    left = 120 - width / 2
    body = rect(0, 0, 240, 200, "wall-2") + f'<path d="{_STONES}" stroke="var(--wall-4)" stroke-width="2" opacity=".7"/>'
    body += path("M66 200V92a54 54 0 0 1 108 0v108z", "stone")
    body += f'<path d="M76 200V94a44 44 0 0 1 88 0v106z" fill="oklch(.47 .12 {hue})"/>'
    body += (
        '<path d="M120 52v148M86 130h24v54H86zM130 130h24v54h-24z" fill="none" stroke="oklch(1 0 0 / .4)" stroke-width="2"/>'
        '<circle cx="130" cy="118" r="4" fill="var(--bell)"/>'
        f'<rect x="{left}" y="8" width="{width}" height="28" rx="4" fill="var(--enamel)" stroke="var(--verdigris)" stroke-width="3"/>'
        f'<rect x="{left + 3.5}" y="11.5" width="{width - 7}" height="21" rx="2" fill="none" stroke="var(--on-enamel)" stroke-width="1.2"/>'
        '<text x="120" y="29" text-anchor="middle" font-family="Arial Narrow, sans-serif" font-weight="700" font-size="18"'
        f' fill="var(--on-enamel)">{conditional_escape(text)}</text>'
    )
    return figure("0 0 240 200", body + rect(50, 192, 140, 8, "stone"), "art")
