"""One JupyterLab and one browser for all tests; each notebook is opened and run once."""

import functools
import http.server
import subprocess
import sys
import threading

import lab
import pytest


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """A function from a notebook's name to its address."""
    with lab.server(tmp_path_factory.mktemp("jupyterlab")) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    lab.SCREENSHOTS.mkdir(exist_ok=True)
    with lab.browser() as browser:
        yield browser


@pytest.fixture(scope="module", params=lab.WITH_WIDGETS)
def notebook(request, address, browser):
    """A notebook of the course: first as it was saved, then all its cells run."""
    notebook = lab.Notebook(browser, address(f"{request.param}.ipynb"))
    notebook.shows_its_stills()
    notebook.run_all()
    yield notebook
    notebook.shut_down()


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory):
    """The site, built anew."""
    folder = tmp_path_factory.mktemp("site")
    sphinx = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--quiet"]
    subprocess.run([*sphinx, "-c", lab.ROOT / "docs", lab.NOTEBOOKS, folder], check=True)
    return folder


@pytest.fixture(scope="session")
def site(site_folder):
    """The address of the site."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=site_folder)
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
