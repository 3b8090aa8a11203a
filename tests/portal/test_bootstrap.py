"""When the environment is made again, and when it is left alone."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal.embedded import bootstrap

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """An empty folder with two requirements files; installations are noted, not done."""
    files = {"runtime": tmp_path / "requirements.txt", "dev": tmp_path / "requirements-dev.txt"}
    for name, path in files.items():
        path.write_text(name)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / "palier-stamp.json")
    monkeypatch.setattr(bootstrap, "REQUIREMENTS", files)
    made = []

    def make():
        made.append("venv")
        bootstrap.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        bootstrap.PYTHON.write_text("#!/bin/sh\nexit 0\n")
        bootstrap.PYTHON.chmod(0o755)

    monkeypatch.setattr(bootstrap, "make_venv", make)
    monkeypatch.setattr(bootstrap, "install", made.append)
    return made


def done(made):
    seen, made[:] = list(made), []
    return seen


def test_first_start_installs_and_the_second_is_instant(fresh):
    bootstrap.prepare("runtime")
    assert done(fresh) == ["venv", "runtime"]
    bootstrap.prepare("runtime")
    assert done(fresh) == []


def test_run_and_test_do_not_undo_each_other(fresh):
    bootstrap.prepare("runtime")
    bootstrap.prepare("dev")
    assert done(fresh) == ["venv", "runtime", "dev"]
    bootstrap.prepare("runtime")
    bootstrap.prepare("dev")
    assert done(fresh) == []
    bootstrap.REQUIREMENTS["runtime"].write_text("newer")
    bootstrap.prepare("runtime")
    assert done(fresh) == ["dev"], "the tools stay"


def test_change_of_the_tools_does_not_hold_up_the_site(fresh):
    bootstrap.prepare("dev")
    done(fresh)
    bootstrap.REQUIREMENTS["dev"].write_text("newer")
    bootstrap.prepare("runtime")
    assert done(fresh) == []
    bootstrap.prepare("dev")
    assert done(fresh) == ["dev"]


def test_interrupted_installation_is_taken_up_again(fresh, monkeypatch):
    def interrupted(profile):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.prepare("runtime")
    bootstrap.prepare("runtime")
    assert done(fresh) == ["venv", "runtime"]


def test_environment_is_made_again_when_its_python_is_gone_or_the_folder_was_moved(fresh):
    bootstrap.prepare("runtime")
    done(fresh)
    bootstrap.PYTHON.unlink()
    bootstrap.prepare("runtime")
    assert done(fresh) == ["venv", "runtime"]
    bootstrap.STAMP.write_text(bootstrap.STAMP.read_text().replace(str(bootstrap.VENV), "/elsewhere/.venv"))
    bootstrap.prepare("runtime")
    assert done(fresh) == ["venv", "runtime"]


def test_environment_shared_by_a_link_is_never_touched(fresh, tmp_path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "precious").write_text("kept")
    bootstrap.VENV.symlink_to(tmp_path / "shared")
    bootstrap.prepare("dev")
    assert done(fresh) == []
    assert (tmp_path / "shared" / "precious").read_text() == "kept"


def test_what_is_started_compiles_once_and_writes_nothing_beside_its_sources(fresh, tmp_path):
    """In a container that tells Python to write no bytecode, too."""
    (tmp_path / "ours.py").write_text("")
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(tmp_path)}
    environment.pop("PYTHONPYCACHEPREFIX", None)
    bootstrap.keep_bytecode(environment)
    subprocess.run([sys.executable, "-c", "import ours"], env=environment, check=True)
    assert len(list((tmp_path / ".venv").rglob("ours.*.pyc"))) == 1
    assert not (tmp_path / "__pycache__").exists()


def test_pinned_uv_is_found_in_the_real_requirements(monkeypatch):
    version, hashes = bootstrap.pinned_uv()
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert hashes


def test_development_requirements_contain_the_runtime_ones():
    pins = {
        name: set(re.findall(r"^([\w.-]+==\S+)", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    }
    assert pins["requirements.txt"]
    assert pins["requirements.txt"] <= pins["requirements-dev.txt"], "run bin/lock"
