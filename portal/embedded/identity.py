"""Under which user PostgreSQL runs: it refuses to run as root, which is what containers start us as."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from portal.embedded.places import NOBODY, Refusal


@dataclass(frozen=True)
class Identity:
    """How to start a program as that user, and who must own its files."""

    owner: tuple[int, int]
    prefix: list[str] = field(default_factory=list)
    popen_options: dict[str, object] = field(default_factory=dict)

    def give(self, folder: Path) -> None:
        """Make the user own a folder and all it contains; costs one look when it already does."""
        if (folder.stat().st_uid, folder.stat().st_gid) == self.owner:
            return
        for parent, folders, files in os.walk(folder):
            for name in (*folders, *files):
                os.chown(Path(parent) / name, *self.owner, follow_symlinks=False)
        # Last, so that an interrupted change of owner is taken up again.
        os.chown(folder, *self.owner)


def choose_identity(program: Path, data: Path) -> Identity:
    """Return ourselves when we are an ordinary user, otherwise an unprivileged one that reaches program and data."""
    if os.getuid() != 0:
        return Identity(owner=(os.getuid(), os.getgid()))
    for candidate in (nobody(), mapped()):
        if candidate and reaches(candidate, program, data):
            return candidate
    raise Refusal(
        "PostgreSQL refuses to run as root, and no unprivileged user can reach "
        f"{program} and {data}. Run as an ordinary user, move the folder out of root's home, or set DATABASE_URL."
    )


def nobody() -> Identity | None:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return None
    options = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return Identity(owner=(entry.pw_uid, entry.pw_gid), popen_options=options)


def mapped() -> Identity | None:
    """Return root under another name, in a user namespace: reaches what root reaches, even below a 0700 home."""
    unshare = shutil.which("unshare")
    setpriv = shutil.which("setpriv")
    if not unshare or not setpriv:
        return None
    prefix = [unshare, "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", setpriv, "--pdeathsig", "INT"]
    return Identity(owner=(0, 0), prefix=prefix)


def reaches(identity: Identity, program: Path, data: Path) -> bool:
    """Try it: under that identity, enter the data directory and run the program."""
    attempt = ["/bin/sh", "-c", 'cd "$1" && exec "$2" --version', "sh", data, program]
    try:
        # Popen's own cwd would be entered while still root.
        result = subprocess.run([*identity.prefix, *attempt], capture_output=True, check=False, **identity.popen_options)
    except OSError:
        return False
    return result.returncode == 0
