"""JupyterLab on the loopback of this machine, and the system's Chromium to drive it.

Tests and benchmark open a copy of the notebooks, so that nothing here can save over them.
"""

import contextlib
import io
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
ALL = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
WITH_WIDGETS = [path.stem for path in ALL if "explore(" in path.read_text(encoding="utf-8")]
SCREENSHOTS = Path(__file__).resolve().parent / "screenshots"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)
START, RUN = 180, 600  # seconds; only a failure takes that long
expect.set_options(timeout=1000 * START)

# A promise of one of the following, or a failure in words after so many seconds.
IN_TIME = """
const inTime = (promise, seconds, what) => Promise.race([
    promise, new Promise((_, refuse) => setTimeout(refuse, 1000 * seconds, Error(what))),
]);
"""
# The session is ready only when the kernel is; the idle light comes too early.
READY = f"""seconds => {{ {IN_TIME}
    const panel = jupyterapp.shell.currentWidget;
    const ready = panel.context.ready.then(() => panel.sessionContext.ready);
    return inTime(ready, seconds, "the kernel does not start: does the notebook name it?");
}}"""
RUN_ALL = f"""seconds => {{ {IN_TIME}
    const run = jupyterapp.commands.execute("notebook:run-all-cells");
    return inTime(run, seconds, "the cells are still running");
}}"""
# A widget rests when the kernel has answered all that its controls sent, and the page has
# taken in and painted all that the kernel sent.
REST = f"""async ([box, seconds]) => {{ {IN_TIME}
    const models = [];
    const gather = model => {{
        models.push(model);
        (model.get("children") ?? []).forEach(gather);
    }};
    const find = widget => {{
        if (widget.node.contains(box) && widget._view) gather(widget._view.model);
        else for (const child of widget.children?.() ?? []) find(child);
    }};
    for (const cell of jupyterapp.shell.currentWidget.content.widgets)
        for (const area of cell.outputArea?.widgets ?? []) find(area);
    if (!models.length) throw Error("no widget found");
    const frame = () => new Promise(requestAnimationFrame);
    const quiet = () => models.every(model => !model._pending_msgs && !model._msg_buffer);
    const rest = async () => {{
        do {{
            while (!quiet()) await frame();
            await Promise.all(models.map(model => model.state_change));
            await frame();
            await frame();
        }} while (!quiet());
    }};
    await inTime(rest(), seconds, "the widget never comes to rest");
}}"""


def chromium():
    """The path of a Chromium: $CHROMIUM, the system's, or the one that playwright installed."""
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, CHROMIUMS), own]
    for path in filter(None, candidates):
        if Path(path).exists():
            return path
    raise FileNotFoundError(
        "no Chromium found. Install one (`apt install chromium`, `brew install chromium`, or "
        "`python -m playwright install chromium`), or give its path in $CHROMIUM."
    )


@contextlib.contextmanager
def browser(**options):
    """The browser; options: further ones of playwright's `launch`."""
    path = chromium()
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=path, args=list(FLAGS), **options)
        try:
            yield instance
        finally:
            instance.close()


