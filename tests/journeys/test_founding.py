"""A neighbourhood is proposed, gathers, is vouched for by its town and opens, on a phone, with nothing but what people can do.

One founder draws a circle, another an outline by hand; Palier writes to a neighbour; a curator of the town opens the place.
"""

import re

from tests.journeys.test_first_path import eventually

REASON = "On se croise au lavoir et personne ne sait qui prête une échelle."
NEIGHBOUR = "voisin-a-inviter@palier.example"


def the_form(person):
    page = person.page
    page.goto("/fonder/?ville=dinan")
    page.locator("main a[href^='/fonder/']").first.click()
    page.wait_for_load_state()
    return page


def name_it(page, name):
    page.locator("[name=name]").fill(name)
    page.locator("[name=reason]").fill(REASON)


def look(page):
    page.locator("main form .card button.button--primary").click()
    page.wait_for_url("**/fonder/projet/**")


def letter_to_the_neighbour(site):
    return eventually("No letter came to the neighbour.", lambda: [mail for mail in site.mails() if f"To: {NEIGHBOUR}" in mail])[0]


def test_a_neighbourhood_is_drawn_gathers_and_opens(visit, site):
    founder = visit("Nouvelle Venue")
    page = the_form(founder)
    name_it(page, "Clos du lavoir")
    page.locator("[name=radius]").fill("300")
    page.locator(".map__canvas").click(position={"x": 160, "y": 120})
    assert page.locator("[name=lat]").input_value().startswith("48.4")
    look(page)
    page.locator("form[action$='/envoyer/'] button").click()
    page.wait_for_load_state()
    assert page.locator("svg.qr").count() == 1
    page.locator("[name=address]").fill(NEIGHBOUR)
    page.locator("form[action$='/courriel/'] button").click()
    page.wait_for_load_state()
    letter = letter_to_the_neighbour(site)
    link = re.search(r"http://\S+/dinan/clos-du-lavoir/", letter)[0]
    assert "Nouvelle Venue" not in letter
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")

    neighbour = visit()
    neighbour.page.goto(link.replace(re.match(r"http://[^/]+", link)[0], site.url))
    assert REASON in neighbour.page.locator("main").inner_text()
    assert neighbour.page.locator("progress").get_attribute("value") == "0"

    curator = visit("Grand-Rue", width=1280)
    curator.page.goto("/admin/quartiers/")
    curator.page.get_by_role("link", name="Clos du lavoir").click()
    curator.page.locator("form[action$='/parrainer/'] button").click()
    curator.page.wait_for_load_state()
    for box in curator.page.locator("[name=curator]").all()[:2]:
        box.check()
    curator.page.locator("form[action$='/ouvrir/'] button").click()
    curator.page.wait_for_load_state()

    neighbour.page.reload()
    assert neighbour.page.locator("progress").count() == 0
    assert neighbour.page.locator("a[href*='/verification/rejoindre/']").count() >= 1
    page.goto("/dinan/clos-du-lavoir/annonces/")
    assert page.locator("h1").count() == 1
    assert [fault for visitor in (founder, neighbour) for fault in visitor.faults] == []


def test_an_outline_is_drawn_by_hand_and_given_up(visit):
    founder = visit("Pont de bois")
    page = the_form(founder)
    name_it(page, "Pré aux oies")
    page.locator("button[name=switch][value=drawn]").click()
    page.locator(".leaflet-draw-draw-polygon").click()
    corners = page.locator(".map__canvas .leaflet-div-icon")
    for number, (x, y) in enumerate(((140, 250), (220, 250), (220, 330), (140, 330))):
        while corners.count() <= number:  # the drawing tool is deaf for 50 ms after each corner
            page.locator(".map__canvas").click(position={"x": x, "y": y})
    page.locator(".leaflet-draw-actions a:visible").first.click()  # "Finish"
    assert '"Polygon"' in page.locator("[name=geometry]").input_value()
    assert page.locator("[name=name]").input_value() == "Pré aux oies"
    look(page)
    assert "Pré aux oies" in page.locator("h1").inner_text()
    page.locator("form[action$='/abandonner/'] button").click()
    page.wait_for_url("**/fonder/")
    assert founder.faults == []
