"""The postcard on paper: A6, front and back, drawn straight into PDF. `front` and `back` draw, `imposition` places, `render` writes."""

from verification.cards.render import Card, Sender, render_cards

__all__ = ["Card", "Sender", "render_cards"]