@contextlib.contextmanager
def server(home):
    """JupyterLab on a copy of the notebooks, all its files in `home`; yields name -> address."""
    shutil.copytree(NOTEBOOKS, home / "course" / "notebooks")
    shutil.copy(ROOT / "requirements.txt", home / "course")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    settings = {
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
        "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    }
    (home / "labconfig").mkdir()
    (home / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(settings))
    variables = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": home / "course",
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,  # in a container there may be no one else
        "IdentityProvider.token": token,
        "LabApp.expose_app_in_browser": True,
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    with open(home / "server.log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *(f"--{k}={v}" for k, v in options.items())],
            env=os.environ | dict.fromkeys(variables, str(home)) | {"PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/api?token={token}", process, home / "server.log")
        saves_pictures = "utils.saved | extension was successfully loaded"
        if saves_pictures not in (home / "server.log").read_text():
            raise RuntimeError("widgets would be saved as views: run `python -m utils.saved`")
        yield lambda name: f"http://127.0.0.1:{port}/doc/tree/notebooks/{name}?reset&token={token}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(address, process, log):
    deadline = time.monotonic() + START
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(address, timeout=5).close()
        time.sleep(0.2)
    raise RuntimeError(f"the server does not answer:\n{log.read_text()[-3000:]}")


class Notebook:
    """A notebook, open in a page of its own."""

    def __init__(self, browser, address, height=900):
        self.name = address.split("/")[-1].partition(".ipynb")[0]
        self.page = browser.new_page(viewport={"width": 1200, "height": height})
        self.page.set_default_timeout(START * 1000)
        self.page.goto(address)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.page.evaluate(READY, START)

    def run_all(self):
        self.page.evaluate(RUN_ALL, RUN)
        assert self.errors() == []
        count = self.sources().count("\nexplore(")
        expect(self.page.locator(".explore")).to_have_count(count)

    def errors(self):
        """The error that each failed cell ended in."""
        return self.page.evaluate(
            """() => jupyterapp.shell.currentWidget.content.widgets
                .filter(cell => cell.model.type === "code")
                .flatMap(cell => cell.model.sharedModel.getOutputs())
                .filter(output => output.output_type === "error")
                .map(output => `${output.ename}: ${output.evalue}`)"""
        )

    def sources(self):
        """The source of all code cells."""
        return self.page.evaluate(
            """() => jupyterapp.shell.currentWidget.content.widgets
                .filter(cell => cell.model.type === "code")
                .map(cell => "\\n" + cell.model.sharedModel.getSource()).join("\\n")"""
        )

    def widgets(self):
        """What `explore` shows, in order."""
        boxes = self.page.locator(".explore").all()
        return [Widget(box, f"{self.name}_{i}") for i, box in enumerate(boxes, start=1)]

    def shows_its_stills(self):
        """Wait until each cell that explores shows the picture it was saved with."""
        count = self.sources().count("\nexplore(")
        self.page.evaluate(  # the source of a folded cell is not on the page
            """() => jupyterapp.shell.currentWidget.content.widgets
                .filter(cell => cell.model.sharedModel.getSource().includes("\\nexplore("))
                .forEach(cell => cell.node.classList.add("explores"))"""
        )
        stills = self.page.locator(".explores .jp-OutputArea-output img")
        expect(stills).to_have_count(count)
        for still in stills.all():
            expect(still).not_to_have_js_property("naturalWidth", 0)

    def shut_down(self):
        self.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.close()


class Widget:
    """One `explore`, as a reader meets it."""

    def __init__(self, box, name):
        self.box, self.name = box, name
        self.picture = box.locator(".explore-picture")

    def state(self):
        """What moves, and what is said; without the names that every frame makes anew."""
        svg = self.picture.evaluate("box => box.querySelector('svg')?.outerHTML ?? ''")
        words = self.box.locator(".explore-words").text_content()
        return re.sub(r'(id="|#)[^")]+', "", svg), words

    def handles(self):
        """The sliders' handles by their names for a screen reader."""
        handles = self.box.locator("[role=slider]")
        for handle in handles.all():
            expect(handle).to_have_attribute("aria-label", re.compile("."))
        return {handle.get_attribute("aria-label"): handle for handle in handles.all()}

    def settled(self):
        """The state, once the kernel has answered; in sight, as a reader has it."""
        self.box.scroll_into_view_if_needed()
        self.box.page.evaluate(REST, [self.box.element_handle(), START])
        return self.state()

    def press(self, control, *keys):
        """Press keys on a control; returns the state that follows."""
        control.focus()
        for key in keys:
            control.press(key)
        return self.settled()

    def reset(self, first):
        """Press Reset, and wait until the first state is back."""
        self.box.get_by_role("button", name="Reset").click()
        deadline = time.monotonic() + START
        while self.settled() != first:
            assert time.monotonic() < deadline, f"{self.name}: Reset does not bring back the start"

    def photograph(self):
        """The picture as an array of (rows, columns, RGB), a mean for each 3 x 3 pixels.

        The browser and matplotlib smooth the edges of letters each in their own way.
        """
        image = Image.open(io.BytesIO(self.picture.locator("img").screenshot()))
        return np.asarray(image.convert("RGB").reduce(3), float)

    def screenshot(self, suffix=""):
        self.settled()
        self.box.screenshot(path=SCREENSHOTS / f"{self.name}{suffix}.png")
