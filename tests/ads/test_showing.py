"""What readers see: chosen by page and week, read by curators, taken down by a report, paid back by the day."""

import asyncio
import concurrent.futures
import queue
import threading
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest

from ads import jobs, services
from ads.errors import NotAllowedError, WrongStateError
from ads.models import Invoice, Placement, Refund
from ads.querysets.campaigns import showing
from ads.weeks import this_week
from listings.models import AgendaPage
from notifications import digests
from portal.page_cache.layer import PageCache
from tests.factories.ads import BusinessFactory, SlotFactory, basket, paid, running
from tests.factories.listings import GiveawayFactory, index_of
from tests.portal.test_page_cache import get

pytestmark = pytest.mark.django_db
LINE = "La miche sort du four à 16 h 30"


@pytest.fixture
def slot(neighbourhood):
    return SlotFactory(neighbourhood=neighbourhood)


def text_of(address, user=None):
    client = Client()
    if user:
        client.force_login(user)
    return client.get(address).content.decode()


def test_an_advertisement_stands_in_its_week_on_its_page_for_everybody_alike(neighbourhood, curator, slot, other_neighbourhood, resident):
    """ADS-01: label, payer and reason in the text; no cookie, nothing from elsewhere."""
    campaign = paid(slot, 0, curator=curator)
    assert LINE not in text_of(neighbourhood.url)
    services.approve_ad(campaign=campaign, neighbourhood=neighbourhood, by=curator)
    campaign.refresh_from_db()
    assert campaign.state == "running"
    placement = campaign.placements.get()
    answer = Client().get(neighbourhood.url)
    page = answer.content.decode()
    ad = page[page.index("<ad-view") : page.index("</ad-view>")]
    for word in (
        "Publicité",
        "Pourquoi",
        LINE,
        "Payé par La Mie SARL",
        f"/ad/{placement.public_id}/pourquoi/",
        f"/ad/{placement.public_id}/go",
    ):
        assert word in ad, word
    assert "https://" not in ad
    assert not answer.cookies
    assert (
        ad
        == text_of(neighbourhood.url, resident).partition("<ad-view")[1]
        + text_of(neighbourhood.url, resident).partition("<ad-view")[2].partition("</ad-view>")[0]
    )
    assert LINE not in text_of(other_neighbourhood.url)
    assert showing(place=neighbourhood.pk, key=slot.key, today=this_week() + timedelta(weeks=1)) is None
    why = text_of(f"/ad/{placement.public_id}/pourquoi/")
    assert "La Mie SARL" in why
    assert "Port et Jerzual" in why


def test_programs_are_told_the_same_as_readers(neighbourhood, curator, slot, client):
    """ADS-01 holds for other screens too; nothing about the shop but what stands on the page."""
    assert client.get("/api/ads", {"place": neighbourhood.pk}).json() == {"items": []}
    placement = running(slot, 0, curator=curator).placements.get()
    (told,) = client.get("/api/ads", {"place": neighbourhood.pk}).json()["items"]
    assert told["paid_by"] == "La Mie SARL"
    assert (told["spot"], told["text"], told["url"]) == (slot.key, LINE, f"/ad/{placement.public_id}/go")
    assert not set(told) - {"spot", "shop", "text", "paid_by", "url", "why_url", "seen_url", "image", "image_alt"}


def test_a_slot_costs_one_query(neighbourhood, curator, slot):
    """Architecture, flow 4: whether or not something stands there."""
    neighbourhood.refresh_from_db()
    GiveawayFactory(neighbourhood=neighbourhood, audience="public")

    def asked(address):
        Client().get(address)
        with CaptureQueriesContext(connection) as captured:
            Client().get(address)
        return [query["sql"] for query in captured if "ads_placement" in query["sql"]]

    for address in (neighbourhood.url, index_of(neighbourhood).url):
        assert len(asked(address)) == 1
    running(slot, 0, curator=curator)
    assert len(asked(neighbourhood.url)) == 1
    assert LINE in text_of(neighbourhood.url)


