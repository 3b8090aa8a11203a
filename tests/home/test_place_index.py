"""The index of places in memory: what comes, changes and goes, and threads that ask at once."""

import faulthandler
import math
import multiprocessing
import threading
from contextlib import nullcontext

import pytest
import shapely

from home.place_index import Entry
from tests.home.indexes import held, index_of
from tests.home.shapes import polygon, square


@pytest.mark.parametrize("wide", [False, True])
def test_an_entry_leaves_nothing_behind(wide):
    index = index_of(polygon(square(-60, 0, 40 if wide else 0.1)))
    assert held(index, 0.05, -59.95) == {1}
    index.remove(1)
    index.remove(1)
    assert held(index, 0.05, -59.95) == set()
    assert len(index) == 0
    assert not index._cells
    assert not index._ready


@pytest.mark.parametrize("size", [0.004, 40])
def test_a_change_shows_in_a_cell_that_was_asked_before(size):
    """Answers are kept by cell: an outline that comes, changes or goes must drop them, a very wide one everywhere."""
    index = index_of(polygon(square(-2.05, 48.45, 0.01)))
    place = (48.452, -2.048)
    assert held(index, *place) == {1}
    wide = shapely.geometry.shape(polygon(square(-2.05, 48.45, size)))
    index.put(Entry(2, "neighbourhood", wide, "2", "/palier/dinan/2/", True))
    assert held(index, *place) == {1, 2}
    index.put(Entry(2, "neighbourhood", wide, "Autre", "/palier/dinan/2/", True))
    assert [hit.title for hit in index.located(*place).neighbourhoods] == ["1", "Autre"]
    index.remove(2)
    assert held(index, *place) == {1}


def test_points_where_nothing_is_take_no_memory():
    """Anybody may ask about every point of the Earth."""
    index = index_of(polygon(square(-60, 0, 40)))
    for lat in range(-80, 80):
        index.located(lat + 0.5, 100)
        index.located(lat + 0.5, -30)
    assert not index._ready


def _asked_by_four_threads(rounds, lock):
    """Ask about an outline nobody has asked about yet, in four threads at once, again and again."""
    faulthandler.disable()
    ring = [[math.cos(2 * math.pi * n / 3000) / 10, math.sin(2 * math.pi * n / 3000) / 10] for n in range(3000)]
    for _ in range(rounds):
        index = index_of(polygon([*ring, ring[0]]))
        if not lock:
            index._lock = nullcontext()
        together = threading.Barrier(4)

        def ask(index=index, together=together):
            together.wait()
            for _ in range(3):
                index.located(0.001, 0.001)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _status_of(rounds, *, lock):
    child = multiprocessing.get_context("fork").Process(target=_asked_by_four_threads, args=(rounds, lock))
    child.start()
    child.join(60)
    return child.exitcode


def test_threads_may_ask_at_once():
    """The library builds a prepared outline's own index at its first tests, which in two threads at once ends the process."""
    assert any(_status_of(400, lock=False) != 0 for _ in range(10)), "without the lock nothing happens: the test proves nothing"
    assert _status_of(400, lock=True) == 0
