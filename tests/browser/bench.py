"""From slider to painted picture: ipywidgets' interact, explore, an empty round trip, and frames.

Each draws, or does not draw, the same 900 x 400 picture: contours, a path of 50 steps, a loss
curve. Frames stand on a page without a kernel, as on the site; the widget of notebook 5 is tried
there with the CPU slowed six times, too, which stands for a cheap phone. Prints the table of
README.md, and the ratios that the course promises.
"""

import itertools
import json
import platform
import shutil
import statistics
import tempfile
from os import cpu_count, getloadavg
from pathlib import Path
from unittest import mock

import lab
import nbformat

from tools import frames

MOVES = 6
SLOW, PHONES = 6, 15  # times slower, and how often the page is opened so

SETUP = """
import json, time
import ipywidgets
import numpy as np
from IPython.display import display
from IPython.utils.capture import capture_output
from matplotlib import pyplot
from utils.plots import subplots
from utils.widgets import Explorer, explore

w, b = np.meshgrid(np.linspace(-3, 3, 80), np.linspace(-3, 3, 80))
def descent(rate):
    path = (1 - rate * np.array([1, 4])) ** np.arange(51)[:, None] * [2.5, 2]
    return path, path**2 @ [0.5, 2]
def background(plane, losses):
    plane.contour(w, b, 0.5 * w**2 + 2 * b**2, levels=12)
    losses.set(xlim=(0, 50), ylim=(1e-6, 10), yscale="log", xlabel="step", ylabel="loss")
"""
INTERACT = """
def picture(rate):
    figure, (plane, losses) = pyplot.subplots(1, 2, figsize=(9, 4), layout="constrained")
    background(plane, losses)
    path, loss = descent(rate / 500)
    plane.plot(*path.T, "o-", markersize=4)
    losses.plot(loss)
    pyplot.show()
ipywidgets.interact(picture, rate=ipywidgets.IntSlider(20, 1, 200));
"""
EXPLORE = """
figure, (plane, losses) = subplots(1, 2, width=9, height=4)
background(plane, losses)
(line,), (curve,) = plane.plot([], [], "o-", markersize=4), losses.plot([], [])
def draw(rate):
    "A path in a valley."
    path, loss = descent(rate / 500)
    line.set_data(*path.T)
    curve.set_data(range(51), loss)
    return line, curve, f"after 50 steps the loss is {loss[-1]:.4g}"
explore(draw, rate=ipywidgets.IntSlider(20, 1, 200))
"""
EMPTY = """
slider, answer = ipywidgets.IntSlider(20, 1, 200), ipywidgets.HTML("20")
slider.observe(lambda change: setattr(answer, "value", str(change.new)), "value")
display(ipywidgets.VBox([slider, answer]))
"""
KERNEL = """
def cost(task, count):
    times = []
    for i in range(count):
        start = time.process_time()
        task(30 + i)
        times.append(1000 * (time.process_time() - start))
    return times
explorer = Explorer(draw, {"rate": ipywidgets.IntSlider(20, 1, 200)})
def frame(rate):
    explorer.controls["rate"].value = rate
timed = {"explore": cost(frame, 100)}
with capture_output():
    timed["interact"] = cost(picture, 10)
timed["empty"] = cost(lambda rate: setattr(answer, "value", str(rate)), 100)
print(json.dumps(timed))
"""

