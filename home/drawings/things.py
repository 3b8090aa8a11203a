"""What stands in a street: lamps, cats, boats, letterboxes, bicycles, trees, garlands."""

from home.drawings.shapes import number

_FLAG_HUES = (262, 38, 90, 145, 2, 190, 318)


def lamp(x: float, base: float, height: float = 92) -> str:
    return (
        f'<path d="M{x} {base}v-{height}" stroke="var(--timber)" stroke-width="4"/>'
        f'<path d="M{x - 9} {base - height}h18l-3-20h-12z" fill="var(--lit)" stroke="var(--timber)" stroke-width="2.5"/>'
        f'<path d="M{x - 9} {base - height - 20}h18L{x} {base - height - 30}z" fill="var(--timber)"/>'
    )


def cat(x: float, y: float, scale: float = 1) -> str:
    fur = "oklch(.25 .02 262)"
    return (
        f'<g transform="translate({number(x)} {number(y)}) scale({scale})" fill="{fur}">'
        '<path d="M0 0c-2-12 2-22 10-24l-1-9 6 4h7l6-4-1 11c3 9 2 17 1 22z"/>'
        f'<path d="M1-1c-9 2-15-4-13-13" fill="none" stroke="{fur}" stroke-width="4" stroke-linecap="round"/>'
        '<circle cx="16" cy="-22" r="1.5" fill="var(--bell)"/><circle cx="22" cy="-22" r="1.5" fill="var(--bell)"/></g>'
    )


def boat(x: float, y: float, hue: int) -> str:
    return (
        f'<g transform="translate({x} {y})"><path d="M0 0h92l-14 22H16z" fill="oklch(.48 .11 {hue})"/>'
        '<path d="M3 5h86" stroke="var(--frame)" stroke-width="3"/><path d="M44 0v-74" stroke="var(--timber)" stroke-width="4"/>'
        '<path d="M48-70l30 56H48z" fill="var(--frame)"/><path d="M40-58 18-12h22z" fill="var(--wall-1)"/></g>'
    )


def letterbox(x: float, y: float) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="26" height="34" rx="3" fill="var(--bell)"/>'
        f'<path d="M{x + 5} {y + 9}h16" stroke="oklch(.3 .05 262)" stroke-width="2.5"/>'
        f'<path d="M{x + 7} {y + 19}h12v7h-12z" fill="none" stroke="oklch(.3 .05 262)" stroke-width="1.5"/>'
    )


def bicycle(x: float, y: float) -> str:
    return (
        f'<g transform="translate({x} {y})" fill="none" stroke="oklch(.45 .14 28)" stroke-width="3" stroke-linejoin="round"'
        ' stroke-linecap="round"><g stroke="var(--ink)" stroke-width="2.5"><circle cx="0" cy="0" r="15"/>'
        '<circle cx="46" cy="0" r="15"/></g>'
        '<path d="M0 0l14-22h24L24 0zM38-22l8 22M24 0 12-28M7-28h10M36-30l2 8M36-30h8"/></g>'
    )


def tree(x: float, base: float, scale: float = 1) -> str:
    return (
        f'<g transform="translate({number(x)} {number(base)}) scale({scale})">'
        '<path d="M0 0v-50" stroke="var(--timber)" stroke-width="8"/>'
        '<path d="M-34-52c-10-26 12-40 22-44 4-16 30-18 36 0 16 4 24 28 8 44-16 14-52 14-66 0z" fill="var(--hill-2)"/></g>'
    )


def fern(x: float, y: float) -> str:
    return (
        f'<path d="M{x} {y}c-10-14-12-6-20-22M{x} {y}c0-16 4-14 2-28M{x} {y}c8-12 14-8 20-20" fill="none"'
        ' stroke="var(--hill-2)" stroke-width="5" stroke-linecap="round"/>'
    )


def garland(x1: float, y1: float, x2: float, y2: float, flags: int = 9) -> str:
    """Draw a string of flags hanging between two houses, along a quadratic curve."""
    mx, my = (x1 + x2) / 2, max(y1, y2) + 40
    out = f'<path d="M{x1} {y1}Q{number(mx)} {my} {x2} {y2}" fill="none" stroke="var(--ink)" stroke-width="1.5"/>'
    for index in range(flags):
        t = (index + 0.5) / flags
        x = (1 - t) ** 2 * x1 + 2 * t * (1 - t) * mx + t * t * x2
        y = (1 - t) ** 2 * y1 + 2 * t * (1 - t) * my + t * t * y2
        out += f'<path d="M{number(x - 8)} {number(y)}h16l-8 17z" fill="oklch(.62 .13 {_FLAG_HUES[index % 7]})"/>'
    return out
