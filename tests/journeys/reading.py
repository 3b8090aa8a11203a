"""Pages that are read but not shown: asked for with somebody's session, their forms sent as a browser would send them.

A page in the browser costs a fifth of a second of processor time, one that is read a tenth of that. What a page looks like, and
that it can be pressed, is for whoever looks at it in the browser; what it says, and what a form on it does, can be read.
"""

from urllib.parse import urlencode, urljoin

from lxml import html


class Reading:
    """One page as the site sent it."""

    def __init__(self, visitor, answer):
        assert answer.ok, f"{answer.url}: {answer.status}"
        self.visitor, self.url = visitor, answer.url
        self.document = html.fromstring(answer.text())

    def find(self, path, words="", within=None):
        """Return the elements of a path, in the page or a part of it, in which these words stand."""
        root = self.document if within is None else within
        return [element for element in root.xpath(f".//{path}") if words.lower() in text_of(element).lower()]

    def one(self, path, words="", within=None):
        (found,) = self.find(path, words, within)
        return found

    def says(self, words, within=None):
        """Tell whether some element holds these words and no others."""
        return any(text_of(element) == words for element in self.find("*", words, within))

    def address(self, link):
        return urljoin(self.url, link.get("href"))

    def press(self, button, **fields):
        """Send the form of a button, with what stands in it already and these fields; return the page that comes of it."""
        assert button.get("disabled") is None
        form = next(button.iterancestors("form"))
        assert form.get("enctype", "").lower() != "multipart/form-data"
        for name, value in fields.items():
            form.fields[name] = value
        sent = [*form.form_values(), (button.get("name"), button.get("value"))]
        body = urlencode([pair for pair in sent if pair[0]])
        address = urljoin(self.url, form.get("action") or "")
        assert form.method == "POST"
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.url}
        return Reading(self.visitor, self.visitor.context.request.post(address, data=body, headers=headers))


def read(visitor, address):
    """Return a page that nobody is shown."""
    return Reading(visitor, visitor.context.request.get(address))


def text_of(element):
    """Return what stands in an element, each gap as one space."""
    return " ".join(element.text_content().split())
