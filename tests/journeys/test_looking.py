"""The way we look at pages with axe finds a fault wherever it hides: at one width, at night only, among colours seen before (LEG-12)."""

import pytest

from tests.journeys.looking import Looking

ALL_RIGHT = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>x</title><style>
:root { color-scheme: light dark; color: #222; background: #fff }
@media (prefers-color-scheme: dark) { :root { color: #eee; background: #111 } }
main, section { padding: 8px } a.big { display: inline-block; padding: 8px } %s</style>
<body><main><h1>Title</h1><p>Words on the page.</p>%s</main>"""
#: What is wrong, where it is found, and how it is made.
FAULTS = {
    "dark at 320": ("color-contrast", {"320 dark"}, "@media (prefers-color-scheme: dark) and (max-width: 400px) { p { color: #333 } }", ""),
    "light at 1280": (
        "color-contrast",
        {"1280 light"},
        "@media (prefers-color-scheme: light) and (min-width: 1000px) { p { color: #ccc } }",
        "",
    ),
    "small beside large": ("color-contrast", {"320 light", "1280 light"}, "b { font: 400 16px serif; color: #888 }", "<p><b>Small</b></p>"),
    "the same colour on another ground": (
        "color-contrast",
        {"320 light", "1280 light"},
        "@media (prefers-color-scheme: light) { section { background: #555 } }",
        "<section><p>Known</p></section>",
    ),
    "over what it does not belong to": (
        "color-contrast",
        {"1280 light"},
        "@media (prefers-color-scheme: light) { i { display: block; height: 90px; background: #333 } "
        "@media (min-width: 1000px) { u { display: block; position: relative; top: -80px; width: 300px } } }",
        "<i></i><u>Lifted</u>",
    ),
    "half transparent": ("color-contrast", {"320 light", "1280 light"}, "@media (prefers-color-scheme: light) { p { opacity: 0.3 } }", ""),
    "a link among words at night": (
        "link-in-text-block",
        {"320 dark", "1280 dark"},
        "@media (prefers-color-scheme: dark) { p a { color: #ddd; text-decoration: none } } ",
        '<p>Here are many words and <a href="/x">a link</a> among them.</p>',
    ),
    "a small target at 320": (
        "target-size",
        {"320 light"},
        "button { width: 40px; height: 40px; margin: 4px } @media (max-width: 400px) { button { width: 9px; height: 9px; padding: 0; margin: 0 } }",
        "<button>a</button><button>b</button>",
    ),
    "a small target at 768": (
        "target-size",
        {"768 dark"},
        "button { width: 40px; height: 40px; margin: 4px } "
        "@media (min-width: 700px) and (max-width: 900px) { button { width: 9px; height: 9px; padding: 0; margin: 0 } }",
        "<button>a</button><button>b</button>",
    ),
    "a field without a name on wide pages": (
        "label",
        {"1280 light"},
        "input { display: none } @media (min-width: 1000px) { input { display: block } }",
        "<input>",
    ),
    "a field whose label leaves wide pages": (
        "label",
        {"1280 light"},
        "@media (min-width: 1000px) { label { display: none } }",
        '<p><label for="a">Name</label></p><p><input id="a"></p>',
    ),
    "a button on wide pages that a screen reader is not told of": (
        "aria-hidden-focus",
        {"1280 light"},
        "button { display: none } @media (min-width: 1000px) { button { display: block; min-width: 40px; min-height: 40px } }",
        '<section aria-hidden="true"><p><button>Hidden</button></p></section>',
    ),
    "a list that cannot be scrolled by keys": (
        "scrollable-region-focusable",
        {"1280 light"},
        "@media (min-width: 1000px) { section { height: 60px; overflow: auto } }",
        "<section>" + "<p>Line</p>" * 30 + "</section>",
    ),
    "a picture without words": (
        "image-alt",
        {"320 light"},
        "",
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="9" height="9">',
    ),
}


@pytest.fixture(scope="module")
def look(chromium):
    """Look at a page of this markup with eyes that have seen others."""
    context = chromium.new_context()
    page = context.new_page()
    looking = Looking(page)

    def at(style="", body=""):
        document = ALL_RIGHT % (style, body)
        page.route("**/*", lambda route: route.fulfill(body=document, content_type="text/html"))
        page.goto("http://looked.at.test/")
        found = looking.at()
        page.unroute("**/*")
        return found

    # Large letters in grey pass, and so does each colour of the page on its own ground.
    assert at("b { font: 400 32px serif; color: #888 }", "<p><b>Large</b></p><p>Here are words.</p>") == []
    assert at() == []
    yield at
    context.close()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_where_it_is(look, fault):
    rule, where, style, body = FAULTS[fault]
    found = look(style, body)
    assert {line.split(":")[0] for line in found} == where, found
    assert {line.split(": ")[1] for line in found} == {rule}


def test_a_page_that_is_too_wide_is_found_at_the_width_where_it_is(look):
    assert look("section { width: 500px }", "<section></section>") == ["320: scrolls sideways"]
