"""The whole site goes on after what it consists of was killed: before, between or after any journey."""

import contextlib
import http.client
import os
import subprocess

import psutil

from tests.portal.launching import ROOT, eventually


def get(site, path):
    with contextlib.closing(http.client.HTTPConnection(site.url.removeprefix("http://"), timeout=30)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


def worker_of(site, queue):
    """Return the live worker of a queue below bin/run, or None."""
    for child in psutil.Process(site.process.pid).children():
        with contextlib.suppress(psutil.Error):
            if child.cmdline()[-2:] == ["worker", queue]:
                return child
    return None


def healthy(site):
    return get(site, "/healthz")[0] == 200


def test_a_second_site_in_the_same_folder_is_refused(site):
    environment = {"PATH": os.environ["PATH"], "PALIER_DATA_DIR": str(site.data)}
    second = subprocess.run([ROOT / "bin/run", "--port", "0"], env=environment, capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert "is in use by bin/run" in second.stderr


def test_a_killed_worker_and_a_killed_database_are_running_again(site):
    """ALR-19, FLT-04: and no dead connection stays in the pool."""
    assert get(site, "/healthz?scope=web")[0] == 200
    assert eventually(lambda: healthy(site), seconds=60), get(site, "/healthz")

    killed = worker_of(site, "alerts")
    killed.kill()
    assert eventually(lambda: worker_of(site, "alerts") not in {None, killed})

    postmaster = psutil.Process(int((site.data / "postgresql" / "postmaster.pid").read_text().splitlines()[0]))
    postmaster.kill()
    assert eventually(lambda: get(site, "/healthz?scope=web")[0] == 200)
    assert [get(site, "/healthz?scope=web")[0] for _ in range(20)] == [200] * 20, "a dead connection stayed in the pool"
    assert eventually(lambda: healthy(site), seconds=60), get(site, "/healthz")