# One move by keyboard, from the key to the frame after the change has been painted.
MOVE = """async ([slider, target]) => {
    const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    const handle = slider.querySelector("[role=slider]");  // on a page without a kernel, none
    const event = handle ? new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true})
        : new Event("input", {bubbles: true});
    await painted();
    await new Promise(done => setTimeout(done, 17 * Math.random()));  // a key comes at any moment
    const start = performance.now();
    const changed = new Promise(done => new MutationObserver(async (_, observer) => {
        if (target.matches(".widget-output")) {  // its picture comes anew
            const image = target.querySelector("img");
            if (!image?.src) return;
            await image.decode();
        }
        observer.disconnect();
        done();
    }).observe(target, {childList: true, subtree: true, characterData: true, attributes: true}));
    if (!handle) slider.value = (Number(slider.value) + 1) % (Number(slider.max) + 1);
    (handle ?? slider).dispatchEvent(event);
    await changed;
    await painted();
    return performance.now() - start;
}"""
MOVE_IN_TIME = f"""([slider, target, seconds]) => {{ {lab.IN_TIME}
    return inTime(({MOVE})([slider, target]), seconds, "a move of the slider paints nothing");
}}"""
WATCH = """target => {
    window.last = {};
    document.addEventListener("mousemove", () => window.last.move = performance.now(), true);
    new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => {
        window.last.frame = performance.now();
        window.last.frames = (window.last.frames ?? 0) + 1;
    }))).observe(target, {childList: true, subtree: true});
}"""


def notebook(*cells):
    kernel = {"name": "python3", "display_name": "Python 3"}  # else a dialog asks for one
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source.strip()) for source in cells],
        metadata={"kernelspec": kernel},
    )


def static(folder, path, kept):
    """A page with the first widget of a notebook, as the site has it; returns its address. Beside
    it lies still.html, the same without the scripts."""
    with mock.patch.object(frames, "KEPT", kept):
        kept.mkdir(parents=True, exist_ok=True)
        if frames.boxes(path) is None:
            _, i, markup, _ = frames.draw((path, 0))
            frames.keep(path, {i: markup})
        box = next(iter(frames.boxes(path).values()))
    shutil.copytree(lab.ROOT / "docs" / "_static", folder / "_static")
    shutil.copytree(kept, folder / "_static" / "frames")
    scripts = "".join(f'<script defer src="_static/{n}.js"></script>' for n in ("frames", "wide"))
    for name, more in (("page", scripts), ("still", "")):
        style = '<link rel="stylesheet" href="_static/frames.css">'
        page = f"<!DOCTYPE html><meta charset=utf-8>{style}{more}<main>{box}</main>"
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return (folder / "page.html").as_uri()


def load(browser, address):
    """A page where the CPU is slow, and the milliseconds until it has loaded."""
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
    page.goto(address)
    return page, page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")


def on_a_phone(browser, address):
    """Milliseconds until the page has loaded without its scripts and with them, of the first move,
    and of each further one."""
    page, still = load(browser, address.replace("page.html", "still.html"))
    page.close()
    page, loaded = load(browser, address)
    parts = page.locator(".explore [type=range]").first, page.locator(".explore-frame").first
    arguments = [*(part.element_handle() for part in parts), lab.START]
    moves = [page.evaluate(MOVE_IN_TIME, arguments) for _ in range(40)]
    page.close()
    return still, loaded, moves[0], moves[1:]


def measure(page, slider, target):
    """Milliseconds of each move."""
    slider.scroll_into_view_if_needed()
    arguments = [slider.element_handle(), target.element_handle(), lab.START]
    times = []
    for _ in range(MOVES):
        times.append(page.evaluate(MOVE_IN_TIME, arguments))
        page.wait_for_timeout(150)
    return times[3:]  # the first moves warm up


