"""The life of a neighbour's alert, in a real browser: drawn on the map, confirmed by two, news, all-clear."""

import re

HEADLINE = "Arbre tombé en travers de la venelle"


def compose(author):
    """Click the map, see whom it reaches while writing, look once more and send; return the alert's address."""
    page = author.page
    page.goto("/alertes/")
    page.locator("a[href*='/alertes/lancer/']").first.click()
    form = page.locator("form.form")
    form.locator("[name=severity][value=vigilance]").check(force=True)
    form.locator("[name=category][value=road]").check(force=True)
    page.locator("alert-area .map__canvas").click(position={"x": 120, "y": 160})
    assert form.locator("[name=area][value=circle]").is_checked()
    form.locator("[name=headline]").fill(HEADLINE)
    page.locator("#look .phone").get_by_text(HEADLINE).wait_for()
    assert int(page.locator("#look [role=status] b").inner_text().split()[0]) > 2
    form.locator("button[value=review]").click()
    page.locator("button[value=send]").click()
    page.wait_for_url(re.compile(r"/alertes/[0-9a-f-]{36}/"))
    return page.url


def test_an_alert_is_drawn_confirmed_updated_and_called_off(visit):
    author = visit("Lavandière", width=1280)
    address = compose(author)
    for neighbour in ("Tournevis", "Martin-pêcheur"):
        page = visit(neighbour).page
        page.goto(address)
        page.locator("form[action$='/confirmer/'] button").click()
        page.wait_for_load_state()
        assert page.locator("form[action$='/confirmer/'] h2").count() == (1 if neighbour == "Tournevis" else 0)
    author.page.goto(address)
    assert "Deux personnes l’ont confirmée" in author.page.locator(".timeline").inner_text()
    author.page.locator("[name=text]").first.fill("Les services techniques arrivent à 16 h.")
    author.page.locator("form[action$='/nouvelle/'] button").click()
    author.page.locator(".timeline").get_by_text("Les services techniques arrivent").wait_for()
    reader = visit(javascript=False).page
    reader.goto("/dinan/port-et-jerzual/")
    assert HEADLINE in reader.locator("#alert-banner").inner_text()
    author.page.locator("button[value=all_clear]").click()
    author.page.locator(".alert--over h1").wait_for()
    reader.goto("/dinan/port-et-jerzual/")
    assert HEADLINE not in reader.locator("#alert-banner").inner_text()
    # A request that a newer one takes the place of is no fault, though htmx says so aloud.
    assert not [fault for fault in author.faults if not fault.startswith("htmx:")]
