"""Drawings are the same every time, sound, and never carry what people wrote as markup."""

import re

from django.template import Context, Template

import pytest

from home.drawings import diagrams, maps, streets, vignettes
from home.templatetags import face
from tests.components.markup import read

SQUARE = {"type": "Polygon", "coordinates": [[[-2.05, 48.45], [-2.04, 48.45], [-2.04, 48.46], [-2.05, 48.46], [-2.05, 48.45]]]}


def render(source, **context):
    return Template("{% load face %}" + source).render(Context(context))


@pytest.mark.parametrize("name", sorted(face._SCENES))
def test_a_scene_is_sound_markup(name):
    options = ' text="404"' if name == "door" else ""
    [(root, attributes), *_rest] = read(render(f'{{% scene "{name}"{options} %}}'))
    assert root == "svg"
    assert attributes["aria-hidden"] == "true"


def test_a_title_makes_a_scene_an_image_and_is_escaped():
    html = render('{% scene "jerzual" title=title %}', title='The "rue" & <b>')
    assert 'role="img" aria-label="The &quot;rue&quot; &amp; &lt;b&gt;"' in html


def test_every_neighbourhood_keeps_its_own_street():
    assert streets.facade(5) == streets.facade(5)
    assert streets.facade(5) != streets.facade(6)
    assert render('{% scene "facade" seed=5 %}') == render('{% scene "facade" seed=29 %}')


def test_a_closed_door_escapes_its_plaque():
    assert "<script" not in vignettes.closed_door("<script>")


@pytest.mark.parametrize(("done", "full"), [(0, 0), (11, 11), (16, 16), (20, 20)])
def test_a_pledge_has_a_door_for_each_household(done, full):
    html = diagrams.pledge(done, (8, 12, 16))
    read(html)
    assert html.count('class="full"') == full
    assert html.count('class="void"') == max(16 - done, 0)


def test_bars_stand_for_their_values():
    html = diagrams.bars([("S 46", 10), ("S 47", 20), ("<i>", 0)], "Views")
    heights = [float(height) for height in re.findall(r'class="k-a"[^>]* height="([\d.]+)"', html)]
    assert heights == [85, 170, 0]
    assert "<i>" not in html
    read(html)


def test_a_map_keeps_everything_inside_its_frame():
    html = maps.boundary_map(
        title="Two <b>",
        areas=[{"name": "Port & Jerzual", "geometry": SQUARE, "url": "/p/"}],
        pins=[{"lat": 48.455, "lon": -2.03, "label": "412 homes", "kind": "carpool"}],
        circle={"lat": 48.455, "lon": -2.045, "radius": 1500},
    )
    elements = read(html)
    width, height = (float(size) for size in dict(elements)["svg"]["viewbox"].split()[2:])
    [outline] = [attributes["d"] for _tag, attributes in elements if attributes.get("class") == "area"]
    numbers = re.findall(r"[\d.-]+ [\d.-]+", outline)
    points = [tuple(float(part) for part in pair.split()) for pair in numbers]
    assert len(points) == 5
    assert all(0 <= x <= width and 0 <= y <= height for x, y in points)
    circle = dict(elements)["circle"]
    assert float(circle["cx"]) - float(circle["r"]) >= 0
    assert float(circle["cy"]) + float(circle["r"]) <= height
    assert "Port &amp; Jerzual" in html
    assert "<b>" not in html


def test_a_map_of_several_islands_draws_each():
    islands = {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"], SQUARE["coordinates"]]}
    assert maps.boundary_map(title="Islands", areas=[{"name": "", "geometry": islands}]).count("M") == 2


def test_an_empty_map_is_still_a_map():
    assert read(maps.boundary_map(title="Nothing"))


def test_north_is_up_and_east_is_right():
    projection = maps.Projection.around([(-2.05, 48.45), (-2.04, 48.46)])
    west, south = projection.place(-2.05, 48.45)
    east, north = projection.place(-2.04, 48.46)
    assert west < east
    assert north < south


@pytest.mark.parametrize(("level", "element"), [(1, "h1"), (3, "h3"), (0, "p")])
def test_a_heading_has_the_level_the_page_gives(level, element):
    html = render('{% heading text level=level classname="x" %}', text="Tea & cake", level=level)
    assert html == f'<{element} class="x">Tea &amp; cake</{element}>'


def test_a_component_has_a_level_of_its_own_until_the_page_decides():
    assert render("{% heading text level=level default=3 %}", text="Tea") == "<h3>Tea</h3>"


def test_a_heading_may_be_a_link():
    assert render('{% heading "Tea" url="/t/" rel="sponsored" %}') == '<h2><a href="/t/" rel="sponsored">Tea</a></h2>'


def test_an_icon_points_into_the_sprite():
    assert render('{% icon "bell" "icon--s" %}') == (
        '<svg class="icon icon--s" aria-hidden="true" focusable="false"><use href="/static/icons/icons.svg#i-bell"/></svg>'
    )


def test_a_door_says_offer_or_ask_by_its_shape():
    assert 'class="door"' in render('{% door "carpool" %}')
    assert 'class="door door--ask door--l"' in render('{% door "carpool" True "l" %}')
