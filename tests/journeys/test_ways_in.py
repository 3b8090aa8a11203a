"""The other ways in, on the running product, on a phone: by position, with the browser's geolocation emulated, and at the desk (issue 3)."""

import re

from tests.journeys.conftest import ON_THE_QUAY
from tests.journeys.steps import sign_up

PLACE = "/verification/rejoindre/port-et-jerzual/"
AT_SEA = {"latitude": 49.9, "longitude": -3.1, "accuracy": 20}


def choose(newcomer, method):
    page = newcomer.page
    page.goto(PLACE)
    page.locator(f"[name=preuve][value={method}]").check()
    page.locator("main form button.button--primary").click()


def test_in_by_position_after_every_refusal(visit, site):
    """VER-10: refused permission, bad accuracy and outside each say what to do next; then one position opens."""
    newcomer = visit(geolocation=AT_SEA)
    sign_up(newcomer, "Goéland railleur")
    choose(newcomer, "geolocation")
    page, refusals = newcomer.page, []

    def compare(**position):
        if position:
            newcomer.context.set_geolocation(position)
        page.get_by_role("button", name="Comparer ma position").click()
        page.wait_for_load_state()
        page.locator("[data-refusal], .stairs li:nth-child(4)[aria-current]").first.wait_for()
        return page.locator("[data-refusal]")

    refusals.append(compare().get_attribute("data-refusal"))
    newcomer.context.grant_permissions(["geolocation"])
    for position in (AT_SEA, {**ON_THE_QUAY, "accuracy": 900}):
        page.goto(page.url)
        refusals.append(compare(**position).get_attribute("data-refusal"))
    assert refusals == ["denied", "outside", "inaccurate"]
    page.goto(page.url)
    compare(**ON_THE_QUAY)
    page.wait_for_url("**/verification/bienvenue/")
    assert "48.4" not in page.content()
    assert not re.search(r"48\.|lat=", page.url)
    assert newcomer.faults == []
    assert newcomer.hosts <= {site.url.removeprefix("http://"), ""}


def test_in_by_a_slip_from_the_desk(visit, site):
    """VER-13: the curator sees a person, prints a code and learns no pseudonym; the person types it."""
    curator = visit("Maison du port", width=1280)
    page = curator.page
    page.goto("/admin/guichet/")  # a curator of one place only is taken there at once
    form = page.locator("form[action*='/guichet/']").first
    form.locator("[name=evidence][value=bill]").check()
    for name, value in {"street": "14 rue du Petit-Fort", "postcode": "22100", "town": "Dinan"}.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button[type=submit]").click()
    code = page.locator(".slip__code").inner_text()
    assert "Petit-Fort" not in page.content()

    newcomer = visit()
    newcomer.page.goto("/code")
    assert newcomer.page.locator("a[href*='/verification/retour/code/']").count() == 1
    sign_up(newcomer, "Cormoran huppé")
    newcomer.page.goto("/code")
    newcomer.page.locator("[name=code]").fill(code)
    newcomer.page.locator("main form button.button--primary").click()
    newcomer.page.wait_for_url("**/verification/bienvenue/")
    assert "guichet" in newcomer.page.locator("main .badge").inner_text()
    page.goto("/admin/guichet/")
    assert "Cormoran" not in page.content()
    assert newcomer.faults == []
