"""A web process that is asked to stop answers whoever came in before."""

import http.client
import subprocess
import sys
from contextlib import closing, suppress

import pytest

from tests.notifications.waiting import wait_until
from tests.portal.launching import ROOT, free_port


def opened(port):
    """Return a connection that has not asked for anything yet, or None."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with suppress(ConnectionRefusedError):
        connection.connect()
        return connection
    return None


@pytest.mark.parametrize(("protocol", "answered"), [("portal.parting:Protocol", True), ("auto", False)], ids=["parting", "control"])
def test_who_came_in_before_the_end_is_answered(protocol, answered):
    """FLT-08: the control is uvicorn's own, which hangs up on who has not asked yet."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "tests.portal.doors:application",
        "--port",
        str(port),
        "--lifespan",
        "off",
        "--http",
        protocol,
    ]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
        with closing(wait_until(lambda: opened(port), patience=60)) as first:
            first.request("GET", "/")
            assert first.getresponse().status == 200
            with closing(opened(port)) as connection:
                # Once a third has been answered, the second is known to have been let in.
                with closing(opened(port)) as third:
                    third.request("GET", "/")
                    assert third.getresponse().status == 200
                server.terminate()
                wait_until(lambda: opened_nowhere(port))
                try:
                    connection.request("GET", "/")
                    status = connection.getresponse().status
                except (OSError, http.client.HTTPException):
                    status = None
        assert (status == 200) == answered
        assert server.wait(20) is not None


def opened_nowhere(port):
    """Tell whether nobody listens any more."""
    connection = opened(port)
    if connection:
        connection.close()
    return connection is None
