"""Counting: once per token, people only, nothing lost and nothing twice on the way to the day (ADS-02)."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.utils import timezone

import pytest

from ads import counter, limits, services
from ads.components import Report
from ads.models import CountBatch, DailyCount
from tests.factories.ads import SlotFactory, running

PERSON = "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"


@pytest.fixture(autouse=True)
def _empty_counts():
    for key in counter.client().scan_iter(match="palier:ads:*"):
        counter.client().delete(key)


@pytest.fixture
def placement(neighbourhood, curator):
    return running(SlotFactory(neighbourhood=neighbourhood), 0, curator=curator).placements.get()


def look(placement, token=None, user=None, agent=PERSON, network="198.51.100.7"):
    client = Client(REMOTE_ADDR=network, headers={"User-Agent": agent})
    if user:
        client.force_login(user)
    answer = client.post(f"/ad/{placement.public_id}/vu", token or uuid.uuid4().hex, content_type="text/plain")
    assert (answer.status_code, answer.content, dict(answer.cookies)) == (204, b"", {})


def follow(placement, token="", agent=PERSON, network="198.51.100.7", **headers):
    client = Client(REMOTE_ADDR=network, headers={"User-Agent": agent, **headers})
    return client.get(f"/ad/{placement.public_id}/go", {"v": token} if token else {})


def counted(placement):
    services.flush_counts()
    row = DailyCount.objects.filter(placement=placement, day=timezone.localdate()).first()
    return (row.views, row.clicks) if row else (0, 0)


@pytest.mark.django_db
def test_a_view_counts_once_per_token_for_people_other_than_the_shop(placement, resident):
    look(placement, "a" * 32)
    look(placement, "a" * 32)
    look(placement, user=resident)
    look(placement, user=placement.campaign.business.owner)
    for agent in ("", "Googlebot/2.1", "Mozilla/5.0 HeadlessChrome/130", "curl/8", "facebookexternalhit/1.1"):
        look(placement, agent=agent)
    for token in ("short", "x" * 65, "é" * 20, "a b c d e f g h i j k l"):
        look(placement, token)
    assert counted(placement) == (2, 0)


@pytest.mark.django_db
def test_a_click_leads_to_the_stored_address_whatever_is_asked(placement):
    """SEC-14: 302 to https, no parameter changes where; counted once per token, machines and prefetching left out."""
    for extra in ("", "?next=https://evil.example", "?url=//evil.example", "?v=https://evil.example", "?v=" + "b" * 32):
        answer = Client(headers={"User-Agent": PERSON}).get(f"/ad/{placement.public_id}/go{extra}")
        assert (answer.status_code, answer["Location"]) == (302, "https://la-mie.example/miche")
        assert "no-store" in answer["Cache-Control"]
    assert follow(placement, "b" * 32)["Location"] == "https://la-mie.example/miche"
    follow(placement, "c" * 32, **{"Sec-Purpose": "prefetch"})
    follow(placement, "d" * 32, agent="bingbot/2.0")
    assert counted(placement) == (0, 2)  # one without script, one with its token
    placement.campaign.placements.update(state="refused")
    assert follow(placement).status_code == 404
    assert Client().get("/ad/00000000-0000-4000-8000-000000000000/go").status_code == 404


@pytest.mark.django_db
def test_ten_thousand_replays_are_one_view_and_one_network_is_no_crowd(placement):
    """ADS-02. And fresh tokens from one network stop counting at its share of the minute."""
    for _again in range(10_000):
        counter.count(counter.VIEW, placement=placement.pk, token="e" * 32, network="198.51.100.9")
    assert counted(placement) == (1, 0)
    for _index in range(limits.COUNTS_PER_NETWORK_A_MINUTE * 3):
        counter.count(counter.VIEW, placement=placement.pk, token=uuid.uuid4().hex, network="203.0.113.5")
    assert counted(placement)[0] <= 1 + 2 * limits.COUNTS_PER_NETWORK_A_MINUTE  # the minute may turn once meanwhile
    assert not any(b"203.0.113.5" in key for key in counter.client().scan_iter(match="*"))


@pytest.mark.django_db(transaction=True)
def test_sums_match_the_log_whatever_is_killed_in_between(placement):
    """Batches left by workers killed before and after their commit, and six workers at once: every view once."""
    log = 0

    def views(number):
        for index in range(number):
            assert counter.count(counter.VIEW, placement=placement.pk, token=uuid.uuid4().hex, network=f"198.51.{number}.{index}")
        return number

    log += views(7)
    counter.set_aside("killed-before")
    log += views(5)
    counter.set_aside("killed-after")
    name, rows = next(batch for batch in counter.batches() if batch[0] == "killed-after")
    from ads.services.counting import _add

    assert _add(name, rows)  # committed, and then the worker died: the batch is still in Redis
    log += views(4)

    def flush(_index):
        try:
            return services.flush_counts()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        added = sum(pool.map(flush, range(6)))
    assert (DailyCount.objects.get().views, added) == (log, 2)
    assert services.flush_counts() == 0
    assert not list(counter.batches())


@pytest.mark.django_db
def test_an_old_batch_is_forgotten_and_the_report_adds_up(client, placement):
    CountBatch.objects.create(name="old", applied_at=timezone.now() - limits.BATCH_MEMORY - timedelta(days=1))
    services.flush_counts()
    assert not CountBatch.objects.exists()
    today = timezone.localdate()
    for back, views, clicks in ((0, 40, 3), (1, 60, 1), (2, 0, 0)):
        DailyCount.objects.create(placement=placement, day=today - timedelta(days=back), views=views, clicks=clicks)
    report = Report(placement.campaign)
    assert (report.views, report.clicks) == (100, 4)
    client.force_login(placement.campaign.business.owner)
    page = client.get(f"/commerces/campagnes/{placement.campaign.public_id}/").content.decode()
    assert page.count('class="k-a"') == 3 + 1  # a bar a day, and the key
    assert '<td class="num">60</td>' in page
    assert 'role="img"' in page
