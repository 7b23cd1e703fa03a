"""The site of `make docs`: every page is complete, and needs nothing but itself."""

import re

import lab
import pytest
from playwright.sync_api import expect

# What is wider than its box, or than the page: at 1280 px nothing may be, on narrower screens what
# scrolls in a box of its own.
TOO_WIDE = """scrolls => {
    document.querySelectorAll("article details").forEach(details => details.open = true);
    const faults = [];
    if (document.documentElement.scrollWidth > innerWidth) faults.push("the page");
    const fault = (where, box) =>
        faults.push(`${where} ${box.tagName}: ${box.textContent.trim().slice(0, 60)}`);
    const scrolling = box => scrolls && getComputedStyle(box).overflowX === "auto";
    for (const box of document.querySelectorAll("article :is(pre, .table-wrapper, div.math)")) {
        const {left, right} = box.getBoundingClientRect();
        if (left < 0 || right > innerWidth) fault("outside", box);
        const wide = box.matches(".math") ? 0 : box.scrollWidth - box.clientWidth;
        if (wide > 1 && !scrolling(box)) fault("cut", box);
    }
    for (const part of document.querySelectorAll("article :is(mjx-math, mjx-labels, img)")) {
        if (!part.checkVisibility()) continue; // the still of a live widget
        const box = part.closest("p, div.math, .table-wrapper, .explore-scroll, .cell_output");
        const {left, right} = part.getBoundingClientRect(), bounds = box.getBoundingClientRect();
        const outside = left < bounds.left - 1 || right > bounds.right + 1;
        const table = part.closest(".table-wrapper");
        if (outside && !scrolling(box) && !(table && scrolling(table))) fault("cut", part);
    }
    return faults;
}"""
# What a reader who does not see a picture is told of it: a live one is described by its words.
DESCRIPTION = """image => {
    const words = document.getElementById(image.getAttribute("aria-describedby"));
    return image.alt + (words?.textContent ?? "");
}"""
WIDTHS = {1280: False, 1366: False, 1600: False, 768: True, 390: True, 320: True}
PAGES = [*(path.stem for path in lab.ALL), "data/README", "for_teachers"]
LINE = 100  # characters


@pytest.mark.parametrize("name", PAGES)
def test_page_is_complete(page, site, name):
    page.goto(f"{site}/{name}.html")
    formulas = page.locator(".math")
    expect(page.locator("mjx-container")).to_have_count(formulas.count(), timeout=lab.START * 1000)
    assert not name[0].isdigit() or formulas.count() > 5
    assert page.locator("[data-mjx-error]").evaluate_all("all => all.map(e => e.title)") == []
    pictures = page.locator("article img:visible")
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        assert len(picture.evaluate(DESCRIPTION)) > 40
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    neighbours = page.locator(".related-pages a")
    assert neighbours.count() == (1 if name == PAGES[-1] else 2)
    page.screenshot(path=lab.SCREENSHOTS / f"site_{name.replace('/', '_')}.png")


@pytest.mark.parametrize("name", ["index", *PAGES, "sheet"])
def test_nothing_is_cut_off(page, site, name):
    page.goto(f"{site}/{name}.html")
    count = page.locator(".math").count()
    expect(page.locator("mjx-container")).to_have_count(count, timeout=lab.START * 1000)
    faults = []
    for theme in ("light", "dark"):
        page.evaluate("theme => document.body.dataset.theme = theme", theme)
        for width, scrolls in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{width} {theme}: {what}" for what in page.evaluate(TOO_WIDE, scrolls)]
    assert faults == []


def test_no_page_offers_to_run_where_nothing_runs(site_folder):
    pages = list(site_folder.rglob("*.html"))
    assert len(pages) > len(PAGES)
    assert not any("run-here" in page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize("width", [1280, 1313, 1366, 1553])
def test_a_line_of_code_fits(page, site, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/{PAGES[1]}.html")
    assert page.evaluate(TOO_WIDE, False) == []
    page.locator("article div.cell_input pre").first.evaluate(
        "(pre, line) => pre.textContent = line", LINE * "x"
    )
    assert page.evaluate(TOO_WIDE, False) == []
    prose = page.locator("article section > p").first.bounding_box()
    code = page.locator("article div.cell_input pre").first.bounding_box()
    assert prose["width"] < code["width"]


def test_what_is_folded_opens(page, site):
    """Code that draws stays folded under its picture's words, an answer as a whole."""
    page.goto(f"{site}/06_optimizers.html")
    code = page.locator("div.cell.tag_hide-input:not(.tag_answer)").first
    expect(code.locator("summary")).to_have_text(re.compile(r"^\s*Show the code that \w+s "))
    expect(code.locator("pre").first).to_be_hidden()
    code.locator("summary").click()
    expect(code.locator("pre").first).to_be_visible()
    answer = page.locator("div.cell.tag_answer").first
    shown = answer.locator(".cell_output, pre").all()
    assert [part.is_visible() for part in shown] == [False] * len(shown)
    answer.locator("summary").first.click()
    expect(answer.locator(".cell_output")).to_be_visible()
    expect(answer.locator(".cell_input")).to_be_hidden()


def test_print_is_whole(page, site):
    page.goto(f"{site}/06_optimizers.html")
    page.emulate_media(media="print")
    expect(page.locator(".skip-to-content")).to_be_hidden()
    expect(page.locator(".sidebar-drawer")).to_be_hidden()
    expect(page.locator("div.cell.tag_answer .cell_output").first).to_be_visible()
    expect(page.locator("article section > details > p").first).to_be_visible()
    page.set_viewport_size({"width": 700, "height": 900})  # of a sheet between its margins
    assert [what for what in page.evaluate(TOO_WIDE, False) if what.startswith("PRE")] == []
    page.emulate_media(media="screen")


def test_the_sheet_is_one_leaf(page, site):
    page.goto(f"{site}/sheet.html")
    expect(page.locator("mjx-container").last).to_be_visible()
    margin = dict.fromkeys(("top", "right", "bottom", "left"), "10mm")
    for paper in ("A4", "Letter"):
        printed = page.pdf(format=paper, margin=margin)
        assert len(re.findall(rb"/Type /Page\b", printed)) == 2, f"{paper}: not both sides of one"


def test_search_finds_a_word(page, site):
    page.goto(f"{site}/search.html?q=perplexity")
    expect(page.get_by_role("link", name="2. NLL versus cross-entropy").last).to_be_visible()
    expect(page.locator("#search-results li").first).to_contain_text("perplexity", timeout=10_000)


def test_dark_is_a_click_away(page, site):
    page.goto(f"{site}/{PAGES[1]}.html")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for _ in range(3):  # automatic, light, dark
        page.locator("button.theme-toggle:visible").first.click()
        if page.locator("body").get_attribute("data-theme") == "dark":
            break
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.screenshot(path=lab.SCREENSHOTS / "site_dark.png")
