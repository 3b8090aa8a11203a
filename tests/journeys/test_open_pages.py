"""Many members with a page open: each listens for alerts, for hours."""

import http.client
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

from tests.journeys.steps import PLACE

#: More than a web process has connections to the database.
MEMBERS = 12


def test_members_who_leave_a_page_open_hold_no_connection_to_the_database(site, visit):
    """ALR-18: who listens is looked up when they begin. Were the connection kept as long, the tenth open page would stop the site."""
    cookies = visit("Mirabelle").page.context.cookies()
    headers = {"Cookie": "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)}
    host = urlsplit(site.url).netloc

    def ask(path):
        connection = held.enter_context(closing(http.client.HTTPConnection(host, timeout=30)))
        connection.request("GET", path, headers=headers)
        return connection.getresponse()

    with ExitStack() as held:
        source = ask(PLACE).read().decode()
        stream = source.split('data-stream="')[1].split('"')[0]
        for _ in range(MEMBERS):
            answer = ask(stream)
            assert (answer.status, answer.readline()) == (200, b"retry: 3000\n")
        page = ask(PLACE)
        assert (page.status, "Mirabelle" in page.read().decode()) == (200, True)
