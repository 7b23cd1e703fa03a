"""What `make render` saves is in one form, light, and stops when it is told to."""

import base64
import io
import signal
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from tools import render


def figure_png():
    """A picture like the course's, of more colours than a palette holds, in base64."""
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    axes.imshow(np.add.outer(range(40), range(40)), cmap="Blues")
    axes.plot([0, 39], [39, 0], color="#D55E00")
    buffer = io.BytesIO()
    figure.savefig(buffer)
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB"), int)


def test_a_palette_is_light_looks_the_same_and_is_chosen_once():
    png = figure_png()
    light = render.with_palette(png)
    assert len(light) < len(png)
    assert np.mean(np.abs(pixels(light) - pixels(png)).max(axis=-1) > 32) < 3e-5
    assert render.with_palette(light) == light


@pytest.mark.parametrize(
    ("tags", "folded"),
    [
        ([], {}),
        (["prediction"], {}),
        (["hide-input"], {"source_hidden": True}),
        (
            ["answer", "hide-input", "hide-output"],
            {"source_hidden": True, "outputs_hidden": True},
        ),
    ],
)
def test_tags_decide_what_is_folded(tags, folded):
    cell = nbformat.v4.new_code_cell("1", metadata={"tags": tags, "jupyter": {"x": 1}, "y": 2})
    notebook = render.normalise(nbformat.v4.new_notebook(cells=[cell]))
    assert notebook.cells[0].metadata == ({"tags": tags} if tags else {}) | (
        {"jupyter": folded} if folded else {}
    )


SLEEP = """
import nbformat
from tools.render import execute
cell = nbformat.v4.new_code_cell("import time; print('asleep', flush=True); time.sleep(60)")
cell_started = lambda cell, cell_index: print("started", flush=True)
execute(nbformat.v4.new_notebook(cells=[cell]), on_cell_execute=cell_started)
print("went on")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_an_interrupted_run_ends():
    command = [sys.executable, "-c", SLEEP]
    root = render.NOTEBOOKS.parent
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout.readline() == "started\n"
        run.terminate()
        assert run.wait(timeout=30) == -signal.SIGTERM
        assert run.stdout.read() == ""
