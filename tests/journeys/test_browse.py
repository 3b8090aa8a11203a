"""Looking for something on a telephone, with scripts and without: narrowed, misspelt, on a map, shared, kept, and told when it comes."""

import re

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from portal.embedded.places import Place
from tests.journeys.reading import read
from tests.journeys.steps import PLACE, Side
from tests.portal.launching import eventually

LIST = PLACE + "annonces/"
LADDER = "Échelle en bois, trois mètres"


def work(site, job):
    """Have the site's own worker do now what its clock hands over every minute."""
    with Redis(unix_socket_path=str(Place(site.data).socket_folder() / "redis.sock")) as connection:
        Queue("default", connection=connection, serializer=JSONSerializer).enqueue(job)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_something_is_found_shared_and_kept(visit, site, scripts):
    """Issue "Exchange", browse: kind, direction, distance, a slip of the pen, no accents, list and map, an address to share, a kept search."""
    seeker = Side(visit("Tournevis", javascript=scripts), "Tournevis")
    page, results = seeker.page, seeker.page.locator("#results")
    seeker.goto(LIST)
    results.get_by_role("link", name="Filtrer").click()
    seeker.type({"q": "echlele"}, choose={"within": "2000"}, check={"kind": "giveaway", "direction": "offer"})
    page.get_by_role("button", name="Voir les annonces").click()
    page.wait_for_url(re.compile(r"q=echlele.*kind=giveaway.*direction=offer"))  # with scripts, each choice asked already
    results.get_by_text("Rien de tel pour l’instant").wait_for()
    assert results.get_by_text("Sans le filtre").count()
    seeker.follow("échelle")
    results.get_by_role("link", name=LADDER, exact=True).wait_for()
    seeker.follow("Carte")
    results.locator("figure.map svg").wait_for()
    assert "view=map" in page.url
    assert seeker.fits_the_screen()

    friend = Side(visit("Mirabelle", javascript=not scripts), "Mirabelle")
    friend.goto(page.url)
    friend.page.locator("#results").get_by_role("link", name=LADDER, exact=True).wait_for()
    assert friend.page.locator("[name=kind]:checked").evaluate_all("boxes => boxes.map((box) => box.value)") == ["giveaway"]
    friend.follow("Liste")
    assert "view=map" not in friend.page.url

    friend.goto(PLACE + "agenda/")
    day = friend.page.locator("h2[id^=day-]").first
    when, title = day.get_attribute("id").removeprefix("day-"), friend.page.locator("main li a[href*='/annonces/']").first.inner_text()
    friend.goto(f"{LIST}?kind=meetup&day={when}")
    friend.page.locator("#results").get_by_role("link", name=title).first.wait_for()

    wanted = f"Brouette {'avec' if scripts else 'sans'} scripts"
    seeker.goto(f"{LIST}?kind=giveaway&q=brouette")
    results.locator("[name=pace][value=once]").check()
    seeker.press(results.get_by_role("button", name="Garder cette recherche"))
    seeker.page.get_by_text("brouette").first.wait_for()
    friend.publish("giveaway", {"title": wanted, "words": "Sa roue est neuve."}, choose={"category": "garden"})
    work(site, "listings.jobs.tell_searches")

    assert eventually(lambda: read(seeker.visitor, "/notifications/").find("main//*", wanted), seconds=60)
    seeker.goto("/notifications/")
    page.get_by_text(wanted).first.wait_for()
    seeker.goto("/annonces/recherches/")
    seeker.follow("brouette")
    seeker.follow(wanted)
    seeker.goto("/annonces/recherches/")
    seeker.press(page.locator("button[value=stop]").first)
    assert page.get_by_text("brouette").count() == 0
    assert seeker.visitor.faults == friend.visitor.faults == []
