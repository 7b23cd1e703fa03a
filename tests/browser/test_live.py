"""The course that `make live` built into the site runs in a browser, with nothing installed.

The browser reaches this machine alone. What else a page asks for ends in a trap, which remembers.
"""

import functools
import http.server
import json
import os
import re
import shutil
import socketserver
import statistics
import threading
import time
from pathlib import Path

import bench
import lab
import nbformat
import pytest
from playwright.sync_api import expect

from tools import live, render
from utils.exercises.checking import find
from utils.exercises.exercise import Choice

SITE = lab.ROOT / "docs" / "_build" / "html"
NAMES = [path.name for path in render.notebooks()]
MOVES = 20
BROWSERS_OWN = re.compile(  # hosts that Chromium asks for whatever page is open
    r"\b(accounts|android\.clients|clients\d?|content-autofill|optimizationguide-pa|update)"
    r"\.google(apis)?\.com\b"
)
PYODIDE_FOLDER = Path(os.environ.get("PYODIDE", SITE.parent / "pyodide"))
CHECK = re.compile(r'^check\("(\d\.\d+)", (\w+)\)', re.MULTILINE)


@pytest.fixture(scope="module")
def trap():
    """A proxy that lets nothing through: its address, and what it was asked for."""
    asked = []

    class Trap(socketserver.StreamRequestHandler):
        def handle(self):
            asked.append(self.rfile.readline().decode("latin-1").strip())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Trap) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


@pytest.fixture(scope="module")
def cut_off(trap):
    """A browser that reaches this machine alone."""
    proxy, asked = trap
    with lab.browser(proxy={"server": proxy, "bypass": "127.0.0.1"}) as browser:
        yield browser
    assert [line for line in asked if not BROWSERS_OWN.search(line)] == []


