"""Static files: one stylesheet for the browser, made from one file per family for the reader; hashed names."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = Path("css", "entry.css")
BUNDLE = "css/palier.css"
_IMPORT = re.compile(r'@import url\("(?P<name>[\w-]+\.css)"\) layer\((?P<layer>\w+)\)(?: (?P<media>[^;]+))?;')
_GAP = r"(?:\s|/\*.*?\*/)"
_SPARE = re.compile(rf'(?P<text>"[^"]*")|{_GAP}*(?P<mark>[{{}};]){_GAP}*|{_GAP}+', re.DOTALL)


def bundled(entry: Path) -> str:
    """Return the stylesheet that `entry` imports as one text: layers and media kept, comments and indents dropped."""

    def inline(match: re.Match[str]) -> str:
        css = (entry.parent / match["name"]).read_text(encoding="utf-8")
        if match["media"]:
            css = f"@media {match['media']} {{ {css} }}"
        return f"@layer {match['layer']} {{ {css} }}"

    def spare(match: re.Match[str]) -> str:
        return match["text"] or match["mark"] or " "

    text = _SPARE.sub(spare, _IMPORT.sub(inline, entry.read_text(encoding="utf-8")))
    return text.replace(";}", "}").strip() + "\n"


class BundleFinder(BaseFinder):
    """Finds `css/palier.css`, written again whenever one of its sources is newer.

    It comes with the other finders, so whitenoise in development, `collectstatic` and the hashed storage of
    production all see the same single file.
    """

    def __init__(self, app_names: list[str] | None = None, *args: object, **kwargs: object) -> None:
        self.entry = Path(settings.STATICFILES_DIRS[0], ENTRY)
        self.storage = FileSystemStorage(location=Path(settings.DATA_DIR, "bundle"))

    def check(self, **kwargs: object) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str]:
        if path != BUNDLE:
            return []
        found = str(self._build())
        return [found] if find_all else found

    def list(self, ignore_patterns: list[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        self._build()
        yield BUNDLE, self.storage

    def _build(self) -> Path:
        target = Path(self.storage.path(BUNDLE))
        newest = max(source.stat().st_mtime_ns for source in self.entry.parent.glob("*.css"))
        if target.exists() and target.stat().st_mtime_ns > newest:
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        # Another process may be reading it: write beside, then rename.
        with tempfile.NamedTemporaryFile("w", dir=target.parent, suffix=".css", delete=False, encoding="utf-8") as draft:
            draft.write(bundled(self.entry))
        ready = Path(draft.name)
        ready.chmod(0o644)
        ready.replace(target)
        return target


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Content-hashed names, also inside the `import` lines of our JavaScript modules."""

    support_js_module_import_aggregation = True
