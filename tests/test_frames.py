"""What the site's widgets show is what JupyterLab's show; and it fits."""

import base64
import gzip
import itertools
import json
import re

import numpy as np
import pytest

from tools import frames, packing, thinning
from tools.states import choices
from utils.plots import subplots
from utils.widgets import Explorer, log_slider


def widget(**controls):
    """A path that grows, its arrow, and a text that moves."""
    _, axes = subplots()
    axes.set(xlim=(0, 10), ylim=(-2, 2))
    line, text = axes.plot([], [], "o-")[0], axes.text(0, 0, "")

    def draw(rate=0.1, steps=3, start=1, both=False):
        """A path."""
        w = start * (1 - 2 * rate) ** np.arange(steps + 1.0)
        line.set_data(np.arange(steps + 1), w)
        text.set(text=f"{w[-1]:.3f} & <", position=(steps, 0.5))
        return line, text if both else [], f"w is {w[-1]:.4g} & <"

    return Explorer(draw, controls)


def unpack(text):
    """What frames.js does with it: the frames by state, as template, parts and words."""
    data = json.loads(gzip.decompress(base64.b64decode(text)))
    columns = []
    for stays, more in data["columns"]:
        values = [""]
        for k, (n, new) in enumerate(zip(stays, more, strict=True)):
            values.append(columns[-1][k] if n < 0 else values[-1][:n] + new)
        columns.append(values[1:])
    states = dict.fromkeys(s for plane in data["planes"] for s in itertools.product(*plane))
    found = {}
    for n, state in enumerate(states):
        svg, places = data["templates"][data["frames"][n]]
        there = {(part, name): columns[i][n] for part, name, i in places}
        found[state] = svg, packing.parts(svg) | there, columns[0][n]
    return found


def test_each_frame_is_what_explore_draws(monkeypatch):
    monkeypatch.setitem(frames.mpl.rcParams, "svg.hashsalt", "here")
    controls = {"rate": log_slider(0.05, 2, 0.1), "steps": (1, 9), "both": False}
    explorer, other = widget(**controls), widget(**controls)
    options, _, text = frames.pack(explorer, set(), set())
    found = unpack(text)
    assert len(found) == len(options[0]) * 9 * 2
    rng = np.random.default_rng(0)
    for state in rng.permutation(list(found))[:60]:
        values = {n: o[i][0] for n, o, i in zip(controls, options, state, strict=True)}
        svg, words = other.drawing(values)
        template, parts, said = found[tuple(state)]
        assert said == words
        assert parts == packing.parts(packing.shorten(svg))
        assert packing.PART.sub("", template) == packing.PART.sub("", packing.shorten(svg))


def absolute(path):
    """The points of a path in relative commands."""
    here, points = np.zeros(2), []
    for numbers in re.findall(r"[mlqc]([^a-z]*)", path):
        steps = [float(n) for n in re.findall(r"-?\d*\.?\d+", numbers)]
        points += [here + step for step in np.reshape(steps, (-1, 2))]
        here = points[-1]
    return np.array(points)


def test_a_short_path_is_the_same_path():
    points = np.random.default_rng(1).uniform(-20, 1000, (500, 2))
    points[7] = 10.5, 100.05
    path = "M " + " L ".join(f"{x:.6f} {y:.6f}" for x, y in points)
    found = absolute(packing.short(path))
    np.testing.assert_allclose(found, points, atol=0.0051)  # no error adds up
    assert packing.short("M 10 0.5 L 10 1 z M 11 1") == "m10 .5l0 .5zm1 .5"


def test_all_states_where_they_are_few_else_a_plane_and_the_rest_in_turn():
    assert thinning.planes([[1, 2, 3], "abcd"], [0, 0], set()) == [[[0, 1, 2], [0, 1, 2, 3]]]
    assert len(thinning.planes([range(9)] * 3, [0, 0, 0], set())) == 1
    values = [range(99), range(20), range(30), "ab"]
    _, plane, third, third_told, fourth, _ = thinning.planes(values, [5, 6, 7, 1], {3.0, 4.0, 98.0})
    assert [len(axis) for axis in plane] == [99, 20, 1, 1]
    assert third == [[5], [6], list(range(30)), [1]]
    assert third_told == [list(range(99)), [6], [3, 4, 7], [1]]
    assert fourth == [[5], [6], [7], [0, 1]]


def test_the_end_of_a_long_count_is_drawn_for_what_is_named():
    values = [range(50), range(1, 101), range(9)]
    long, plane, *_ = thinning.planes(values, [5, 6, 7], {0.5, 20.0})
    assert long == [[5, 20], list(range(100)), [7]]
    assert plane == [list(range(50)), list(range(60)), [7]]


def test_a_long_control_is_thinned_but_keeps_its_ends_its_first_value_and_what_the_text_names():
    explorer = widget(rate=(0.0, 1.0, 0.001), steps=(1, 60))
    options, (first, _), text = frames.pack(explorer, set(), {0.123, 17.0})
    rates = [value for value, _ in options[0]]
    assert len(unpack(text)) <= thinning.MOST_FRAMES
    assert len(text) <= frames.MOST_BYTES
    assert (rates[0], rates[first], rates[-1]) == (0, 0.1, 1)
    assert 0.123 in rates
    assert 17 in [value for value, _ in options[1]]


def test_labels_are_those_of_the_readout():
    explorer = widget(rate=(-0.5, 0.5, 0.25), steps=(1, 3), both=False)
    rate, steps, both = (choices(control) for control in explorer.controls.values())
    assert [label for _, label in rate] == ["−0.50", "−0.25", "0.00", "0.25", "0.50"]
    assert [label for _, label in steps] == ["1", "2", "3"]
    assert both == [(False, "no"), (True, "yes")]


def test_the_markup_has_real_controls_and_the_first_state():
    explorer = widget(rate=(0.0, 1.0), steps=[1, 3, 5], both=True)
    options, first, _ = frames.pack(explorer, set(), set())
    markup = frames.box(explorer, "a-1", options, first, "v")
    assert markup.count('type="range"') == markup.count("<select>") == 1
    assert 'type="checkbox" checked' in markup
    assert "<option selected>3</option>" in markup
    assert 'aria-valuetext="0.1"' in markup
    assert "w is 0.512 &amp; &lt;" in markup


@pytest.mark.parametrize("path", frames.notebooks(), ids=lambda path: path.stem)
def test_what_is_stale_is_drawn_anew(path, tmp_path, monkeypatch):
    monkeypatch.setattr(frames, "KEPT", tmp_path)
    assert frames.boxes(path) is None
    manifest = {"version": frames.version(path), "boxes": {"3": "<form>"}}
    (tmp_path / f"{path.stem}.json").write_text(json.dumps(manifest))
    assert frames.boxes(path) == {3: "<form>"}
    monkeypatch.setattr(frames, "SOURCES", frames.SOURCES[:-1])
    assert frames.boxes(path) is None