@pytest.fixture(scope="module")
def serve():
    """A function from a folder to the address at which it is served."""
    servers = []

    def address(folder):
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
        handler.func.log_message = lambda *arguments: None
        servers.append(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield address
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def site(serve):
    return serve(SITE)


@pytest.fixture
def reader(cut_off):
    """A reader, whose browser remembers what was done in it."""
    with cut_off.new_context(viewport={"width": 1200, "height": 900}) as context:
        context.set_default_timeout(1000 * lab.START)
        yield context


class Notebook(lab.Notebook):
    """A notebook of the live course."""

    def __init__(self, page):
        self.page, self.name = page, "live"
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        page.evaluate(lab.READY, lab.START)

    @classmethod
    def open(cls, reader, site, name):
        page = reader.new_page()
        page.goto(f"{site}/live/notebooks/index.html?path={name}")
        return cls(page)

    def run_first_cell(self):
        self.page.evaluate(
            """() => {
                const notebook = jupyterapp.shell.currentWidget.content;
                notebook.activeCellIndex = notebook.widgets.findIndex(
                    cell => cell.model.type === "code");
                return jupyterapp.commands.execute("notebook:run-cell");
            }"""
        )

    def answer(self, source, check):
        """Write into the cell of an exercise, and run it; returns what is said."""
        return self.page.evaluate(
            """async ([source, check]) => {
                const notebook = jupyterapp.shell.currentWidget.content;
                notebook.activeCellIndex = notebook.widgets.findIndex(
                    cell => cell.model.sharedModel.getSource().includes(check));
                notebook.activeCell.model.sharedModel.setSource(source);
                await jupyterapp.commands.execute("notebook:run-cell");
                return notebook.activeCell.model.sharedModel.getOutputs()
                    .map(output => output.text ?? output.evalue).flat().join("");
            }""",
            [source, check],
        )

    def write(self, text):
        """Write into the notebook's second cell, and save it."""
        self.page.evaluate(
            """async text => {
                const panel = jupyterapp.shell.currentWidget;
                panel.content.widgets[1].model.sharedModel.setSource(text);
                await panel.context.save();
            }""",
            text,
        )

    def text(self):
        return self.page.evaluate(
            """() => jupyterapp.shell.currentWidget.content.widgets
                .map(cell => cell.model.sharedModel.getSource()).join("\\n\\n")"""
        )

    def files(self):
        """What the reader's browser and the site hold, by name."""
        return self.page.evaluate(
            """async () => (await jupyterapp.serviceManager.contents.get("", {content: true}))
                .content.map(file => file.name).sort()"""
        )

    def content(self, name):
        return self.page.evaluate(
            """async name => JSON.stringify(
                (await jupyterapp.serviceManager.contents.get(name, {content: true})).content)""",
            name,
        )


def source_of(name):
    """The text of a notebook as the repository has it."""
    return "\n\n".join(cell.source for cell in render.read(render.NOTEBOOKS / name).cells)


@pytest.mark.parametrize("name", [path.stem for path in SITE.glob("*.html")])
def test_a_page_leads_to_itself_alive(reader, site, name):
    if name in ("genindex", "search"):
        pytest.skip("no page of the course")
    page = reader.new_page()
    page.goto(f"{site}/{name}.html")
    line = page.locator(".run-here a")
    expect(line).to_have_text(re.compile(r"^Run this (page|course) in"))
    path = f"{name}.ipynb" if f"{name}.ipynb" in NAMES else NAMES[0]
    assert line.get_attribute("href").endswith(f"live/notebooks/index.html?path={path}")


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs(reader, site, name):
    page = reader.new_page()
    page.goto(f"{site}/{Path(name).stem}.html")
    started = time.monotonic()
    page.locator(".run-here a").click()
    notebook = Notebook(page)
    notebook.run_first_cell()
    seconds = time.monotonic() - started
    notebook.run_all()
    for picture in page.locator(".jp-OutputArea-output img").all():
        expect(picture).not_to_have_js_property("naturalWidth", 0)
    notebook.name = f"live_{Path(name).stem}"
    moves = []
    for widget in notebook.widgets()[:1]:
        handle = next(iter(widget.handles().values()))
        before = widget.settled()
        assert widget.press(handle, "End") != widget.press(handle, "Home")
        slider = widget.box.locator(".widget-slider").first
        parts = [slider.element_handle(), widget.picture.element_handle(), lab.START]
        moves += [page.evaluate(bench.MOVE_IN_TIME, parts) for _ in range(MOVES)]
        widget.screenshot()
        widget.reset(before)
    print(f"\n{name}: first cell after {seconds:.0f} s", end="")
    if moves:
        median, tail = statistics.median(moves), bench.p95(moves)
        print(f"; from key to painted picture median {median:.0f} ms, p95 {tail:.0f} ms")
    for told, expected in answers(notebook):
        assert re.match(expected, told), told


def answers(notebook):
    """Answer the first exercise wrong, then right: what is said, and what it should begin with."""
    found = CHECK.search(notebook.sources())
    if not found:
        return
    name, argument = found.groups()
    exercise = find(name)
    if isinstance(exercise, Choice):
        options = next(iter(exercise.against)), exercise.truth()
        wrong, right = (f"{argument} = {option!r}" for option in options)
    else:
        wrong = f"def {argument}(*arguments):\n    return -12345.0"
        right = exercise.answer
    for source, says in ((wrong, "not right: "), (right, "right: ")):
        yield notebook.answer(f"{source}\n{found[0]}", found[0]), f"{name} {says}"


def test_work_can_be_downloaded(reader, site, tmp_path):
    notebook = Notebook.open(reader, site, NAMES[1])
    notebook.write("What I found out.")
    with notebook.page.expect_download() as download:
        notebook.page.get_by_role("button", name="Download").click()
    download.value.save_as(tmp_path / NAMES[1])
    assert download.value.suggested_filename == NAMES[1]
    assert nbformat.read(tmp_path / NAMES[1], as_version=4).cells[1].source == "What I found out."


def test_the_original_comes_back(reader, site):
    name, kept = NAMES[1], re.compile(Path(NAMES[1]).stem + r"_my_work_[\d-]{10}\.ipynb")
    notebook = Notebook.open(reader, site, name)
    anew = notebook.page.get_by_role("button", name="Start anew")
    anew.click()
    expect(notebook.page.get_by_text("you had written nothing")).to_be_visible()
    notebook.write("What I found out.")
    notebook.page.reload()
    notebook = Notebook(notebook.page)
    assert "What I found out." in notebook.text()
    anew.click()
    expect(notebook.page.get_by_text("Your work is kept in")).to_be_visible()
    assert notebook.text() == source_of(name)
    (work,) = filter(kept.fullmatch, notebook.files())
    assert "What I found out." in notebook.content(work)
    notebook = Notebook.open(reader, site, work)
    assert "What I found out." in notebook.text()
    notebook.page.get_by_role("button", name="Start anew").click()
    expect(notebook.page.get_by_text("it has no original")).to_be_visible()
    assert "What I found out." in notebook.text()
    assert work in notebook.files()


def test_a_new_edition_shows_and_the_work_is_kept(reader, serve, tmp_path, monkeypatch):
    """Two notebooks are written in. One of them changes on the site, the other does not."""
    course = tmp_path / "notebooks"
    shutil.copytree(render.NOTEBOOKS, course)
    monkeypatch.setattr(render, "NOTEBOOKS", course)
    monkeypatch.setattr(render, "notebooks", lambda: sorted(course.glob("[0-9]*.ipynb")))
    live.build(PYODIDE_FOLDER, tmp_path / "site" / "live")
    site = serve(tmp_path / "site")
    changed, same = NAMES[1:3]
    for name in (changed, same):
        notebook = Notebook.open(reader, site, name)
        notebook.write("What I found out.")
        notebook.page.close()

    text = json.loads((course / changed).read_text(encoding="utf-8"))
    text["cells"][0]["source"] = ["# A new title"]
    (course / changed).write_text(json.dumps(text), encoding="utf-8")
    live.build(PYODIDE_FOLDER, tmp_path / "site" / "live")

    notebook = Notebook.open(reader, site, changed)
    assert notebook.text().startswith("# A new title")
    assert "What I found out." not in notebook.text()
    (work,) = (name for name in notebook.files() if "_my_work_" in name)
    assert work.startswith(Path(changed).stem)
    assert "What I found out." in notebook.content(work)
    expect(notebook.page.get_by_text(f"Your work is kept in {work}")).to_be_visible()
    assert "What I found out." in Notebook.open(reader, site, same).text()
    notebook.page.reload()
    assert sum("_my_work_" in name for name in Notebook(notebook.page).files()) == 1
