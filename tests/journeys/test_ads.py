"""A shop of the neighbourhood, from its sign-up to its invoice, on the running product, in a real browser on a phone.

Sign up → register the shop → keep a week → write → pay by transfer → a curator confirms and lets it appear → a resident sees
it and follows it → counted by a worker → report → invoice.
"""

import re

import pypdf

from tests.journeys.reading import read, text_of
from tests.journeys.steps import sign_up
from tests.journeys.test_first_path import eventually

OWNER = "Le Fournil"
LINE = "Galettes du jeudi, réservées la veille"
PERSON = "Mozilla/5.0 (Linux; Android 15; Mobile) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


def register(page):
    page.goto("/dinan/gare/commerces/")
    page.locator("main a[href*='/commerces/inscrire/']").first.click()
    form = page.locator("main form")
    fields = {"name": "Le Fournil de la gare", "trade": "Crêperie", "number": "999123490", "legal_name": "Le Fournil SARL",
              "street": "4 rue de la Gare", "postcode": "22100", "town": "Dinan", "day_3": "9h-19h"}  # fmt: skip
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("button.button--primary").click()
    page.wait_for_url(re.compile(r"/commerces/[0-9a-f-]{36}/$"))


def rent_this_week(page):
    """Return the amount to be paid."""
    page.locator("a[href$='/louer/']").first.click()
    page.locator("[name=week]").first.check(force=True)
    page.locator("form button.button--primary").click()
    page.wait_for_url("**/annonce/")
    form = page.locator("main form")
    form.locator("[name=text]").fill(LINE)
    form.locator("[name=landing_url]").fill("https://le-fournil.example/galettes")
    for box in form.locator("[name=promises]").all():
        box.check(force=True)
    form.locator("button.button--primary").click()
    page.wait_for_url("**/payer/")
    page.locator("button[value=transfer]").click()
    page.wait_for_load_state()
    assert page.locator("dt", has_text="IBAN").count() == 1
    return page.locator("#transfer ~ dl .is-total dd").inner_text()


def let_it_appear(page):
    page.goto("/commerces/bureau/")
    page.locator("form[action*='/paiement/']", has_text="Le Fournil").locator("button").click()
    page.wait_for_load_state()
    page.locator("article", has_text=LINE).locator("button[value=approve]").click()
    page.wait_for_load_state()


def test_a_shop_rents_a_week_and_reads_how_it_went(visit, site):
    shop = visit()
    sign_up(shop, OWNER)
    register(shop.page)
    amount = rent_this_week(shop.page)

    curator = visit("Beffroi")
    let_it_appear(curator.page)

    reader = visit(user_agent=PERSON)
    page = reader.page
    page.route("https://le-fournil.example/**", lambda route: route.fulfill(body="<title>Galettes</title>", content_type="text/html"))
    page.goto("/dinan/gare/")
    ad = page.locator("aside.ad")
    assert "Publicité" in ad.inner_text()
    assert "Payé par Le Fournil SARL" in ad.inner_text()
    with page.expect_response(lambda response: response.url.endswith("/vu")) as beacon:
        ad.scroll_into_view_if_needed()
    assert beacon.value.status == 204
    ad.locator("a[rel~=sponsored]").click()
    page.wait_for_url("https://le-fournil.example/galettes")

    own = shop.page
    own.locator("a[href*='/campagnes/']").first.click()
    own.wait_for_load_state()
    address = own.url

    def figures():
        return [text_of(figure) for figure in read(shop, address).find("*[contains(@class, 'stat')]//b")[:2]] == ["1", "1"]

    eventually("The view and the click were never counted.", figures)
    own.goto(address)
    assert [stat.inner_text() for stat in own.locator(".stat b").all()[:2]] == ["1", "1"]
    assert own.locator("svg.chart").count() == 1
    with own.expect_download() as download:
        own.locator("a[href$='.pdf']").first.click()
    text = pypdf.PdfReader(download.value.path()).pages[0].extract_text()
    assert "Le Fournil SARL" in text
    assert amount.replace("\xa0", " ") in text.replace("\xa0", " ")
    for person in (shop, curator):
        assert person.faults == []
    assert shop.hosts | curator.hosts <= {site.url.removeprefix("http://"), ""}
