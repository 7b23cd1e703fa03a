"""The site's widgets, as a reader without a kernel uses them."""

import base64
import gzip
import json
import re
import statistics

import lab
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tools.render import read
from tools.states import choices, explorers

MOVE = """field => new Promise(done => {
  const frame = field.closest(".explore").querySelector(".explore-frame");
  const start = performance.now();
  new MutationObserver((_, observer) => {
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  }).observe(frame, {attributes: true, childList: true, subtree: true});
  field.value = Number(field.value) === 0 ? 1 : Number(field.value) - 1;
  field.dispatchEvent(new Event("input", {bubbles: true}));
})"""


def state(box):
    return box.locator(".explore-words").text_content(), box.locator(".explore-frame").inner_html()


def moved(box, before):
    expect(box.locator(".explore-frame")).not_to_have_js_property("innerHTML", before[1])
    return state(box)


@pytest.mark.parametrize("name", lab.WITH_WIDGETS)
def test_every_widget_moves(page, site, name):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/{name}.html")
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    boxes = page.locator(".explore").all()
    assert boxes
    for box in boxes:
        first = state(box)
        words = box.locator("[aria-live=polite] .explore-words")
        described = box.locator(".explore-picture img").get_attribute("aria-describedby")
        assert words.get_attribute("id") == described
        for part in box.locator("label, select, button").all():
            assert part.bounding_box()["height"] >= 44
        for field in box.locator("input[type=range]").all():
            box.get_by_role("button", name="Reset").click()
            expect(box.locator(".explore-words")).to_have_text(first[0])
            size = field.bounding_box()
            assert size["height"] >= 44
            field.press("End")
            assert field.evaluate("field => getComputedStyle(field).outlineWidth") == "2px"
            said = field.get_attribute("aria-valuetext")
            field.press("Home")
            expect(field).not_to_have_attribute("aria-valuetext", said)
            readout = field.locator("xpath=following-sibling::output").text_content()
            expect(field).to_have_attribute("aria-valuetext", readout)
        field = box.locator("input[type=range]").first
        field.press("End")
        field.press("Home")
        before = moved(box, first)
        box.get_by_role("button", name="Reset").click()
        assert moved(box, before)[0] == first[0]
    names = [box.get_attribute("aria-label") for box in boxes]
    assert len(set(names)) == len(names)
    for theme in ("light", "dark"):
        page.evaluate("theme => document.body.dataset.theme = theme", theme)
        found = Axe().run(page, context=".explore").response["violations"]
        assert [violation["id"] for violation in found] == []
    page.screenshot(path=lab.SCREENSHOTS / f"frames_{name}.png")


def test_what_has_no_frame_goes_back_and_says_so(page, site):
    page.goto(f"{site}/05_gradient_descent.html")
    box = page.locator(".explore").first
    rate, _, start = box.locator("input[type=range]").all()[:3]
    first = rate.get_attribute("aria-valuetext")
    rate.press("PageUp")
    expect(rate).not_to_have_attribute("aria-valuetext", first)
    start.press("ArrowRight")
    expect(rate).to_have_attribute("aria-valuetext", first)
    back = box.locator(".explore-back")
    expect(back).to_have_text(
        f"learning rate is back at {first}: this page does not hold every combination."
    )
    rate.press("PageUp")  # now the start is what was moved longest ago
    expect(back).to_have_text(
        "start slope is back at 0: this page does not hold every combination."
    )
    expect(rate).not_to_have_attribute("aria-valuetext", first)
    expect(start).to_have_attribute("aria-valuetext", "0")


def unpacked(site_folder, name):
    """What frames.js reads of a widget."""
    script = site_folder / "_static" / "frames" / f"{name}.js"
    packed = script.read_text(encoding="utf-8").split('"')[3]
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def test_frames_weigh_little(site_folder):
    files = (site_folder / "_static" / "frames").glob("*.js")
    sizes = {path.stem: path.stat().st_size for path in files}
    assert max(sizes.values()) <= 100_000, sizes
    assert sum(sizes.values()) <= 600_000, sizes


