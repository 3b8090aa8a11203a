"""Where a browser's address may lead: the guard against addresses that point inside (WPU-08)."""

import asyncio
import itertools
import socket

from django.conf import settings

import pytest

from notifications.channels.http import Origin, Pool, Refused
from notifications.channels.http.guard import addresses_of, allowed_origin, is_denied

HOSTS = settings.PALIER_PUSH_HOSTS
INSIDE = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.1.2.3", "10.0.0.1", "100.64.0.1", "169.254.169.254", "172.16.0.1",
    "192.168.1.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "255.255.255.255", "localhost", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::1]", "[fec0::1]", "[fe80::1]", "[fd00::1]", "metadata.google.internal", "evil.example",
]  # fmt: skip
KNOWN = "fcm.googleapis.com"
SHAPES = [
    "https://{host}/x",
    "http://{host}/x",
    "https://{host}:443/x",
    "https://{host}:8443/x",
    "https://{known}@{host}/x",
    "https://u:p@{host}/{known}",
    "https://{host}/{known}/",
    "https://{host}#.{known}",
    "https://{host}?.{known}",
    "https://{host}\\.{known}/x",
    "//{host}/x",
    "ftp://{host}/x",
]
ODD = [
    f"https://evil{KNOWN}/x", f"https://{KNOWN}.evil.example/x", f"https://user@{KNOWN}/x", f"https://{KNOWN}:444/x", f"http://{KNOWN}/x",
    f"https://{KNOWN}/x#y", f"https://{KNOWN}/x\r\nHost: a", f"https://{KNOWN}/ x", f"https://{KNOWN}:port/x", f"https://{KNOWN}\t/x",
    "https://fcm.googleapis。com/x", "https://ｆcm.googleapis.com/x", "https:///x", "https://", "", "javascript:alert(1)", f"https://.{KNOWN}/x",
    f"https://a..{KNOWN}/x", f"https://a_b.{KNOWN}/x", f"https://%61.{KNOWN}/x", f"https://[::1].{KNOWN}/x", f"https://{KNOWN}./x",
]  # fmt: skip
HOSTILE = [shape.format(host=host, known=KNOWN) for host, shape in itertools.product(INSIDE, SHAPES)] + ODD


def test_hundreds_of_hostile_addresses_are_refused_and_real_ones_are_not():
    """WPU-08, F12: the parsed host decides, on a label boundary."""
    assert len(HOSTILE) >= 300
    for url in HOSTILE:
        with pytest.raises(Refused):
            pytest.fail(f"{url} → {allowed_origin(url, hosts=HOSTS)}")
    for url in [
        "https://fcm.googleapis.com/fcm/send/a:b",
        "https://web.push.apple.com/Q",
        "https://wns2-par02p.notify.windows.com/w/?token=a%3d",
    ]:
        origin, target = allowed_origin(url, hosts=HOSTS)
        assert str(origin) + target == url


@pytest.mark.parametrize(
    "address", ["64:ff9b::a9fe:a9fe", "2002:7f00:1::1", "fec0::1", "224.0.0.1", "192.0.0.8", "100.64.0.1", "::ffff:10.0.0.1"]
)
def test_addresses_the_library_calls_public_are_denied(address):
    """F11."""
    assert is_denied(address)
    assert not is_denied("142.250.179.74")
    assert not is_denied("2a00:1450:4007:80e::200a")


def test_a_name_that_leads_inside_is_not_connected_to_and_what_was_checked_is_what_is_used(monkeypatch):
    """WPU-08: resolved when sending; one inside address among several is enough; a second answer of the name server counts for nothing."""
    answers = iter([["142.250.179.74", "127.0.0.1"], ["142.250.179.74"], ["127.0.0.1"]])
    asked, dialled = [], []

    def name_server(host, port, *args, **options):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(answers)]

    async def dial(self, factory, *, host, port, **options):
        dialled.append((host, options["server_hostname"]))
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", name_server)
    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "create_connection", dial)
    origin = Origin("https", KNOWN, 443)

    async def run():
        with pytest.raises(Refused):
            await addresses_of(origin)
        with pytest.raises(ConnectionRefusedError):
            await Pool().request("POST", origin, "/x")

    asyncio.run(run())
    assert asked == [KNOWN, KNOWN]
    assert dialled == [("142.250.179.74", KNOWN)]
