"""Reading markup strictly: what a browser would silently repair is reported here."""

import re
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.faults, self.ids, self.elements = [], [], [], []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if len(attributes) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.faults += [f"<{tag}> has {name}" for name in attributes if name == "style" or re.match(r"on[a-z]", name)]
        if tag in {"script", "style"} and "src" not in attributes:
            self.faults.append(f"inline <{tag}>")
        if tag == "img" and "alt" not in attributes:
            self.faults.append("an image without alt")
        if tag == "svg" and not ({"aria-hidden", "aria-label", "aria-labelledby"} & set(attributes)):
            self.faults.append("a drawing that is neither named nor hidden")
        if attributes.get("id"):
            self.ids.append(attributes["id"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


def read(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """Return the elements of a fragment, or fail with everything that is wrong with it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    faults = reader.faults + [f"<{tag}> is never closed" for tag in reader.open]
    faults += sorted({f"two elements have the id {name}" for name in reader.ids if reader.ids.count(name) > 1})
    assert not faults, "\n".join([*faults, html])
    return reader.elements


def texts(html: str) -> str:
    """Return what remains without markup, spaces collapsed."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
