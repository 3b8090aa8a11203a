"""Two neighbours let a newcomer in, on three telephones: a link is shown, opened, and said yes to twice (VER-06 to VER-08)."""

from functools import partial

from tests.journeys.reading import read
from tests.journeys.steps import sign_up
from tests.notifications.waiting import wait_until

SENTENCE = "La dame au chien roux, croisée à la fontaine."


def test_a_newcomer_shows_a_link_and_two_neighbours_open_the_door(visit, site):
    newcomer = visit()
    sign_up(newcomer, "Fauvette")
    page = newcomer.page
    page.goto("/verification/rejoindre/port-et-jerzual/")
    page.locator("[name=preuve][value=vouch]").check(force=True)
    page.locator("main form button.button--primary").click()
    page.wait_for_url("**/voisins/")
    page.locator("[name=sentence]").fill(SENTENCE)
    page.locator("[name=listed]").check(force=True)
    page.locator("main form button.button--primary").click()
    page.wait_for_url("**/verification/parrainage/")
    assert page.locator("main svg[role=img] path").first.is_visible()
    link = page.locator("main a[href*='/parrainer/']").first.get_attribute("href")

    mirabelle = visit("Mirabelle")
    mirabelle.page.goto(link)
    assert SENTENCE in mirabelle.page.locator("blockquote").inner_text()
    form = mirabelle.page.locator("main form[method=post]")
    form.locator("button.button--primary").click()  # without a tick the browser keeps the form, and nothing is lost
    assert mirabelle.page.url == link
    say_yes(mirabelle.page)

    tournevis = visit("Tournevis")
    tournevis.page.goto("/verification/voisins/")
    tournevis.page.locator("main a", has_text="Fauvette").click()
    tournevis.page.wait_for_url("**/parrainer/**")
    assert "Mirabelle" in tournevis.page.locator("main").inner_text()
    say_yes(tournevis.page)

    # Three telephones behind one connection look like one hand: a curator looks (VER-07).
    page.goto("/verification/parrainage/")
    assert page.url.endswith("/verification/parrainage/")
    curator = visit("Lanterne", width=1280)
    curator.page.goto("/admin/parrainages/")
    curator.page.locator("main a", has_text="Fauvette").click()
    assert "127.0.0.1" not in curator.page.locator("main").inner_text()
    curator.page.locator("form[action$='/accepter/'] button").click()
    curator.page.wait_for_url("**/admin/parrainages/")

    page.goto("/verification/parrainage/")
    page.wait_for_url("**/verification/bienvenue/")
    page.goto("/dinan/port-et-jerzual/")
    back_by_the_same_two(visit(), newcomer, mirabelle, tournevis)
    for person in (newcomer, mirabelle, tournevis):
        assert person.faults == []
        assert person.hosts <= {site.url.removeprefix("http://"), ""}


def back_by_the_same_two(elsewhere, owner, *two):
    """The password is lost: both are asked, both say yes to the number they are told; the owner sees it and can stop it."""
    page = elsewhere.page
    page.goto("/compte/login/")
    page.locator("main a[href*='/compte/retour/']").click()
    page.locator("main a[href*='/retour/voisins/']").click()
    page.locator("[name=pseudonym]").fill("fauvette")
    page.locator("main form button").click()
    number, code = page.locator(".slip__code").all_inner_texts()
    page.locator("main a.button--primary").click()
    for person in two:
        wait_until(partial(asked_for_help, person), patience=30, pause=0.1)  # a worker looks who is meant
        person.page.goto("/verification/voisins/")
        person.page.locator("main a[href$='/retour/']").click()
        person.page.locator("[name=number]").fill(number)
        person.page.locator("[name=spoken]").check(force=True)
        person.page.locator("main form button.button--primary").click()
        person.page.wait_for_url("**/verification/voisins/")
    page.locator("[name=pseudonym]").fill("Fauvette")
    page.locator("[name=code]").fill(code)
    page.locator("main form button").click()
    assert "avec le même code" in page.locator("main").inner_text()
    owner.page.goto("/compte/")
    owner.page.locator("form[action$='/retour/annuler/'] button").click()
    page.goto("/verification/retour/voisins/code/")
    page.locator("[name=pseudonym]").fill("Fauvette")
    page.locator("[name=code]").fill(code)
    page.locator("main form button").click()
    assert page.locator("[name=code]").count() == 1
    assert elsewhere.faults == []


def asked_for_help(person):
    return read(person, "/verification/voisins/").find("main//a[contains(@href, '/retour/')]")


def say_yes(page):
    form = page.locator("main form[method=post]")
    form.locator("[name=met]").check(force=True)
    form.locator("[name=lives]").check(force=True)
    form.locator("button.button--primary").click()
    page.wait_for_url("**/verification/voisins/")
    assert "Fauvette" in page.locator("main").inner_text()
