"""Reading features one by one: the same as reading the file whole, and clear words when it is broken."""

import json

import pytest

from home import geojson_stream
from home.geojson_stream import UnreadableFileError, features


@pytest.fixture(params=[1, 7, 1024 * 1024], autouse=True)
def chunk(request, monkeypatch):
    """Pieces of any size give the same answer."""
    monkeypatch.setattr(geojson_stream, "_CHUNK", request.param)


def read(tmp_path, text):
    path = tmp_path / "file.geojson"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(features(path))


@pytest.mark.parametrize("indent", [None, 2])
def test_features_come_one_by_one(tmp_path, indent):
    rows = [{"type": "Feature", "properties": {"nom": "L’Haÿ", "n": n}, "geometry": None} for n in range(20)]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    text = json.dumps({"type": "FeatureCollection", "crs": crs, "features": rows, "n": 12345}, indent=indent, ensure_ascii=False)
    assert read(tmp_path, text) == rows
    assert read(tmp_path, "\ufeff" + text) == rows


def test_an_empty_collection_has_no_features(tmp_path):
    assert read(tmp_path, '{"features": [], "type": "FeatureCollection"}') == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"type": "Feature", "features": []}',
        '{"type": "FeatureCollection"}',
        '{"type": "FeatureCollection", "features": [{"a": 1}',
        '{"type": "FeatureCollection", "features": [{"a": 1}, {"b": ',
        '{"type": "FeatureCollection", "features": [{"a": 1} {"b": 2}]}',
        '{"type": "FeatureCollection", "features": [{"a": 1}]} more',
        '{"type": "FeatureCollection", "features": [{"a": 1}]',
        '{"type": "FeatureCollection", "features": {}}',
        '{"crs": {"type": "name", "properties": {"name": "EPSG:2154"}}, "features": []}',
        b'{"features": ["\xe9"]}',
        "[" * 100_000,
        '{"a": ' + "[" * 100_000,
    ],
)
def test_a_broken_file_is_refused_with_words(tmp_path, text):
    with pytest.raises(UnreadableFileError) as caught:
        read(tmp_path, text)
    assert str(caught.value)


def test_a_monstrous_feature_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(geojson_stream, "MAX_FEATURE", 1000)
    with pytest.raises(UnreadableFileError):
        read(tmp_path, '{"features": [{"a": "' + "x" * 4_000_000 + '"}]}')


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(UnreadableFileError):
        list(features(tmp_path / "none"))
