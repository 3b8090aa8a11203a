"""How a page is looked at with axe: at three widths, by day and by night, without asking twice what has the same answer.

Structure is asked at both ends of the widths (between them nothing appears that neither has), the size of targets at all three.
Contrast is asked at both ends by day and by night, of each pairing of a text's looks with all that lies under or over it (see
`pairings.js`): a pairing that axe has once found right, on whichever page, is not asked again; one of which axe was not sure is.
By night it is asked about links where one stands among words without a line.
"""

import json
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = (320, 768, 1280)
#: Those that are asked about both by day and by night.
ENDS = {320, 1280}
SCHEMES = {320: ("light", "dark"), 768: ("dark",), 1280: ("dark", "light")}
BASE = {"resultTypes": ["violations"], "preload": False}
STRUCTURE = BASE | {"rules": {"color-contrast": {"enabled": False}, "target-size": {"enabled": True}}}
SIZES = BASE | {"runOnly": {"type": "rule", "values": ["target-size"]}}
LINKS = BASE | {"runOnly": {"type": "rule", "values": ["link-in-text-block"]}}
PAIRINGS = Path(__file__).with_name("pairings.js").read_text()


class Looking:
    """Somebody who looks at pages, and remembers which colours go together: `right` may be shared with others."""

    def __init__(self, page, right=None):
        self.page, self.right, self.asked = page, set() if right is None else right, 0
        page.add_init_script(AXE_SCRIPT)
        page.add_init_script(PAIRINGS)

    def at(self):
        """Return everything serious or critical on the page that is open, as short lines."""
        wrong, page = [], self.page
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{width}: scrolls sideways")
            for scheme in SCHEMES[width]:
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                wrong += [f"{width} {scheme}: {line}" for line in self._found(width, scheme)]
        return wrong

    def _found(self, width, scheme):
        if width not in ENDS:
            return self._run(SIZES)
        return self._structure(scheme) + self._colours()

    def _structure(self, scheme):
        if scheme == "light":
            return self._run(STRUCTURE)
        return self._run(LINKS) if self.page.evaluate("linksWithoutALine()") else []

    def _run(self, options):
        return list(_lines(self.page.evaluate(f"axe.run({json.dumps(options)}).then((found) => found.violations)")))

    def _colours(self):
        new = [line for line in self.page.evaluate("pairings()") if line not in self.right]
        if not new:
            return []
        self.asked += len(new)
        found = self.page.evaluate("askAbout", new)
        self.right.update(found["right"])
        return list(_lines(found["wrong"]))


def _lines(violations):
    for violation in violations:
        if violation["impact"] in {"serious", "critical"}:
            nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
            yield f"{violation['id']}: {nodes}"
