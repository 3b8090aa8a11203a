"""Where the data of one installation lives, and which process may use it."""

import hashlib
import json
import os
import re
import stat
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A Unix socket address holds 107 bytes; PostgreSQL adds "/.s.PGSQL.5432.lock" to the folder.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
# The user every system calls nobody.
NOBODY = 65534


class Refusal(SystemExit):
    """A reason not to go on, told to the person at the keyboard."""

    def __init__(self, message: str) -> None:
        super().__init__(f"palier: {message}")


@dataclass(frozen=True)
class Place:
    """One data directory; everything the embedded services keep is below it."""

    path: Path

    @classmethod
    def from_environment(cls, *below: str) -> "Place":
        configured = os.environ.get("PALIER_DATA_DIR") or ROOT / "var"
        path = Path(configured).expanduser().absolute().joinpath(*below)
        path.mkdir(parents=True, exist_ok=True)
        return cls(path.resolve())

    def folder(self, name: str) -> Path:
        path = self.path / name
        path.mkdir(mode=0o700, exist_ok=True)
        return path

    @property
    def log_folder(self) -> Path:
        return self.folder("log")

    @property
    def services_file(self) -> Path:
        return self.path / "services.json"

    def socket_folder(self) -> Path:
        """Return a private folder whose path is short and plain enough for socket addresses and URLs."""
        inside = self.path / "run"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER and re.fullmatch(r"[\w./-]+", str(inside), re.ASCII):
            return self.folder("run")
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        base = tempfile.gettempdir()
        if len(base) > 50 or not re.fullmatch(r"[\w./-]+", base, re.ASCII):
            base = "/tmp"  # noqa: S108 - the folder below it is private and its owner is checked
        outside = Path(base) / f"palier-{os.getuid()}-{digest}"
        outside.mkdir(mode=0o700, exist_ok=True)
        # PostgreSQL runs as nobody when we are root.
        check_private(outside, {0, NOBODY} if os.getuid() == 0 else {os.getuid()})
        return outside

    @contextmanager
    def owned(self, purpose: str):
        """Hold the data directory; a second holder is refused. Killing the holder frees it."""
        import fcntl

        with (self.path / "palier.lock").open("a+") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                handle.seek(0)
                holder = handle.read().strip() or "another process"
                raise InUse(self.path, holder) from None
            handle.truncate(0)
            handle.write(f"{purpose} (process {os.getpid()})")
            handle.flush()
            try:
                yield
            finally:
                handle.truncate(0)

    @contextmanager
    def guests_lock(self, *, exclusive: bool, patience: float):
        """Held shared by commands that use services someone else started, exclusively to stop those services."""
        import fcntl

        mode = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
        deadline = time.monotonic() + patience
        with (self.path / "guests.lock").open("a+") as handle:
            while True:
                try:
                    fcntl.flock(handle, mode | fcntl.LOCK_NB)
                    break
                except OSError:
                    if time.monotonic() > deadline:
                        break
                    time.sleep(0.05)
            yield

    def announce(self, environment: dict[str, str]) -> None:
        """Write down how to reach the services, for commands run beside their owner."""
        draft = self.services_file.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(environment))
        draft.replace(self.services_file)

    def announced(self) -> dict[str, str] | None:
        try:
            return json.loads(self.services_file.read_text())
        except (OSError, ValueError):
            return None


class InUse(Refusal):
    """The data directory belongs to a running process."""

    def __init__(self, path: Path, holder: str) -> None:
        super().__init__(f"{path} is in use by {holder}. Stop it first, or set PALIER_DATA_DIR to another folder.")


def check_private(path: Path, owners: set[int]) -> None:
    """Refuse a socket folder that someone else could have prepared: whoever opens it is a database superuser."""
    facts = path.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in owners:
        raise Refusal(f"{path} belongs to someone else; remove it or set TMPDIR")
    if stat.S_IMODE(facts.st_mode) & 0o077:
        path.chmod(0o700)
