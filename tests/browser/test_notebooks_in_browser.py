"""Every notebook in JupyterLab, as a reader uses it: by keyboard, by mouse, by screen reader."""

import re

import lab
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

SERIOUS = {"serious", "critical"}

# Notebook, widget, keys for each slider, and what the notebook's text says is then to be read.
PREDICTED = [
    ("00_", 0, {"w": ["Home", *["PageUp"] * 21, "ArrowRight"]}, "w = 424"),
    ("01_", 0, {"flights": ["Home"]}, "0 of 1 flight with distress: top at p = 0"),
    ("01_", 1, {"w": ["Home"]}, "The loss is"),
    ("02_", 0, {"centre": ["ArrowRight"] * 16, "width": ["ArrowRight"] * 6}, "KL(q, p) = 0.5918"),
    ("02_", 1, {"negative": ["ArrowRight"] * 4, "positive": ["ArrowRight"] * 9}, "KL 0.000"),
    ("03_", 0, {"change": ["End"]}, "MSE 660, MAE 444, Huber 476"),
    ("04_", 0, {"step": ["Home"]}, "slope 0.0000000000"),
    ("07_", 0, {"temperature": ["End"]}, "temperature 10: perplexity after i is 2"),
]


def test_every_cell_runs(notebook):
    assert notebook.errors() == []
    assert notebook.page.get_by_text("Error displaying widget").count() == 0


def test_sliders_speak_their_label_and_their_value(notebook):
    for widget in notebook.widgets():
        for label, handle in widget.handles().items():
            slider = widget.box.locator(".widget-slider", has=notebook.page.get_by_text(label))
            readout = slider.first.locator(".widget-readout").text_content()
            expect(handle).to_have_attribute("aria-valuetext", readout)


def test_the_words_are_in_a_live_region(notebook):
    for widget in notebook.widgets():
        expect(widget.box.locator("[aria-live=polite] .explore-words")).to_have_count(1)


def test_each_control_moves_the_picture_by_keyboard(notebook):
    for widget in notebook.widgets():
        first = widget.settled()
        widget.screenshot()
        seen = [first]
        for i, (label, handle) in enumerate(widget.handles().items()):
            # Each slider stops elsewhere: between equal logits, a temperature changes nothing.
            keys = ["Home", "End", *["PageDown"] * (i + 1)]
            states = [widget.press(handle, key) for key in keys]
            assert len(set(states)) > 1, f"{widget.name}: {label} changes nothing"
            seen += states
        pictures, words = (set(part) for part in zip(*seen, strict=True))
        assert len(pictures) > 2, widget.name
        assert len(words) > 1, widget.name
        assert not any("⚠" in word or re.search(r"\bnan\b", word) for word in words), words
        widget.screenshot("_moved")
        widget.reset(first)


def test_each_menu_moves_the_picture_by_keyboard(notebook):
    for widget in notebook.widgets():
        first = widget.settled()
        for menu in widget.box.locator("select").all():
            at_top = menu.evaluate("menu => menu.selectedIndex === 0")
            moved = widget.press(menu, "ArrowDown" if at_top else "ArrowUp")
            assert moved != first, f"{widget.name}: the choice changes nothing"
            widget.reset(first)


def test_the_words_are_those_that_the_text_predicts(notebook):
    for name, index, moves, expected in PREDICTED:
        if name in notebook.name:
            widget = notebook.widgets()[index]
            first = widget.settled()
            for label, keys in moves.items():
                _, words = widget.press(widget.handles()[label], *keys)
            assert expected in words
            widget.reset(first)


def test_left_and_right_belong_to_the_slider(notebook):
    for widget in notebook.widgets():
        handle = next(iter(widget.handles().values()))
        first = widget.settled()
        second = widget.press(handle, "Home", "ArrowRight")
        third = widget.press(handle, "ArrowRight")
        assert third != second
        assert widget.press(handle, "ArrowLeft") == second
        assert handle.evaluate("element => element === document.activeElement")
        widget.reset(first)


def test_the_layers_make_the_picture_of_the_still(notebook):
    """What moves lies where matplotlib draws it, and the static picture lacks that alone."""
    for widget in notebook.widgets():
        widget.settled()
        both = widget.photograph()
        widget.picture.evaluate(HIDE_FRAME)
        below = widget.photograph()
        widget.picture.evaluate(SHOW_STILL)
        still = widget.photograph()[: len(below)]  # further down are its words
        widget.picture.evaluate(RESTORE)
        assert distance(below, still) > 0
        assert distance(both, still) < distance(below, still) / 3, widget.name


