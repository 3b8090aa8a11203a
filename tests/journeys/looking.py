"""How a page is looked at with axe: at three widths, by day and by night, without asking twice what has the same answer.

Structure is asked at both ends of the widths (between them nothing appears that neither has), the size of targets at all three. At
the second end it is asked where anything shows or hides that did not at the first, and by the rules that go by room (`structure.js`).
Contrast is asked at both ends by day and by night, of each pairing of a text's looks with all that lies under or over it (see
`pairings.js`): a pairing that axe has once found right, on whichever page, is not asked again; one of which axe was not sure is.
By night it is asked about links where one stands among words without a line.
"""

from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT

WIDTHS = (320, 768, 1280)
#: Those that are asked about both by day and by night.
ENDS = {320, 1280}
SCHEMES = {320: ("light", "dark"), 768: ("dark",), 1280: ("dark", "light")}
SCRIPTS = [AXE_SCRIPT, *(Path(__file__).with_name(name).read_text() for name in ("pairings.js", "structure.js"))]


class Looking:
    """Somebody who looks at pages, and remembers which colours go together: `right` may be shared with others."""

    def __init__(self, page, right=None):
        self.page, self.right, self.asked = page, set() if right is None else right, 0
        for script in SCRIPTS:
            page.add_init_script(script)

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
            return self._ask("sizes")
        return self._ask("links" if scheme == "dark" else "structure" if width == WIDTHS[0] else "structureAgain") + self._colours()

    def _ask(self, question):
        return list(_lines(self.page.evaluate(f"{question}()")))

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
