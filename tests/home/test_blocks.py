"""Each block ships complete: icon, template, description, a preview that renders, and decisions tested without a page."""

from datetime import date, time

from django.template.loader import get_template

from wagtail.blocks import StructBlock

import pytest

from home.blocks import BodyBlock
from home.blocks.contact import OpeningHoursBlock
from home.models import InfoPage
from tests.factories.home import NeighbourhoodPageFactory

BLOCKS = list(BodyBlock().child_blocks.items())


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=[name for name, _block in BLOCKS])
def test_a_block_ships_complete(name, block):
    assert block.meta.icon not in {"placeholder", ""}
    assert str(block.get_description())
    assert get_template(block.meta.template).template.source.startswith("{% comment")
    text = block.render(block.get_preview_value())
    assert len(text.strip()) > 10
    assert "style=" not in text
    assert "None" not in text


def hours(*rows):
    block = OpeningHoursBlock()
    spans = [{"day": day, "opens": opens, "closes": closes} for day, opens, closes in rows]
    return block.to_python({"name": "Mairie", "rows": spans, "note": ""})


MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)


def test_today_is_put_into_words():
    value = hours(("0", "14:00", "17:30"), ("0", "09:00", "12:00"), ("1", "09:00", "12:00"))
    assert value.today_label(MONDAY).endswith("9\u00a0h – 12\u00a0h, 14\u00a0h – 17\u00a0h\u00a030")
    assert value.today_label(SUNDAY) != value.today_label(MONDAY)
    assert value["rows"][0]["opens"] == time(14)


def test_a_week_names_every_day_once_and_half_filled_rows_are_left_out():
    value = hours(("6", "10:00", "12:00"), ("2", "10:00", None))
    week = value.week()
    assert len(week) == 7
    assert [len(spans) for _day, spans in week] == [0, 0, 0, 0, 0, 0, 1]


@pytest.mark.django_db
def test_words_of_curators_are_escaped(client):
    """SEC-04."""
    payload = "<script>alert(1)</script>"
    place = NeighbourhoodPageFactory()
    body = [
        ("heading", payload),
        ("callout", {"tone": "info", "text": payload}),
        ("quote", {"text": payload, "speaker": payload}),
        ("contact", {"name": payload, "phone": payload, "url": "javascript:alert(1)"}),
        ("steps", {"steps": [{"title": payload, "text": payload}]}),
    ]
    page = place.add_child(instance=InfoPage(title="Infos", body=body))
    text = client.get(page.get_url()).content.decode()
    assert payload not in text
    assert text.count("&lt;script&gt;") >= 6


def test_addresses_that_run_code_are_refused():
    """SEC-14."""
    from django.core.exceptions import ValidationError

    for name in ("contact", "links"):
        block = dict(BLOCKS)[name]
        child = block.child_blocks.get("url") or block.child_blocks["links"].child_block.child_blocks["url"]
        with pytest.raises(ValidationError):
            child.clean("javascript:alert(1)")
        assert child.clean("https://www.dinan.fr/")
    assert isinstance(dict(BLOCKS)["contact"], StructBlock)
