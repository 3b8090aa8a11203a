"""Launcher tests run the real programs; each gets a data directory of its own, short enough to hold sockets."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from portal.embedded.places import Place


@pytest.fixture
def data_folder():
    """An open folder directly below the system's temporary one: pytest's own are deep and private."""
    folder = Path(tempfile.mkdtemp(prefix="pal-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def place(data_folder):
    return Place(data_folder.resolve())


@pytest.fixture
def bare_environment(data_folder):
    """The environment of somebody who has set up nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return {**kept, "PALIER_DATA_DIR": str(data_folder), "PYTHONUNBUFFERED": "1"}