@pytest.mark.parametrize("name", lab.WITH_WIDGETS)
def test_what_question_and_picture_name_has_a_frame(site_folder, name):
    """Where a slider of JupyterLab offers a number of the question, so does the site's."""
    path = lab.NOTEBOOKS / f"{name}.ipynb"
    cells = read(path).cells
    for n, (i, explorer) in enumerate(explorers(path).items(), start=1):
        asked = [cell.source for cell in cells[max(0, i - 4) : i] if cell.cell_type == "markdown"]
        text = " ".join([*asked, explorer.alt]).replace("−", "-")
        text = re.sub(r"\(\d\.\d+\)|\\tag\{.*?\}", "", text)  # equations
        named = {float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)}
        labels = unpacked(site_folder, f"{name}-{n}")["labels"]
        for control, kept in zip(explorer.controls.values(), labels, strict=True):
            offered = {label for value, label in choices(control) if value in named}
            assert offered <= set(kept), control.description


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("02_nll_vs_cross_entropy-2", ("0.4", "0.0", "0.9", "1", "challenge")),
        ("05_gradient_descent-1", ("0.2459", "40", "500", "0")),
        ("05_gradient_descent-1", ("0.4", "60", "0", "0")),
        ("05_gradient_descent-1", ("0.49", "316", "0", "0")),
        ("05_gradient_descent-1", ("0.49", "320", "0", "0")),
        ("05_gradient_descent-2", ("12.76", "60", "0.0", "0.0")),
        ("05_gradient_descent-2", ("25", "60", "0.0", "0.0")),
    ],
)
def test_what_an_answer_tells_can_be_tried(site_folder, name, state):
    data = unpacked(site_folder, name)
    index = [labels.index(label) for labels, label in zip(data["labels"], state, strict=True)]
    assert any(
        all(i in axis for i, axis in zip(index, plane, strict=True)) for plane in data["planes"]
    )


def test_paper_and_a_page_without_script_have_the_still(browser, site):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site}/05_gradient_descent.html")
    still = page.locator(".explore-still img").first
    expect(still).to_be_visible()
    words = page.locator(".explore-words").first.text_content()
    assert still.get_attribute("alt").endswith(words)  # and they stand in the picture
    expect(page.locator(".explore").first).to_be_hidden()
    page.close()
    page = browser.new_page()
    page.goto(f"{site}/05_gradient_descent.html")
    expect(page.locator(".explore-still").first).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".explore-still").first).to_be_visible()
    expect(page.locator(".explore").first).to_be_hidden()
    page.close()


def test_an_old_browser_keeps_the_still(browser, site):
    page, errors = browser.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script("delete globalThis.DecompressionStream")
    page.goto(f"{site}/05_gradient_descent.html")
    expect(page.locator(".explore-still").first).to_be_visible()
    expect(page.locator(".explore").first).to_be_hidden()
    assert errors == []
    page.close()


def test_the_front_page_is_alive_within_two_seconds_and_fits_a_screen(page, site):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site}/index.html", wait_until="commit")
    box = page.locator(".explore")
    before = state(box)
    box.locator("input").first.press("ArrowRight")
    moved(box, before)
    took = """performance.now() - performance.getEntriesByType("navigation")[0].responseStart"""
    assert page.evaluate(took) < 2000
    bottom = box.locator(".explore-words").bounding_box()
    assert bottom["y"] + bottom["height"] < 800
    assert "0.49" not in before[0]  # its question is where the border is


def test_a_file_moves_as_a_page_does_and_a_slow_phone_keeps_up(browser, site_folder):
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto((site_folder / "05_gradient_descent.html").as_uri())
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    field = page.locator(".explore input").first
    field.scroll_into_view_if_needed()
    times = [field.evaluate(MOVE) for _ in range(40)]
    print(f"first {times[0]:.0f} ms, median {statistics.median(times):.0f} ms")
    assert statistics.median(times) < 100
    page.close()


def test_a_picture_fades_where_it_goes_on(page, site):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/05_gradient_descent.html")
    scroll = page.locator(".explore-scroll").first
    expect(scroll).to_have_class(re.compile("goes-on"))
    expect(scroll).to_have_attribute("tabindex", "0")
    scroll.evaluate("scroll => scroll.scrollLeft = scroll.scrollWidth")
    expect(scroll).not_to_have_class(re.compile("goes-on"))
    scroll.evaluate("scroll => scroll.scrollLeft = 0")
    expect(scroll).to_have_class(re.compile("goes-on"))
    assert scroll.evaluate("scroll => getComputedStyle(scroll).maskImage") != "none"
    page.emulate_media(media="print")
    assert scroll.evaluate("scroll => getComputedStyle(scroll).maskImage") == "none"
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(scroll).not_to_have_class(re.compile("goes-on"))
    expect(scroll).not_to_have_attribute("tabindex", "0")


def test_letters_on_a_phone_are_nine_pixels_high(page, site):
    page.set_viewport_size({"width": 390, "height": 800})
    for name in ("05_gradient_descent", "06_optimizers"):
        page.goto(f"{site}/{name}.html")
        picture = page.locator(".explore-picture").first
        shown = picture.bounding_box()["width"]
        drawn = float(picture.locator("img").get_attribute("width"))
        assert 100 * 9 / 72 * shown / drawn >= 9  # the smallest letters of a figure: 9 points
