"""What a cell hides: two homes in one cell are the same to everybody (PRV-01, PRV-02, PRV-03)."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from home.cells import BUCKET_SIZE, CELL_SIZE, box, bucket, cell_at, cell_of, distance

LAT = st.floats(-90, 90)
LON = st.floats(-180, 180)
METRE = 1 / 111_195
NEAR = st.tuples(st.floats(48.40, 48.50), st.floats(-2.1, -2.0))


@given(LAT, LON)
def test_a_cell_holds_its_points_and_its_key_finds_it(lat, lon):
    cell = cell_of(lat, lon)
    assert cell_at(cell.key) == cell
    assert cell_of(cell.center_lat, cell.center_lon) == cell
    west, south, east, north = box(cell)
    assert south - 1e-5 <= lat <= north + 1e-5
    assert west - 1e-5 <= lon <= east + 1e-5 or abs(lon) > 179.9999


@given(st.floats(-70, 70), LON)
def test_a_cell_is_about_150_metres_wide(lat, lon):
    west, south, east, north = box(cell_of(lat, lon))
    assert (north - south) / METRE == pytest.approx(CELL_SIZE, abs=1)
    assert (east - west) / METRE * math.cos(math.radians(lat)) == pytest.approx(CELL_SIZE, abs=1)


@given(NEAR, st.floats(0.01, 0.99), st.floats(0.01, 0.99), NEAR)
@settings(max_examples=300)
def test_two_homes_in_one_cell_are_the_same_to_everybody(home, across, up, viewer):
    """PRV-01: what is public depends on the cell, not on the coordinate."""
    cell = cell_of(*home)
    west, south, east, north = box(cell)
    neighbour = cell_of(south + (north - south) * up, west + (east - west) * across)
    assert neighbour == cell
    assert bucket(neighbour, cell_of(*viewer)) == bucket(cell, cell_of(*viewer))


@given(NEAR, NEAR)
def test_a_distance_is_told_in_steps_and_the_same_both_ways(one, other):
    """PRV-02: buckets of 500 m between cell centres."""
    first, second = cell_of(*one), cell_of(*other)
    assert bucket(first, second) == bucket(second, first)
    assert bucket(first, second) % BUCKET_SIZE == 0
    assert bucket(first, second) >= BUCKET_SIZE
    assert bucket(first, second) - BUCKET_SIZE <= distance(first, second) <= bucket(first, second) + 0.001


@settings(max_examples=20, deadline=None)
@given(NEAR)
def test_moving_a_fake_home_does_not_find_a_real_one(home):
    """PRV-02: an attacker who asks the distance from 1,000 places learns no more than the cell."""
    victim = cell_of(*home)
    west, south, east, north = box(victim)
    inside = 0.02
    low = cell_of(south + (north - south) * inside, west + (east - west) * inside)
    high = cell_of(north - (north - south) * inside, east - (east - west) * inside)
    for step in range(1000):
        asker = cell_of(48.40 + (step % 32) * 0.003, -2.1 + (step // 32) * 0.003)
        assert bucket(asker, low) == bucket(asker, high)


@pytest.mark.parametrize("point", [(91, 0), (0, 181), (float("nan"), 0), (0, float("inf"))])
def test_there_is_no_cell_off_the_earth(point):
    with pytest.raises(ValueError, match="Earth"):
        cell_of(*point)


@pytest.mark.parametrize("key", ["", "1", "a-b", "999999-1", "100-999999", "1-1-1", "-1-1"])
def test_an_invented_key_names_no_cell(key):
    with pytest.raises(ValueError, match="key"):
        cell_at(key)


def test_the_grid_never_moves():
    """Stored keys rest on it."""
    assert cell_of(48.4535, -2.0471).key == cell_at(cell_of(48.4535, -2.0471).key).key == "102635-87490"
    assert bucket(cell_of(48.4535, -2.0471), cell_of(48.4535, -2.0471)) == 500
