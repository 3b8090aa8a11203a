"""The smallest parts of a drawing: numbers, rectangles, paths, windows, doors, and the frame around them all."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


def number(value: float) -> str:
    """Write a coordinate with at most one decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" fill="var(--{fill})"/>'


def path(d: str, fill: str) -> str:
    return f'<path d="{d}" fill="var(--{fill})"/>'


def line(d: str, stroke: str, width: float, extra: str = "") -> str:
    return f'<path d="{d}" fill="none" stroke="var(--{stroke})" stroke-width="{number(width)}" {extra}/>'


def window(x: float, y: float, width: float, height: float, *, lit: bool = False, shutter: int | None = None) -> str:
    out = rect(x - 2, y - 2, width + 4, height + 4, "frame") + rect(x, y, width, height, "lit" if lit else "glass")
    bars = f"M{number(x + width / 2)} {number(y)}v{number(height)}M{number(x)} {number(y + height * 0.45)}h{number(width)}"
    out += line(bars, "frame", 2) + rect(x - 4, y + height + 2, width + 8, 3, "stone")
    if shutter is not None:
        leaf = width * 0.42
        for side in (x - 4 - leaf, x + width + 4):
            out += (
                f'<rect x="{number(side)}" y="{number(y - 2)}" width="{number(leaf)}" height="{number(height + 4)}"'
                f' rx="1" fill="oklch(.5 .09 {shutter})"/>'
            )
    return out


def door(x: float, base: float, width: float, height: float, hue: int) -> str:
    radius = width / 2
    d = (
        f"M{number(x)} {number(base)}v{number(radius - height)}"
        f"a{number(radius)} {number(radius)} 0 0 1 {number(width)} 0v{number(height - radius)}z"
    )
    panel = (
        f"M{number(x + width * 0.22)} {number(base - height * 0.1)}v{number(-height * 0.26)}"
        f"h{number(width * 0.42)}v{number(height * 0.26)}z"
    )
    return (
        f'<path d="{d}" fill="var(--stone)" stroke="var(--stone)" stroke-width="7"/>'
        f'<path d="{d}" fill="oklch(.47 .12 {hue})"/>'
        f'<circle cx="{number(x + width * 0.8)}" cy="{number(base - height * 0.4)}"'
        f' r="{number(max(1.6, width * 0.07))}" fill="var(--bell)"/>'
        f'<path d="{panel}" fill="none" stroke="oklch(1 0 0 / .4)" stroke-width="1.5"/>'
    )


def figure(view_box: str, body: str, classname: str, title: str = "", extra: str = "") -> SafeString:
    """Close a drawing. With a title it is an image that is read aloud; without one it is decoration.

    `body` and `extra` are made by this package alone; the title may come from anywhere and is escaped.
    """
    label = format_html('role="img" aria-label="{}"', title) if title else 'aria-hidden="true" focusable="false"'
    tail = f" {extra}" if extra else ""
    return mark_safe(f'<svg class="{classname}" viewBox="{view_box}" {label}{tail}>{body}</svg>')  # noqa: S308
