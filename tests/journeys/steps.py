"""What two neighbours do with a listing, step by step, in words a journey can be read in. Nothing here needs a script in the page."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from tests.journeys.reading import read, text_of

PLACE = "/dinan/port-et-jerzual/"
MINE = "/annonces/les-miennes/"
HOURS = "/annonces/mes-heures/"


def in_days(count):
    return (timezone.localdate() + timedelta(days=count)).isoformat()


def sign_up(visitor, pseudonym):
    """Have an account, without looking at the form: the first path does."""
    form = read(visitor, "/compte/signup/")
    button = form.one("form[.//*[@name='age_confirmed']]//button")
    sheet = form.press(button, username=pseudonym, password1="une longue phrase facile", age_confirmed=True)
    assert sheet.url.endswith("/fiche-de-secours/")


def number_in(text):
    return int(re.search(r"[+-]?\d+", text.replace("−", "-"))[0])


class Side:
    """One of the two, at their own browser."""

    def __init__(self, visitor, pseudonym):
        self.visitor, self.page, self.pseudonym = visitor, visitor.page, pseudonym

    def goto(self, address):
        """Open a page; what hangs on pictures is not waited for."""
        if not self.page.url.endswith(address):
            self.page.goto(address, wait_until="domcontentloaded")
        else:
            self.reload()

    def reload(self):
        self.page.reload(wait_until="domcontentloaded")

    def press(self, button):
        """Press what leads to another page, and be there."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            button.click()

    def follow(self, name):
        self.press(self.page.get_by_role("link", name=name).first)

    def type(self, fields, choose=(), check=()):
        """Fill fields by name ("^take_": whose name begins so), choose from lists, check boxes by name and value."""
        for name, value in fields.items():
            self.page.locator(f"[name^={name[1:]}]" if name.startswith("^") else f"[name={name}]").fill(value)
        for name, value in dict(choose).items():
            self.page.locator(f"[name={name}]").select_option(value)
        for name, value in dict(check).items():
            self.page.locator(f"[name={name}]" + (f"[value='{value}']" if value else "")).check()

    def fill(self, kind, fields, choose=(), check=()):
        """Fill a form by its fields' names and ask to read it again."""
        self.goto(f"/annonces/publier/{kind}/")
        if kind == "help":  # which questions follow depends on what is lent: the first two are asked on top
            self.type({}, choose, check)
            choose = check = ()
        self.page.evaluate("document.querySelectorAll('main form.form details').forEach((part) => { part.open = true })")
        self.type(fields, choose, check)
        self.press(self.page.locator("button[value=review]"))

    def refused(self, reason, corrected):
        """Be told why not, with everything typed still there; correct it."""
        self.page.locator(".error-summary").get_by_text(reason).first.wait_for()
        self.type(corrected)
        self.press(self.page.locator("button[value=review]"))

    def publish_what_was_typed(self):
        """Read it again, publish it; return the address of the page."""
        assert self.page.url.endswith("/relire/"), self.page.locator("main").inner_text()
        self.press(self.page.locator("main form button").first)
        assert f"{PLACE}annonces/" in self.page.url
        return self.page.url

    def publish(self, kind, fields, choose=(), check=()):
        self.fill(kind, fields, choose, check)
        return self.publish_what_was_typed()

    def find(self, kind, title):
        """Look through the neighbourhood's listings of a kind until it is there, and open it."""
        self.goto(PLACE + "annonces/")
        self.page.locator("#results").get_by_role("link", name="Filtrer").click()
        self.page.locator(f"#search [name=kind][value={kind}]").check()
        self.page.get_by_role("button", name="Voir les annonces").click()
        self.page.wait_for_url(f"**kind={kind}*")
        self.page.locator("#search").wait_for(state="hidden")  # the filters do not lie over what they found
        self.follow(title)

    def answer(self, fields=(), check=()):
        """Answer, think better of it and withdraw, read that it is withdrawn, and answer after all."""
        listing, title = self.page.url, self.page.locator("h1").inner_text()
        self._say_it(fields, check)
        self.press(self.page.locator("#answer button[value=withdraw]").first)
        self.sees_in_mine(title, "retirée")
        if self.page.url.partition("#")[0] != listing.partition("#")[0]:
            self.goto(listing)
        self._say_it(fields, check)

    def _say_it(self, fields, check):
        self.type(dict(fields), check=check)
        self.press(self.page.locator("#answer form button").first)

    def look(self, words, *, again=True):
        """Look at the page in front, anew: these words are there."""
        if again:
            self.reload()
        self.page.get_by_text(words).first.wait_for()

    def decide(self, title, decision, fields=()):
        """Decide about the answer to one of my listings."""
        self.goto(MINE)
        card = self.page.locator("article", has_text=title)
        for name, value in dict(fields).items():
            card.locator(f"details:has([name={name}])").first.evaluate("part => { part.open = true }")
            card.locator(f"[name={name}]").first.fill(value)
        self.press(card.locator(f"form[action*=reponses] button[value={decision}]"))

    def takes_down(self, title):
        """Withdraw one of my listings, and read that it is."""
        self.goto(MINE)
        self.press(self.page.locator("article", has_text=title).locator("form[action$='/etat/'] button[value=withdraw]"))
        self.sees_in_mine(title, "retirée par la personne qui l’a publiée")

    def sees_in_mine(self, title, words):
        """Find under "my listings", written or answered, what became of it."""
        self.goto(MINE)
        self.page.locator("article", has_text=title).get_by_text(words, exact=True).first.wait_for()

    def hours(self):
        """Return how many hours stand on my time account."""
        self.goto(HOURS)
        return number_in(self.page.locator("aside .stat").first.inner_text())

    def fits_the_screen(self):
        return self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


class Brisk(Side):
    """One of the two, who is shown what differs from kind to kind; what is the same for all kinds is read, its forms are sent.

    Whoever is one of a `Side` is shown all of it.
    """

    def find(self, kind, title):
        results = read(self.visitor, f"{PLACE}annonces/?kind={kind}")
        results.one(f"input[@name='kind'][@value='{kind}'][@checked]")
        self.goto(urlsplit(results.address(results.find("article//a", title)[0])).path)

    def decide(self, title, decision, fields=()):
        mine = read(self.visitor, MINE)
        card = mine.one("article", title)
        mine.press(mine.one(f"form[contains(@action, 'reponses')]//button[@value='{decision}']", within=card), **dict(fields))

    def takes_down(self, title):
        mine = read(self.visitor, MINE)
        card = mine.one("article", title)
        mine.press(mine.one("form[contains(@action, '/etat/')]//button[@value='withdraw']", within=card))
        self.sees_in_mine(title, "retirée par la personne qui l’a publiée")

    def sees_in_mine(self, title, words):
        mine = read(self.visitor, MINE)
        assert any(mine.says(words, within=card) for card in mine.find("article", title)), (title, words)

    def hours(self):
        account = read(self.visitor, HOURS)
        return number_in(text_of(account.find("aside//*[contains(@class, 'stat')]")[0]))