class InFront:
    """The page cache on a thread of its own, in front of the real site on this thread, where the test's rows are."""

    def __init__(self):
        self.loop, self.asked = asyncio.new_event_loop(), queue.Queue()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.cache = PageCache(self.site, token_life=0)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self.cache.close(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def site(self, scope, _receive, send):
        answered = concurrent.futures.Future()
        self.asked.put((scope["path"], answered))
        answer = await asyncio.wrap_future(answered)
        headers = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
        await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": answer.content})

    def get(self, path):
        """Return the page, and how many queries it took."""
        with CaptureQueriesContext(connection) as captured:
            page = asyncio.run_coroutine_threadsafe(get(self.cache, path), self.loop)
            while not page.done():
                with suppress(queue.Empty):
                    wanted, answered = self.asked.get(timeout=0.02)
                    answered.set_result(Client().get(wanted))
        return page.result()[2].decode(), len(captured)


def test_a_kept_page_asks_nothing_and_shows_a_decision_at_once(neighbourhood, curator, slot, django_capture_on_commit_callbacks):
    """P1, P3: no query for a kept page, with or without an advertisement; a curator's decision renews it."""
    campaign = paid(slot, 0, curator=curator)
    with InFront() as front:
        assert front.get(neighbourhood.url)[1] > 0
        front.get(neighbourhood.url)
        page, queries = front.get(neighbourhood.url)
        assert (LINE in page, queries) == (False, 0)
        with django_capture_on_commit_callbacks(execute=True):
            services.approve_ad(campaign=campaign, neighbourhood=neighbourhood, by=curator)
        page, queries = front.get(neighbourhood.url)
        assert LINE in page
        assert queries > 0
        page, queries = front.get(neighbourhood.url)
        assert (LINE in page, queries) == (True, 0)


def test_the_agenda_and_the_letter_have_a_spot_each(neighbourhood, curator):
    """ADS-01 in the mail too; and no letter goes out for an advertisement alone."""
    agenda, letter = (SlotFactory(neighbourhood=neighbourhood, key=key) for key in ("agenda", "letter"))
    shop = running(agenda, 0, curator=curator).business
    neighbourhood.refresh_from_db()
    page = AgendaPage.objects.filter(neighbourhood=neighbourhood).get()
    assert text_of(page.url).count("<ad-view") == 1
    placement = running(letter, 0, curator=curator, business=shop).placements.get()
    since, until = digests.period("day", timezone.localdate(), timezone.get_current_timezone())
    assert digests.is_empty(neighbourhood, since, until)
    text = digests.letter(neighbourhood.pk, since, until, "fr")
    for word in ("Publicité", LINE, "Payé par La Mie SARL", f"/ad/{placement.public_id}/go"):
        assert word in text, word


def test_the_list_shows_it_among_the_listings(neighbourhood, curator):
    slot = SlotFactory(neighbourhood=neighbourhood, key="listing-list", price=Decimal("12.00"))
    running(slot, 0, curator=curator)
    for _index in range(6):
        GiveawayFactory(neighbourhood=neighbourhood, audience="public")
    page = text_of(index_of(neighbourhood).url)
    assert page.count("<ad-view") == 1
    assert page[: page.index("<ad-view")].count('class="card listing') + page[: page.index("<ad-view")].count("<article") >= 4


def test_each_place_decides_for_itself_and_what_is_refused_is_paid_back(curator, other_curator, neighbourhood, other_neighbourhood):
    """F14: one campaign in two places; neither curator decides, or pays, for the other."""
    here, there = SlotFactory(neighbourhood=neighbourhood), SlotFactory(neighbourhood=other_neighbourhood, price=Decimal("10.00"))
    shop = BusinessFactory(neighbourhood=neighbourhood)
    campaign = basket(here, 1, business=shop)
    Placement.objects.create(campaign=campaign, slot=there, week=this_week() + timedelta(weeks=1), price="10.00")
    services.write_creative(
        campaign=campaign, by=shop.owner, text=LINE, landing_url="https://la-mie.example", promises={"honest", "lawful", "not_political"}
    )
    services.confirm_transfer(payment=services.start_transfer(campaign=campaign, by=shop.owner), by=curator)
    with pytest.raises(NotAllowedError):
        services.approve_ad(campaign=campaign, neighbourhood=other_neighbourhood, by=curator)
    with pytest.raises(WrongStateError):
        services.refuse_ad(campaign=campaign, neighbourhood=other_neighbourhood, by=other_curator, why="  ")
    services.refuse_ad(campaign=campaign, neighbourhood=other_neighbourhood, by=other_curator, why="Trop loin d’ici.")
    campaign.refresh_from_db()
    assert campaign.state == "vetting"
    services.approve_ad(campaign=campaign, neighbourhood=neighbourhood, by=curator)
    services.approve_ad(campaign=campaign, neighbourhood=neighbourhood, by=curator)
    campaign.refresh_from_db()
    assert campaign.state == "scheduled"
    assert Refund.objects.get().amount == 1200
    assert Placement.objects.sum_kept() == Invoice.objects.sums()["net"] == Decimal("18.00")


def test_a_neighbours_report_takes_it_down_until_a_curator_has_looked(neighbourhood, curator, slot, resident, outsider, client):
    campaign = running(slot, 0, curator=curator)
    placement = campaign.placements.get()
    for stranger in (None, outsider):
        reporter = Client()
        if stranger:
            reporter.force_login(stranger)
        assert reporter.post(f"/ad/{placement.public_id}/signaler/", {"text": "Faux prix"}).status_code == 302
    assert LINE in text_of(neighbourhood.url)
    client.force_login(resident)
    client.post(f"/ad/{placement.public_id}/signaler/", {"text": "Le prix affiché est plus haut en boutique."})
    assert LINE not in text_of(neighbourhood.url)
    assert "plus haut en boutique" in text_of("/commerces/bureau/", curator)
    services.resume_ad(campaign=campaign, neighbourhood=neighbourhood, by=curator)
    assert LINE in text_of(neighbourhood.url)
    client.post(f"/ad/{placement.public_id}/signaler/", {"text": "Encore."})
    assert LINE in text_of(neighbourhood.url)
    services.stop_ad(campaign=campaign, neighbourhood=neighbourhood, by=curator, why="Prix faux.")
    campaign.refresh_from_db()
    assert campaign.state == "stopped"
    assert LINE not in text_of(neighbourhood.url)


def test_the_ledger_and_the_invoices_say_the_same_sum(neighbourhood, curator, slot, other_neighbourhood):
    """Whatever was refused, stopped, cancelled or lost."""
    shops = [BusinessFactory(neighbourhood=neighbourhood) for _ in range(3)]
    stopped = running(slot, 0, 1, curator=curator, business=shops[0])
    services.stop_ad(campaign=stopped, neighbourhood=neighbourhood, by=curator, why="Fermé.", today=this_week() + timedelta(days=2))
    cancelled = paid(slot, 2, 3, curator=curator, business=shops[1])
    services.cancel_campaign(campaign=cancelled, by=shops[1].owner)
    running(slot, 3, 4, curator=curator, business=shops[2])
    kept, invoiced = Placement.objects.sum_kept(), Invoice.objects.sums()
    assert kept == invoiced["net"] > 0
    page = text_of("/commerces/registre/").replace("\xa0", " ")
    assert page.count(f"{kept:.2f}".replace(".", ",") + " €") == 2
    services.fund_of(neighbourhood)
    fund = text_of(f"{neighbourhood.url}cagnotte/")
    assert f"{(kept * Decimal('0.3')).quantize(Decimal('0.01')):.2f}".replace(".", ",") in fund


def test_campaigns_start_and_end_by_themselves(neighbourhood, curator, slot):
    campaign = running(slot, 1, 2, curator=curator)
    assert campaign.state == "scheduled"
    assert jobs.advance_campaigns() == 0
    week = timedelta(weeks=1)
    for weeks_gone, state in ((1, "running"), (1, "running"), (1, "ended")):
        for placement in campaign.placements.order_by("week"):
            placement.week -= week * weeks_gone
            placement.save()
        jobs.advance_campaigns()
        campaign.refresh_from_db()
        assert campaign.state == state
