"""Pages that are there only after somebody did something: done through the site as anybody would, and left open to be looked at."""

import re

from tests.journeys.steps import Side, in_days
from tests.journeys.test_first_path import eventually

MY_SHOP = "main h2 a[href*='/commerces/']"


def a_draft(visitor):
    """Write a gift and ask to read it again."""
    fields = {"title": "Un banc de cuisine", "words": "Deux places, trois en se serrant."}
    Side(visitor, "").fill("giveaway", fields, choose={"category": "kitchen"}, check={"condition": "good", "size": "bag", "rule": "choose"})


def weeks_that_are_kept(visitor):
    """Keep a week for a shop: what is asked next is the advertisement."""
    page = visitor.page
    page.goto("/commerces/")
    page.goto(page.locator(MY_SHOP).first.get_attribute("href") + "louer/")
    page.locator("[name=week]:not(:disabled)").last.check(force=True)
    with page.expect_navigation():
        page.locator("form button.button--primary").click()
    assert page.url.endswith("/annonce/")


def an_advertisement_to_pay(visitor):
    """Write it for the week just kept (the page is open still), and be asked to pay."""
    page = visitor.page
    page.locator("[name=text]").fill("Brioches du dimanche, encore tièdes")
    page.locator("[name=landing_url]").fill("https://la-mie.example/brioches")
    for box in page.locator("[name=promises]").all():
        box.check(force=True)
    with page.expect_navigation():
        page.locator("form button.button--primary").click()
    assert page.url.endswith("/payer/")


def a_transfer_to_make(visitor):
    """Choose to pay it by transfer, and read what to write on that."""
    with visitor.page.expect_navigation():
        visitor.page.locator("button[value=transfer]").click()
    assert visitor.page.locator("#transfer").count() == 1


def a_question_about_trade(visitor):
    """Offer for money once more than a private person usually does, and open the question that comes of it."""
    side = Side(visitor, "")
    titles = [f"Garde du matin, {ordinal}" for ordinal in ("lundi", "mardi", "jeudi")]
    for number, title in enumerate(titles):
        fields = {"title": title, "words": "Avant l’école.", "first_day": in_days(15 + number)}
        side.publish(
            "childcare",
            fields | {"amount": "11", "starts": "07:00", "ends": "08:30"},
            check={"direction": "offer", "ages": "6-10", "sitter_age": "18+"},
        )
    for title in titles:
        side.takes_down(title)
    visitor.page.goto("/annonces/commerce/")


def mails_to_stop(visitor):
    """Follow the link at the foot of a letter the site has sent."""

    def link():
        letters = "".join(file.read_text() for file in sorted((visitor.site.data / "mail").rglob("*.log")))
        found = re.search(r"^List-Unsubscribe: <(http://[^>]+)>", letters.replace("\n ", ""), re.MULTILINE)
        return found and found[1]

    visitor.page.goto(eventually("No letter says how to stop it.", link))


PREPARED = {
    "a draft to read again": a_draft,
    "an advertisement to write": weeks_that_are_kept,
    "an advertisement to pay": an_advertisement_to_pay,
    "a transfer to make": a_transfer_to_make,
    "a question about trade": a_question_about_trade,
    "mails to stop": mails_to_stop,
}
