"""Looking for something wherever it is, on a telephone, with scripts and without."""

import re

import pytest

from tests.journeys.steps import PLACE, Side

EVERYWHERE = "/annonces/partout/"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_something_is_found_wherever_it_is(visit, scripts):
    """Issue "Exchange", browse: from the front page, a slip of the pen, narrowed, to the neighbourhood it is of; and from a place's empty search."""
    seeker = Side(visit(javascript=scripts), "a visitor")
    page, results = seeker.page, seeker.page.locator("#results")
    seeker.goto("/")
    page.locator("#everywhere-q").fill("sommeir")
    seeker.press(page.get_by_role("button", name="Chercher partout"))
    results.get_by_text("Rien de tel nulle part pour l’instant").wait_for()
    assert seeker.fits_the_screen()
    seeker.follow("sommier")
    found = results.locator("article a", has_text="avec sommier").first
    found.wait_for()
    assert results.get_by_text(re.compile(r"^\s*\d+ annonces?\s*$")).count() == 1
    page.get_by_text("Type, offre ou demande, dates").click()
    page.locator("[name=direction][value=offer]").check()
    if not scripts:
        seeker.press(page.get_by_role("button", name="Chercher partout"))
    page.wait_for_url(re.compile(r"q=sommier.*direction=offer"))
    seeker.press(results.get_by_role("link", name="retirer ce filtre"))
    seeker.press(results.locator("li p a").first)
    assert re.search(r"/dinan/[\w-]+/$", page.url)
    seeker.goto(PLACE + "annonces/?q=zeppelin")
    seeker.press(results.get_by_role("link", name="Chercher partout"))
    assert page.url.endswith(f"{EVERYWHERE}?q=zeppelin")
    assert page.locator("#id_q").input_value() == "zeppelin"
    assert seeker.visitor.faults == []
