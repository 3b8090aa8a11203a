"""The whole product, as `bin/run` starts it, and a real browser in front of it."""

import email
import os
import re
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from email import policy
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from portal.embedded.places import Place
from portal.embedded.postgresql import PostgreSQL, find_binaries
from portal.embedded.testing import database_url
from tests.journeys.windows import Windows
from tests.portal.launching import ROOT, eventually, processes_below

#: A point in the demonstration's Port et Jerzual, and one in the Channel.
ON_THE_QUAY = {"latitude": 48.4580, "longitude": -2.0400, "accuracy": 20}


@dataclass(frozen=True)
class Site:
    """A running Palier: its address, the folder its data, mail included, lives in, and the process of `bin/run`."""

    url: str
    data: Path
    process: subprocess.Popen
    #: Who has signed in already: the cookies of each. The door is gone through once per person, by its own journeys every time.
    sessions: dict[str, list] = field(default_factory=dict)

    def mails(self) -> list[str]:
        """Return every mail sent so far, decoded."""
        texts = []
        for file in sorted((self.data / "mail").rglob("*.log")):
            for raw in re.split(rb"(?m)^-{79}\n", file.read_bytes()):
                message = email.message_from_bytes(raw.strip(), policy=policy.default)
                if body := message["to"] and message.get_body(("plain",)):
                    texts.append(f"To: {message['to']}\nSubject: {message['subject']}\n\n{body.get_content()}")
        return texts


def migrate(data):
    """Put the migrated database of the tests into a new folder: migrating once more takes half a minute, and `bin/test` has just done it."""
    server = PostgreSQL(Place(data))
    server.start()
    try:
        template = database_url(dict(os.environ), os.environ["PALIER_TEST_TEMPLATE"])
        dump = subprocess.run([find_binaries() / "pg_dump", "--no-owner", template], capture_output=True, check=True)
        subprocess.run([find_binaries() / "psql", "--quiet", server.url], input=dump.stdout, capture_output=True, check=True)
    finally:
        server.stop()


@pytest.fixture(scope="session")
def site():
    """Palier with PostgreSQL and Redis of its own, started once for all journeys; when they are over, it stops and leaves nothing (ALR-19)."""
    # Open to the user its database runs as, which pytest's own folders are not; the space belongs to the test.
    data = Path(tempfile.mkdtemp(prefix="palier data "))
    data.chmod(0o755)
    migrate(data)
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    command = [ROOT / "bin/run", "--port", "0"]
    environment = {**kept, "PALIER_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = []
    address = None
    for line in process.stdout:
        said.append(line)
        if address := re.search(r"ready: (http://127\.0\.0\.1:\d+)", line):
            break
    assert address, "".join(said)
    yield Site(address[1], data, process)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert eventually(lambda: not processes_below(data))
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="package")
def chromium():
    """A browser for the journeys: while it runs, its event loop belongs to this thread and no other may start."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["PALIER_CHROMIUM"],
            args=[
                "--no-sandbox",
                # Nothing is painted for anybody: a process of its own for that only passes messages.
                "--in-process-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def windows(chromium, site):
    return Windows(chromium, site)


@pytest.fixture
def visit(windows):
    """Open a browser window for one more person."""
    visitors = []

    def open_window(pseudonym=None, **options):
        visitors.append(windows.open(pseudonym, **options))
        return visitors[-1]

    yield open_window
    for visitor in visitors:
        windows.leave(visitor)
