"""Pages that are printed in several threads at once."""

import contextlib
import io
import struct
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from reportlab.pdfgen.canvas import Canvas

from home import paper

#: Letters with accents are drawn from two others: these are what reportlab looks for in the file.
ACCENTED = "".join(map(chr, range(0xC0, 0x180)))


def page(number):
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.setFont(paper.DISPLAY, 12)
    canvas.drawString(40, 700, ACCENTED[number:])
    canvas.save()
    return out.getvalue()


@pytest.fixture
def _hasty():
    """Let threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def at_once():
    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(page, range(24)))


def spoilt(alone):
    try:
        return at_once() != alone
    except (KeyError, IndexError, ValueError, struct.error):  # what reportlab meets where another has moved its mark
        return True


@pytest.mark.usefixtures("_hasty")
def test_pages_written_at_once_are_what_they_are_when_written_alone(monkeypatch):
    """The control: without the lock some are broken, or have the letters of another."""
    paper.load_fonts()
    alone = [page(number) for number in range(24)]
    assert at_once() == alone
    monkeypatch.setattr(paper, "_one_at_a_time", contextlib.nullcontext())
    assert any(spoilt(alone) for _try in range(60))
