"""Every component renders with its samples, and the gallery shows them all."""

import re

from django.test import override_settings
from django.utils import translation

import pytest

from portal import gallery
from tests.components.markup import read

SAMPLES = [sample for name in gallery.names() for sample in gallery.samples(name)]


@pytest.fixture
def page_request(rf):
    return rf.get("/somewhere/", {"kind": "carpool"})


def source(name):
    return (gallery.FOLDER / f"{name}.html").read_text(encoding="utf-8")


def test_a_component_has_a_contract_and_a_sample():
    for name in gallery.names():
        assert source(name).startswith('{% comment "text/markdown" %}\n'), name
        assert list(gallery.samples(name)), f"components/{name}.json is missing"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_component_renders_as_sound_markup(language, page_request, subtests):
    with translation.override(language):
        for sample in SAMPLES:
            with subtests.test(f"{sample.component}: {sample.state}"):
                read(sample.render(page_request))


def test_a_sample_gives_only_what_the_contract_names():
    for sample in SAMPLES:
        contract = source(sample.component).split("{% endcomment %}")[0]
        assert set(sample.context) <= set(re.findall(r"`(\w+)`", contract)), f"{sample.component}: {sample.state}"


def test_what_people_write_is_escaped(page_request):
    hostile = next(sample for sample in SAMPLES if sample.state == "hostile")
    html = hostile.render(page_request)
    assert "<b>Ô" not in html
    assert "&lt;script&gt;" in html


def test_pagination_keeps_the_filters(page_request):
    middle = next(sample for sample in SAMPLES if sample.component == "pagination" and sample.state == "in the middle")
    addresses = {attributes["href"] for tag, attributes in read(middle.render(page_request)) if tag == "a"}
    assert {"?kind=carpool&amp;page=4", "?kind=carpool&page=4"} & addresses
    assert len(addresses) == 3


def test_the_gallery_is_for_development_only(page_request):
    page_request.user = None
    with override_settings(DEBUG=True):
        html = gallery.gallery(page_request).content.decode()
    assert all(f'id="{name}"' in html for name in gallery.names())
    with pytest.raises(gallery.Http404):
        gallery.gallery(page_request)
