"""One stylesheet for the browser, hashed names in production."""

import json
import os
from pathlib import Path

from django.core.management import call_command

import pytest

from portal.staticfiles import BUNDLE, BundleFinder, bundled


@pytest.fixture
def sources(tmp_path, settings):
    """A small stylesheet of two families, and a finder for it."""
    folder = tmp_path / "static" / "css"
    folder.mkdir(parents=True)
    (folder / "entry.css").write_text(
        '/* order */\n@layer base, print;\n@import url("base.css") layer(base);\n@import url("print.css") layer(print) print;\n'
    )
    (folder / "base.css").write_text('a { color: red; }\n/* why */\n.x::before { content: "a; b" }\n')
    (folder / "print.css").write_text("a { color: black }\n")
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.DATA_DIR = tmp_path / "data"
    return folder


def test_layers_and_media_are_kept_and_comments_dropped(sources):
    assert bundled(sources / "entry.css") == (
        '@layer base, print;@layer base{a{color: red}.x::before{content: "a; b"}}@layer print{@media print{a{color: black}}}\n'
    )


def test_the_bundle_follows_its_sources(sources):
    finder = BundleFinder()
    first = Path(finder.find(BUNDLE))
    assert "red" in first.read_text()
    written = first.stat().st_mtime_ns
    assert Path(finder.find(BUNDLE)).stat().st_mtime_ns == written
    (sources / "base.css").write_text("a { color: blue }")
    os.utime(sources / "base.css", ns=(written + 1, written + 1))
    assert "blue" in Path(finder.find(BUNDLE)).read_text()
    assert [path for path, _storage in finder.list(None)] == [BUNDLE]
    assert not finder.find("css/other.css")


def test_production_serves_hashed_names_and_its_modules_find_each_other(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    settings.DATA_DIR = tmp_path / "data"
    settings.STATICFILES_FINDERS = settings.STATICFILES_FINDERS[:2]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "portal.staticfiles.HashedStaticFilesStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert names[BUNDLE] != BUNDLE
    script = (tmp_path / names["js/palier.js"]).read_text()
    for element in (Path(settings.BASE_DIR) / "static/js/elements").glob("*.js"):
        if element.name in (Path(settings.BASE_DIR) / "static/js/palier.js").read_text():
            assert Path(names[f"js/elements/{element.name}"]).name in script
