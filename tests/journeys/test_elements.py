"""Our custom elements in a real browser: each shortens the way, none is the only way."""

from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
ORIGIN = "https://elements.test"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'"


@pytest.fixture(scope="module")
def window(chromium):
    """A window for all pages that need nothing unusual: a new one takes five times what a page takes."""
    context = chromium.new_context(base_url=ORIGIN)
    context.new_page()
    yield context
    context.close()


@pytest.fixture
def show(chromium, window):
    """Open a page holding this markup and our script; nothing leaves the browser."""
    opened = []

    def open_page(body, answers=(), **options):
        context = chromium.new_context(base_url=ORIGIN, **options) if options else window
        page = context.new_page()
        opened.append(context if options else page)
        page.set_default_timeout(5_000)
        fragments = iter(answers)

        def answer(route):
            path = route.request.url.removeprefix(ORIGIN)
            if path.startswith("/js/"):
                route.fulfill(body=(STATIC / path[1:]).read_text(), content_type="text/javascript")
            elif path == "/fragment/":
                status, html = next(fragments)
                route.fulfill(status=status, body=html, content_type="text/html")
            else:
                document = f'<!doctype html><title>x</title><script type="module" src="/js/palier.js"></script>{body}'
                route.fulfill(body=document, content_type="text/html", headers={"Content-Security-Policy": POLICY})

        page.route("**/*", answer)
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto("/")
        page.wait_for_function("customElements.get('locate-button') !== undefined")
        return page

    yield open_page
    for window_or_page in opened:
        window_or_page.close()


def test_a_pasted_code_loses_its_dash_and_its_doubtful_letters(show):
    page = show('<code-input><input class="code" name="code" maxlength="8"></code-input>')
    field = page.locator("input")
    field.fill("k7qp-2mol")
    assert field.input_value() == "K7QP2M01"
    field.fill("k7qp 2m9x and more")
    assert field.input_value() == "K7QP2M9X"
    page.evaluate("document.querySelector('code-input').replaceWith(document.querySelector('input'))")
    assert field.get_attribute("maxlength") == "8"
    assert page.faults == []


def test_a_scanned_card_fills_its_code_in_and_leaves_no_trace_of_it_in_the_address(show):
    """What stands after the "#" never left the browser; it does not stay in its history either."""
    page = show('<code-input><input class="code" name="code" maxlength="8"></code-input>')
    page.goto("/?next=1#K7QP2M9X")
    page.wait_for_url(f"{ORIGIN}/?next=1")
    assert page.locator("input").input_value() == "K7QP2M9X"
    page.goto("/?next=2#main")
    page.wait_for_function("() => customElements.get('locate-button') !== undefined")
    assert page.locator("input").input_value() == ""
    assert page.url.endswith("#main")
    assert page.faults == []


def test_a_link_is_copied_and_the_button_says_so(show):
    page = show(
        '<copy-button text="https://palier.example/x" done="Copied"><button type="button">Copy</button></copy-button>',
        permissions=["clipboard-read", "clipboard-write"],
    )
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "https://palier.example/x"
    page.get_by_role("button", name="Copy", exact=True).wait_for()


LOCATE = (
    '<form action="/found/" method="get"><input type="hidden" name="lat"><input type="hidden" name="lon">'
    '<locate-button submit refused="Type your address instead." hidden><button type="button">Here</button></locate-button></form>'
)


def test_the_position_fills_the_form_and_sends_it(show):
    page = show(LOCATE, geolocation={"latitude": 48.45, "longitude": -2.04}, permissions=["geolocation"])
    page.get_by_role("button", name="Here").click()
    page.wait_for_url("**/found/?lat=48.45&lon=-2.04")


def test_a_refused_position_says_what_to_do_instead(show):
    page = show(LOCATE, permissions=[])
    page.get_by_role("button", name="Here").click()
    page.get_by_role("alert").filter(has_text="Type your address instead.").wait_for()
    assert page.url == f"{ORIGIN}/"


def test_without_script_the_button_that_needs_it_is_not_there(chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(LOCATE)
    assert not page.get_by_role("button", name="Here").is_visible()
    context.close()


def test_figures_refresh_until_the_server_says_stop(show):
    page = show(
        '<auto-refresh src="/fragment/" every="0.05"><p>first</p></auto-refresh>',
        answers=[(200, "<p>second</p><script>window.ran = true</script>"), (500, "broken"), (286, "<p>last</p>")],
    )
    page.get_by_text("last").wait_for()
    assert page.locator("auto-refresh").inner_text() == "last"
    assert page.evaluate("window.ran") is None
    assert page.faults == []


def test_a_refused_form_takes_the_reader_to_its_summary(show):
    page = show('<div class="error-summary" tabindex="-1">Two things</div>')
    assert page.evaluate("document.activeElement.className") == "error-summary"