def drag(page, slider, target):
    """Milliseconds from the last of 60 mouse moves to the last frame, and how many frames."""
    target.evaluate(WATCH)
    box = slider.locator("[role=slider]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(60):
        page.mouse.move(x - 2 * i, y)  # to the right the slider is near its end
        page.wait_for_timeout(8)
    lab.Widget(page.locator(".explore"), "explore").settled()
    last = page.evaluate("window.last")
    page.mouse.up()
    return last["frame"] - last["move"], last["frames"]


def p95(times):
    return sorted(times)[int(0.95 * (len(times) - 1))]


def main():
    with tempfile.TemporaryDirectory() as home, lab.browser() as browser:
        home = Path(home)
        nbformat.write(notebook(SETUP, EXPLORE), home / "same.ipynb")
        same = browser.new_page(viewport={"width": 1200, "height": 900})
        same.goto(static(home / "same", home / "same.ipynb", home / "kept"))
        (descent,) = lab.NOTEBOOKS.glob("05*.ipynb")
        phone = static(home / "phone", descent, frames.KEPT)
        phones = [on_a_phone(browser, phone) for _ in range(PHONES)]
        with lab.server(home / "lab") as address:
            cells = notebook(SETUP, INTERACT, EXPLORE, EMPTY, KERNEL)
            nbformat.write(cells, home / "lab" / "course" / "notebooks" / "bench.ipynb")
            opened = lab.Notebook(browser, address("bench.ipynb"), height=2200)
            opened.run_all()
            page = opened.page
            sliders = page.locator(".widget-slider")
            lab.Widget(page.locator(".explore"), "explore").settled()
            places = {
                "interact": (page, sliders.nth(0), page.locator(".widget-output").first),
                "explore": (page, sliders.nth(1), page.locator(".explore-picture").first),
                "empty": (page, sliders.nth(2), page.locator(".widget-html").last),
                "frames": (same, same.locator("[type=range]"), same.locator(".explore-frame")),
            }
            times = {name: [] for name in places}
            # In turns, so that a busy minute is shared; in every order, so that none always
            # follows the dearest.
            for order in itertools.permutations(places):
                for name in order:
                    times[name] += measure(*places[name])
            lag, painted = drag(*places["explore"])
            timed = page.evaluate(
                """() => jupyterapp.shell.currentWidget.content.widgets.at(-1)
                    .model.sharedModel.getOutputs().map(output => output.text).flat().join("")"""
            )
            kernel = {name: statistics.median(t) for name, t in json.loads(timed).items()}
            opened.shut_down()
        version = browser.version
    still, loaded, first, slow = zip(*phones, strict=True)
    slow = [p95(moves) for moves in slow]
    median = {name: statistics.median(t) for name, t in times.items()}
    tail = {name: p95(t) for name, t in times.items()}
    names = {
        "interact": "`interact`, a new figure each time",
        "explore": "`explore`",
        "empty": "empty round trip to the kernel",
        "frames": "frames, on a page without a kernel",
    }
    print(f"{platform.system()}, {cpu_count()} cores, Chromium {version}\n")
    print("| | median (ms) | p95 (ms) | kernel CPU (ms) |\n|---|---:|---:|---:|")
    for name, what in names.items():
        cells = [f"{median[name]:.0f}", f"{tail[name]:.0f}", f"{kernel.get(name, 0):.1f}"]
        print("|", " | ".join([what, *cells]), "|")
    print("\n| | measured | goal |\n|---|---:|---:|")
    print(f"| explore / empty | {median['explore'] / median['empty']:.2f} | at most 1.1 |")
    print(f"| interact / explore | {median['interact'] / median['explore']:.1f} | at least 10 |")
    print(f"| kernel CPU of a frame (ms) | {kernel['explore']:.1f} | at most 5 |")
    print(f"| last frame after a drag of 60 moves (ms) | {lag:.0f} | at most 150 |")
    print(
        f"| p95 of explore / p95 of frames | {tail['explore'] / tail['frames']:.1f} | at least 3 |"
    )
    for what, found, goal in (
        ("page loaded", loaded, "at most 330"),
        ("the same without scripts", still, ""),
        ("first move", first, "at most 340"),
        ("p95 of a move", slow, "at most 36"),
    ):
        spread = f"{statistics.median(found):.0f} ({min(found):.0f} to {max(found):.0f})"
        print(f"| CPU {SLOW} times slower: {what} (ms) | {spread} | {goal} |")
    print(f"\nLoad of the machine: {getloadavg()[0]:.1f}.", end=" ")
    print(f"Frames painted during the drag: {painted}.")


if __name__ == "__main__":
    main()