def test_nothing_jumps_and_a_narrow_window_wraps(notebook):
    page = notebook.page
    for widget in notebook.widgets():
        first, before = widget.settled(), widget.box.bounding_box()
        for handle in widget.handles().values():
            widget.press(handle, "End")
            after = widget.box.bounding_box()
            assert (after["width"], after["height"]) == (before["width"], before["height"])
        widget.screenshot("_far")
        widget.reset(first)
    size = page.viewport_size
    page.set_viewport_size({"width": 480, "height": 900})
    for widget in notebook.widgets():
        widget.screenshot("_narrow")
        box = widget.box.evaluate(
            "box => [box, ...box.querySelectorAll('*')].map(e => e.getBoundingClientRect().right)"
        )
        output = widget.box.evaluate(
            "box => box.closest('.jp-OutputArea-output').getBoundingClientRect().right"
        )
        assert max(box) <= output + 1, f"{widget.name} is wider than a narrow window"
    page.set_viewport_size(size)


def test_a_drag_ends_on_its_last_value(notebook):
    for widget in notebook.widgets():
        first = widget.settled()
        label, handle = next(iter(widget.handles().items()))
        drag(handle, [*(60 * np.sin(np.arange(60) / 6)), -200])
        dragged = widget.settled()
        readout = handle.get_attribute("aria-valuetext")
        assert dragged == widget.press(handle, "ArrowRight", "ArrowLeft"), (widget.name, label)
        assert readout == handle.get_attribute("aria-valuetext")
        widget.reset(first)


def test_no_serious_finding_of_axe(notebook):
    results = Axe().run(notebook.page, context=".explore")
    serious = [v for v in results.response["violations"] if v["impact"] in SERIOUS]
    assert not serious, results.generate_report()


def test_past_the_limit_it_says_diverged(notebook):
    """In the notebook about the learning rate, the mouse drags the handle to the far right."""
    if not notebook.name.startswith("05_"):
        return
    widget = notebook.widgets()[0]
    first = widget.settled()
    drag(widget.handles()["learning rate"], [20 * i for i in range(30)])
    _, words = widget.settled()
    widget.screenshot("_diverged")
    found = re.search(
        r"diverged at step (\d+): learning rate ([\d.]+) is above 2/λmax = ([\d.]+)", words
    )
    assert found, words
    assert float(found[2]) > float(found[3]) == pytest.approx(0.4918)
    widget.reset(first)


def test_saved_and_opened_without_its_kernel_it_shows_the_stills(notebook, browser, address):
    """The last test of a notebook: it ends the kernel."""
    expect(notebook.page.locator(".explore").first).to_be_attached()
    notebook.page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    notebook.page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    again = lab.Notebook(browser, address(f"{notebook.name}.ipynb"))
    again.shows_its_stills()
    assert again.page.locator(".explore").count() == 0
    assert again.page.get_by_text("Error displaying widget").count() == 0
    again.shut_down()


# The parent's style is hidden, since a frame that was written to is no longer the kernel's.
HIDE_FRAME = "box => { box.querySelector('svg').parentElement.style.visibility = 'hidden'; }"
# Put the still of the widget's own output in the place of its static picture, and go back.
SHOW_STILL = """async box => {
    const cell = jupyterapp.shell.currentWidget.content.widgets.find(c => c.node.contains(box));
    const still = cell.model.sharedModel.getOutputs().find(o => o.data?.["image/png"]);
    const image = box.querySelector("img");
    image.dataset.below = image.src;
    image.src = "data:image/png;base64," + still.data["image/png"];
    await image.decode();
}"""
RESTORE = """async box => {
    const image = box.querySelector("img");
    image.src = image.dataset.below;
    await image.decode();
    box.querySelector("svg").parentElement.style.visibility = "";
}"""


def distance(a, b):
    return np.sqrt(np.mean((a - b) ** 2))


def drag(handle, moves):
    """Press the mouse on a handle, move it by so many pixels from there, and let go."""
    handle.scroll_into_view_if_needed()
    before, box = None, handle.bounding_box()
    while box != before:  # pictures that load below or above may still move it
        handle.page.wait_for_timeout(100)
        before, box = box, handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = handle.page.mouse
    mouse.move(x, y)
    mouse.down()
    for move in moves:
        mouse.move(x + move, y)
    mouse.up()
