"""Makes `.venv` match the pinned requirements, then hands over to a command of this package inside it.

Runs on any bare Python ≥ 3.11, by path, before a single dependency exists: standard library only.
Usage: bootstrap.py {runtime|dev} {module} [arguments of the module]
"""

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "palier-stamp.json"
REQUIREMENTS = {"runtime": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}


def say(text: str) -> None:
    sys.stderr.write(f"palier: {text}\n")
    sys.stderr.flush()


@contextmanager
def only_one_installer():
    """Let one process at a time change the virtual environment: bin/run and bin/test may start together."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (ROOT / ".venv.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def wanted_stamp(profile: str) -> dict[str, str]:
    """Describe the environment that should exist: place, Python, profile and content of the requirements."""
    stamp = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in REQUIREMENTS.items()}
    return {**stamp, "profile": profile, "place": str(VENV)}


def current_stamp() -> dict[str, str]:
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def satisfied(profile: str, stamp: dict[str, str]) -> bool:
    """Tell whether the environment serves the profile; the dev requirements contain the runtime ones."""
    wanted = wanted_stamp(profile)
    if stamp.get("place") != wanted["place"] or not works(PYTHON):
        return False
    keys = ["runtime"] if profile == "runtime" else ["runtime", "dev"]
    return stamp.get("profile") in {profile, "dev"} and all(stamp.get(key) == wanted[key] for key in keys)


def works(python: Path) -> bool:
    """Tell whether an interpreter runs: it does not when the Python it was made from has been removed."""
    try:
        # Interrupted is not broken: an environment must never be rebuilt because somebody pressed Ctrl-C.
        return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode <= 0
    except (FileNotFoundError, PermissionError):
        return False


def make_venv() -> None:
    """Create `.venv`, with pip where this Python can provide it (Debian splits that part off)."""
    say("creating .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, check=False).returncode:
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV], check=True)


def pinned_uv() -> tuple[str, list[str]]:
    """Return the pinned version of uv and the accepted sha256 of its files."""
    text = REQUIREMENTS["dev"].read_text()
    block = re.search(r"^uv==(\S+)((?:\s*\\\n\s*--hash=sha256:[0-9a-f]{64})+)", text, re.MULTILINE)
    if not block:
        raise SystemExit("palier: requirements-dev.txt pins no uv; run bin/lock")
    return block[1], re.findall(r"sha256:([0-9a-f]{64})", block[2])


def find_uv() -> Path | None:
    """Return a uv to install with: the one in the environment, installed by pip, or fetched as a wheel."""
    uv = PYTHON.with_name("uv.exe" if os.name == "nt" else "uv")
    if uv.exists():
        return uv
    version, hashes = pinned_uv()
    with tempfile.TemporaryDirectory() as folder:
        pin = Path(folder) / "uv.txt"
        pin.write_text(f"uv=={version} " + " ".join(f"--hash=sha256:{item}" for item in hashes) + "\n")
        pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--require-hashes", "-r", pin]
        if subprocess.run(pip, capture_output=True, check=False).returncode == 0 and uv.exists():
            return uv
        try:
            return fetch_uv(version, hashes, Path(folder), uv)
        except (OSError, ValueError, KeyError, StopIteration):
            return None


def fetch_uv(version: str, hashes: list[str], folder: Path, target: Path) -> Path:
    """Download the uv wheel itself, for a Python without pip, and keep its program once the hash is right."""
    tags = {"linux": "manylinux", "darwin": "macosx", "win32": "win_"}[sys.platform]
    machine = {"AMD64": "x86_64"}.get(platform.machine(), platform.machine())
    with urllib.request.urlopen(f"https://pypi.org/pypi/uv/{version}/json", timeout=30) as answer:
        files = json.load(answer)["urls"]
    wheel = next(f for f in files if tags in f["filename"] and machine in f["filename"])
    archive = folder / wheel["filename"]
    with urllib.request.urlopen(wheel["url"], timeout=120) as answer:
        archive.write_bytes(answer.read())
    if hashlib.sha256(archive.read_bytes()).hexdigest() not in hashes:
        raise ValueError("the uv wheel does not have the pinned hash")
    with zipfile.ZipFile(archive) as content:
        name = next(n for n in content.namelist() if n.endswith(f"/scripts/{target.name}"))
        target.write_bytes(content.read(name))
    target.chmod(0o755)
    return target


def install(profile: str) -> None:
    """Install exactly the pinned packages, refusing any file whose hash is not listed."""
    requirements = REQUIREMENTS[profile]
    say(f"installing {requirements.name} (once; a minute or so without uv, seconds with it)")
    uv = find_uv()
    if uv and install_with_uv(uv, requirements):
        return
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--require-hashes", "-r", requirements]
    if subprocess.run(pip, check=False).returncode:
        raise SystemExit("palier: the Python packages could not be installed (see above). Is PyPI reachable?")


def install_with_uv(uv: Path, requirements: Path) -> bool:
    """Try with the certificates of the system (an office or a school may inspect traffic), with uv's own, without a home."""
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    for options in (["--system-certs"], [], ["--system-certs", "--no-cache"]):
        command = [uv, "pip", "sync", "-q", *options, "--require-hashes", "--python", PYTHON, requirements]
        result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if result.returncode == 0:
            return True
    say(f"uv could not install; trying pip\n{result.stderr}")
    return False


def prepare(profile: str) -> None:
    """Bring the environment up to date for a profile; instant when nothing changed."""
    if VENV.is_symlink():
        # Somebody shares one environment between folders: it is theirs to keep up to date, not ours to rebuild.
        say(f"using {VENV.resolve()} as it is")
        return
    if satisfied(profile, current_stamp()):
        return
    with only_one_installer():
        stamp = current_stamp()
        if satisfied(profile, stamp):
            return
        if not works(PYTHON) or stamp.get("place", str(VENV)) != str(VENV):
            make_venv()
            stamp = {}
        # Once the tools are there, bin/run keeps them: otherwise it and bin/test would undo each other's work.
        profile = "dev" if stamp.get("profile") == "dev" else profile
        STAMP.unlink(missing_ok=True)
        install(profile)
        STAMP.write_text(json.dumps(wanted_stamp(profile), indent=1))


def keep_bytecode(environment: dict[str, str]) -> None:
    """Have what we start keep its bytecode inside `.venv`, also where Python was told to write none.

    Containers often tell it so, to have nothing beside their sources. Then each of our many processes would compile
    Django, Wagtail and ourselves anew: as long again as its start takes.
    """
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.setdefault("PYTHONPYCACHEPREFIX", str(VENV / "bytecode"))


def main() -> None:
    if sys.version_info < (3, 11):
        raise SystemExit(f"palier: Python 3.11 or newer is needed; this is {platform.python_version()}")
    profile, module, *arguments = sys.argv[1:]
    prepare(profile)
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ["PYTHONUNBUFFERED"] = "1"
    keep_bytecode(os.environ)
    command = [str(PYTHON), "-m", f"portal.embedded.{module}", *arguments]
    if os.name == "nt":
        raise SystemExit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
