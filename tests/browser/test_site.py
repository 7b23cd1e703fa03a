"""The site of `make docs`: every page is complete, and needs nothing but itself."""

import functools
import http.server
import re
import subprocess
import sys
import threading

import lab
import pytest
from playwright.sync_api import expect

PAGES = [path.stem for path in sorted(lab.NOTEBOOKS.glob("[0-9]*.ipynb"))] + ["data/README"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of the site, built anew."""
    folder = tmp_path_factory.mktemp("site")
    sphinx = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--quiet"]
    subprocess.run([*sphinx, "-c", lab.ROOT / "docs", lab.NOTEBOOKS, folder], check=True)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    handler.func.log_message = lambda *arguments: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def page(browser, site):
    """An empty page that must log nothing, and ask nobody but the site."""
    page = browser.new_page()
    said, asked = [], []
    page.on(
        "console",
        lambda message: said.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.close()
    assert said == []
    assert [url for url in asked if not url.startswith((site, "data:", "blob:"))] == []


@pytest.mark.parametrize("name", PAGES)
def test_page_is_complete(page, site, name):
    page.goto(f"{site}/{name}.html")
    formulas = page.locator(".math")
    expect(page.locator("mjx-container")).to_have_count(formulas.count(), timeout=lab.START * 1000)
    assert name.startswith("data") or formulas.count() > 5
    assert page.locator("[data-mjx-error]").evaluate_all("all => all.map(e => e.title)") == []
    pictures = page.locator("article img")
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_attribute("alt", re.compile(".{40}"))
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    neighbours = page.locator(".related-pages a")
    assert neighbours.count() == (1 if name in (PAGES[0], PAGES[-1]) else 2)
    page.screenshot(path=lab.SCREENSHOTS / f"site_{name.replace('/', '_')}.png")


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
