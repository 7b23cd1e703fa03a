"""explore without a browser: values are set in the kernel, as the front end sets them."""

import base64
import gc
import io
import threading
import time
import tracemalloc
import weakref
import xml.etree.ElementTree as ET

import ipywidgets
import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib import pyplot
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.lines import CARETDOWN, CARETLEFT, CARETRIGHT, CARETUP
from PIL import Image

from utils import plots
from utils.frames import Layers, exit_of
from utils.plots import contours, png, show, subplots
from utils.widgets import SPEAK, Explorer, diverged, explore, log_slider

ALT = 'Gradient descent on w² from w = 1; "w" < 1 after one step.'
LIMIT = 1.0  # 2 / λmax of w², whose curvature is 2


def descent(value=0.1, **controls):
    """An Explorer of gradient descent on w², and the line it moves."""
    _, axes = subplots(width=4, height=3)
    axes.set(xlim=(0, 20), ylim=(-2, 2), title="w at each step")
    (line,) = axes.plot([], [], "o-")

    def draw(learning_rate, steps=10):
        if learning_rate == 0.5:
            raise ValueError("a learning rate\nof 0.5 is refused & <so on>")
        if learning_rate == 0.6:
            raise KeyError("w")
        w = (1 - 2 * learning_rate) ** np.arange(steps + 1.0)
        line.set_data(np.arange(steps + 1), w)
        return line, diverged(line, learning_rate, LIMIT) or f"w is {w[-1]:.4g}"

    draw.__doc__ = ALT
    controls = {"learning_rate": log_slider(0.01, 10, value)} | controls
    return Explorer(draw, controls), line


def plot(x, y, scale="linear", **options):
    """A line in axes from 0 to 10, or from 1 to 10¹⁰ where the scale is logarithmic."""
    _, axes = subplots(width=3, height=2)
    limits = (0, 10) if scale == "linear" else (1, 1e10)
    axes.set(xscale=scale, yscale=scale, xlim=limits, ylim=limits)
    return axes.plot(x, y, **options)[0]


def widget(draw, **controls):
    draw.__doc__ = "A picture."
    return Explorer(draw, controls)


def set_value(explorer, **values):
    for name, value in values.items():
        explorer.controls[name].value = value


def svg(explorer):
    """What moves, without the words below it."""
    return explorer.frame.value.partition("<div")[0]


def words(explorer):
    return BeautifulSoup(explorer.frame.value, "html.parser").div.text


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture)).convert("L"))


def parse(markup):
    """The SVG as a tree; a page knows the prefix xlink without being told."""
    return ET.fromstring(markup.replace("<svg ", '<svg xmlns:xlink="xlink" ', 1))


@pytest.fixture
def shown(monkeypatch):
    """What explore displays: a list of (bundle, metadata)."""
    calls = []
    monkeypatch.setattr(
        plots, "display", lambda *bundle, metadata, raw: calls.append((*bundle, metadata))
    )
    return calls


# What stands in the notebook


def test_one_output_holds_the_widget_and_its_still(shown):
    line = plot([0, 1], [0, 1])

    def draw(slope=1.0):
        """A line through
        the origin."""
        line.set_data([0, 1], [0, slope])
        return line

    assert explore(draw, slope=(0.0, 2.0)) is None
    [(bundle, metadata)] = shown
    assert isinstance(bundle["application/vnd.jupyter.widget-view+json"]["model_id"], str)
    assert bundle["text/plain"] == metadata["image/png"]["alt"] == "A line through the origin."


def test_the_still_holds_the_sentence_below_the_picture(shown):
    explorer, line = descent()
    explorer.show()
    [(bundle, metadata)] = shown
    alt = bundle["text/plain"]
    assert alt == f"{ALT} {words(explorer)}"
    whole, still = pixels(png(line.figure)), pixels(base64.b64decode(bundle["image/png"]))
    height = len(whole)
    assert (still[:height] == whole).all()
    assert still[height:].min() == 0  # letters
    assert (still[-1] == 255).all()  # and paper below them
    below = 50  # pixels: the sentence, and how to make it move
    assert metadata["image/png"] == {"alt": alt, "width": 400, "height": 300 + below}
    assert still.shape == (2 * (300 + below), 2 * 400)


def test_a_long_sentence_is_wrapped():
    [line] = subplots(width=3, height=2)[1].plot([0, 1], [0, 1])
    none, short, long = (pixels(Layers([line], count * "word $ ").still) for count in (0, 1, 30))
    assert len(long) > len(short) > len(none)
    assert long.shape[1] == short.shape[1] == 600
    assert (long[:, -4:] == 255).all()


def test_the_layer_below_lacks_what_moves():
    explorer, line = descent()
    below = explorer.layers.below()
    assert below != explorer.layers.still
    assert line.get_visible()
    line.set_visible(False)
    assert below == explorer.layers.below() == png(line.figure)


def test_the_arrow_is_in_the_still_and_above_but_not_below():
    lines = [plot([5, 5], [5, top], linewidth=0, color="#ff0000") for top in (9, 15)]
    inside, outside = (Layers([line]) for line in lines)
    assert (pixels(inside.still) != pixels(outside.still)).any()
    assert inside.below() == outside.below()
    [arrow] = parse(outside.above(lines[1:])).findall(".//marker/path")
    y = [float(number) for number in arrow.get("d").split()[2::3]]
    assert min(y) == 0 < max(y)  # down from its tip: y points down in SVG
    assert "#ff0000" in arrow.get("style")


def test_the_live_picture_is_described_by_the_words_under_it():
    explorer, _ = descent()
    image = BeautifulSoup(explorer.picture.value, "html.parser").img
    assert image["alt"] == "w at each step"  # the first state's alt text would grow stale
    assert image["data-name"] == ALT.partition(";")[0]
    assert f'id="{image["aria-describedby"]}"' in explorer.frame.value
    assert image["onload"] == SPEAK


def test_what_cannot_be_shown_is_refused():
    with pytest.raises(ValueError, match="draw has no docstring"):
        explore(lambda slope: None, slope=(0.0, 1.0))
    with pytest.raises(ValueError, match="draw returned no artist"):
        widget(lambda slope: "words", slope=(0.0, 1.0))
    with pytest.raises(ValueError, match=r"steps=<object .* is no control; expected \(low, high\)"):
        descent(steps=object())


# Controls


@pytest.mark.parametrize(
    ("abbreviation", "kind", "first", "label"),
    [
        ((1, 50), ipywidgets.IntSlider, 10, "steps"),
        ((1, 50, 7), ipywidgets.IntSlider, 10, "steps"),
        ([5, 10, 15], ipywidgets.Dropdown, 10, "steps"),
        (ipywidgets.BoundedIntText(3), ipywidgets.BoundedIntText, 3, "steps"),
        (ipywidgets.IntSlider(3, description="steps t"), ipywidgets.IntSlider, 3, "steps t"),
        (True, ipywidgets.Checkbox, True, "steps"),
    ],
)
def test_controls_are_those_of_interact(abbreviation, kind, first, label):
    explorer, line = descent(steps=abbreviation)
    control = explorer.controls["steps"]
    assert isinstance(control, kind)
    assert (control.value, control.description) == (first, label)
    assert len(line.get_xdata()) == first + 1
    assert explorer.controls["learning_rate"].description == "learning rate"


@pytest.mark.parametrize(
    ("slider", "digits"),
    [
        ((0.0, 1.0), ".1f"),
        ((0.0, 1.0, 0.05), ".2f"),
        ((0.0, 1.0, 0.25), ".2f"),
        ((0.005, 1.0, 0.01), ".3f"),
        ((0.0, 10.0, 2.0), ".0f"),
        (ipywidgets.FloatSlider(readout_format=".5f"), ".5f"),
    ],
)
def test_readouts_have_the_digits_of_a_step(slider, digits):
    line = plot([], [])
    assert widget(lambda x: line, x=slider).controls["x"].readout_format == digits


def test_log_slider_takes_round_numbers_its_ends_and_those_that_the_text_names():
    slider = log_slider(0.013, 2, 0.31, also=(0.4567,))
    numbers = [number for _, number in slider.options]
    assert numbers == sorted(numbers)
    assert (numbers[0], slider.value, numbers[-1]) == (0.013, 0.31, 2)
    assert {0.02, 0.05, 0.1, 0.4567, 0.5, 1.0, 1.8} <= set(numbers)
    assert (np.array(numbers[1:]) / numbers[:-1] < 1.2).all()
    assert [label for label, _ in slider.options][:3] == ["0.013", "0.014", "0.016"]


@pytest.mark.parametrize(
    "arguments",
    [
        (0, 1, 0.5),
        (-1, 1, 0.5),
        (0.1, 1, 2),
        (0.1, 1, 0.01),
        (1, 0.1, 0.5),
        (0.1, 1, 0.5, [2]),
        (0.1, 1, 0.5, [0.01]),
    ],
)
def test_log_slider_refuses_what_has_no_logarithm_or_lies_outside(arguments):
    with pytest.raises(ValueError, match="expected 0 < low <= value <= high, and so for also, got"):
        log_slider(*arguments)


# A frame


def test_a_new_value_moves_the_line_and_nothing_else():
    explorer, line = descent()
    frame, picture = explorer.frame.value, explorer.picture.value
    set_value(explorer, learning_rate=0.2)
    np.testing.assert_allclose(line.get_ydata(), 0.6 ** np.arange(11))
    assert words(explorer) == f"w is {0.6**10:.4g}"
    assert explorer.frame.value != frame
    assert explorer.picture.value == picture


def test_a_frame_is_clipped_svg_of_the_figures_size():
    markup = svg(descent()[0])
    root = parse(markup)
    assert root.attrib["viewBox"] == "0 0 288 216"
    assert root.find(".//clipPath/rect") is not None
    assert root.find(".//path[@clip-path]") is not None
    assert "<style" not in markup  # it would reach the rest of the page
    assert "<?xml" not in markup
    named = root.findall(".//*[@id]")  # a group's name would be that of every other frame
    assert {element.tag for element in named} == {"marker", "clipPath"}


def test_markers_stand_where_the_points_are():
    explorer, line = descent(0.2)
    points = line.axes.transData.transform(line.get_xydata())
    frame = parse(svg(explorer))
    [marker] = frame.findall(".//marker")
    paths = frame.findall("path")
    mark = f"url(#{marker.attrib['id']})"
    assert [mark in path.attrib["style"] for path in paths] == [False, True]
    for path in paths:
        x, y = (np.array(path.attrib["d"].split()[start::3], float) for start in (1, 2))
        np.testing.assert_allclose(np.c_[x, 216 - y], points, atol=1e-3)
    around = [n for n in marker.find("path").attrib["d"].split() if n not in "MLCz"]
    around = np.reshape(around, (-1, 2)).astype(float)
    centre = (around.max(axis=0) + around.min(axis=0)) / 2
    np.testing.assert_allclose(centre, 0, atol=1e-3)


def test_no_marker_of_many_in_a_row_is_left_out():
    line = plot(np.linspace(0, 10, 500), np.linspace(0, 10, 500), marker="o", linestyle="")
    [markers] = parse(Layers([line]).above([line])).findall("path")
    assert markers.attrib["d"].count("L") == 499


def test_what_lies_deeper_is_drawn_first():
    depths = {"#ff0000": 2.5, "#00ff00": 2.4, "#0000ff": 2.6}
    lines = [plot([1, 2], [1, 2], zorder=depth, color=color) for color, depth in depths.items()]
    paths = parse(Layers(lines).above(lines)).findall("path")
    drawn = [color for path in paths for color in depths if color in path.get("style")]
    assert drawn == sorted(depths, key=depths.get)


def test_text_that_moves_is_text_in_a_font_that_a_browser_has():
    _, axes = subplots()
    text = axes.text(0.5, 0.5, "a < b")
    [moving] = parse(Layers([text]).above([text])).iter("text")
    assert moving.text == "a < b"
    assert "'DejaVu Sans', 'Verdana', sans-serif" in moving.attrib["style"]


def test_what_draw_returns_may_be_nested():
    bars = subplots()[1].bar([0, 1, 2], [1, 1, 1])
    explorer = widget(lambda: (bars, "three ", ["bars", None]))
    assert len(parse(svg(explorer)).findall("path")) == 3
    assert words(explorer) == "three bars"


def test_an_artist_that_begins_to_move_leaves_the_static_picture():
    _, axes = subplots()
    first, second = axes.plot([0, 1], [0, 1], [0, 1], [1, 0])
    explorer = widget(lambda both: (first, second) if both else first, both=False)
    before = explorer.picture.value
    set_value(explorer, both=True)
    after = explorer.picture.value
    assert after != before
    set_value(explorer, both=False)
    assert explorer.picture.value == after


def test_the_layout_does_not_jump():
    axes = descent()[1].axes
    before = axes.get_position().bounds
    axes.set_title("a title\nof two lines")
    png(axes.figure)
    assert axes.get_position().bounds == before


def test_a_burst_of_values_draws_the_last_and_no_queue():
    line = plot([], [])
    drawn, busy, go_on = [], threading.Event(), threading.Event()

    def draw(x=0):
        drawn.append(x)
        if x == 1:
            busy.set()
            go_on.wait(10)
        line.set_data([x], [x])
        return line

    explorer = widget(draw, x=(0, 100))
    threads = [threading.Thread(target=set_value, args=(explorer,), kwargs={"x": 1})]
    threads[0].start()
    assert busy.wait(10)
    for x in range(2, 62):  # while the first frame is being drawn
        threads.append(threading.Thread(target=set_value, args=(explorer,), kwargs={"x": x}))
        threads[-1].start()
        while explorer.controls["x"].value != x:
            time.sleep(0.001)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert drawn == [0, 1, 61]
    assert line.get_xdata() == [61]


def test_reset_returns_in_one_frame():
    explorer, line = descent(steps=(1, 50))
    first, frames = words(explorer), []
    set_value(explorer, learning_rate=0.2, steps=20)
    explorer.frame.observe(lambda change: frames.append(change.new), "value")
    for _ in range(2):
        explorer.reset()
        assert len(frames) == 1
        assert words(explorer) == first
        np.testing.assert_allclose(line.get_ydata(), 0.8 ** np.arange(11))


# What can go wrong


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        (0.5, "⚠ a learning rate of 0.5 is refused & <so on>"),
        (0.6, "⚠ KeyError('w')"),
    ],
)
def test_an_error_is_said_and_the_next_move_recovers(rate, message):
    explorer, _ = descent()
    first = words(explorer)
    set_value(explorer, learning_rate=rate)
    assert words(explorer) == message
    assert len(parse(svg(explorer))) == 0
    set_value(explorer, learning_rate=0.1)
    assert words(explorer) == first
    assert "<path" in svg(explorer)


def test_a_run_that_diverges_is_said_and_drawn(caplog):
    explorer, line = descent(steps=ipywidgets.IntSlider(10, 1, 20_000))
    assert exit_of(line) is None
    markers = svg(explorer).count("<marker")
    said = "diverged at step {}: learning rate {} is above 2/λmax = 1"
    for rate, steps, left_at in ((1.2, 10, 3), (10, 10, 1), (10, 20_000, 1)):
        set_value(explorer, learning_rate=rate, steps=steps)
        assert words(explorer) == said.format(left_at, rate)
        assert exit_of(line)[2] in (CARETUP, CARETDOWN)
        assert svg(explorer).count("<marker") == markers + 1
    assert np.isinf(line.get_ydata()).any()
    set_value(explorer, learning_rate=0.9, steps=10)
    assert words(explorer).startswith("w is ")
    assert svg(explorer).count("<marker") == markers
    assert not caplog.records


def test_limits_that_nobody_set_need_no_arrow():
    _, axes = subplots()
    axes.plot([0, 1000], [0, 1000])
    (point,) = axes.plot([], [], "o")
    point.set_data([500], [500])
    assert Layers([point]).above([point]).count("<marker") == 1


@pytest.mark.parametrize(
    ("y", "rate", "said"),
    [
        ([], 2, ""),
        ([5, 13, 2], 2, ""),
        ([5, 7, 13], 0.9, "outside the picture from step 2 on"),
        ([5, 7, 13], 1.5, "diverged at step 2: learning rate 1.5 is above 2/λmax = 1"),
        ([5, np.nan], 2, "diverged at step 1: learning rate 2 is above 2/λmax = 1"),
    ],
)
def test_diverged_says_no_more_than_it_knows(y, rate, said):
    assert diverged(plot(np.full(len(y), 5), y), rate, LIMIT) == said


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        ([5, 5], [5, 15], (0.5, 1, CARETUP)),
        ([5, 5], [5, -15], (0.5, 0, CARETDOWN)),
        ([5, 25], [5, 5], (1, 0.5, CARETRIGHT)),
        ([5, -15], [5, 9], (0, 0.6, CARETLEFT)),
        ([5, 5, 5, 9], [5, 15, 5, 45], (0.55, 1, CARETUP)),  # the last exit
        ([5, 1e300], [5, 5], (1, 0.5, CARETRIGHT)),
        ([5, np.inf], [5, 5], (1, 0.5, CARETRIGHT)),
        ([5, 5, np.nan], [5, -np.inf, np.nan], (0.5, 0, CARETDOWN)),
        ([5], [25], (0.5, 1, CARETUP)),
        ([-1e300], [4], (0, 0.4, CARETLEFT)),
        ([15], [-25], (1, 0, CARETDOWN)),  # over a corner: the longer part
        ([10, 20], [5, 5], (1, 0.5, CARETRIGHT)),  # from the frame itself
        ([0, 10], [0, 10], None),  # to the frame, not past it
        ([-5, 5, 15], [5, 5, 5], None),  # a curve that crosses the picture
        ([5, np.nan], [5, np.nan], None),
        ([5, 5, np.nan, 7, 7], [5, 15, np.nan, 5, 15], None),  # two lines
        ([5, 5, np.nan, 7], [5, 15, np.nan, 15], None),
        ([], [], None),
    ],
)
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_the_arrow_stands_where_the_line_leaves(x, y, expected, scale):
    if scale == "log":  # the same picture
        x, y = (10.0 ** np.clip(np.array(v, float), -300, 300) for v in (x, y))
    found = exit_of(plot(x, y, scale))
    assert found == (expected and pytest.approx(expected))


def test_an_arrow_is_found_in_other_coordinates_than_the_data():
    line = plot([0.5, 0.5], [0.5, 2])
    line.set_transform(line.axes.transAxes)
    assert exit_of(line) == pytest.approx((0.5, 1, CARETUP))


HUGE = [0.5, 1e5, 1e12, 1e300, 1.7e308, np.inf, np.nan, -1e300, -np.inf]


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_huge_values_neither_warn_nor_reach_the_browser(scale, caplog):
    _, axes = subplots(width=3, height=2)
    line, text = axes.plot([0.2, 0.4], [1, 1], "o-")[0], axes.text(0.5, 1, "here")
    bar, points = axes.bar([0.5], [1])[0], axes.scatter([0.2, 0.4], [1, 1])
    area = axes.fill_between([0.2, 0.4], [1, 1], [2, 2])
    axes.set(xlim=(0.1, 1), ylim=(0.1, 1), yscale=scale)

    def draw(which=0):
        y = HUGE[which]
        line.set_data([0.2, 0.4, 0.5, 0.6], [0.2, 0.4, y, 0.3])
        points.set_offsets([[0.2, 0.2], [0.4, y]])
        area.set_verts([[[0.2, 0.1], [0.4, y], [0.6, 0.1]]])
        bar.set_height(y)
        text.set_position((y, y))
        return line, text, bar, points, area

    explorer = widget(draw, which=(0, len(HUGE) - 1))
    for which, value in enumerate(HUGE):
        set_value(explorer, which=which)
        assert words(explorer) == ""
        elements = parse(svg(explorer)).iter()
        places = " ".join(element.get(name, "") for element in elements for name in ("d", "x", "y"))
        numbers = [float(part) for part in places.split() if part not in "MLQCz"]
        assert np.abs(numbers).max() < 2e4, value  # nan is not, either
    assert not caplog.records


# Hundreds of frames


def test_hundreds_of_frames_leave_nothing_behind():
    explorer, line = descent()
    rates = [rate for _, rate in explorer.controls["learning_rate"].options]

    def frames(count):
        for i in range(count):
            set_value(explorer, learning_rate=rates[i % len(rates)])
        gc.collect()

    frames(2 * len(rates))  # caches fill
    tracemalloc.start()
    frames(len(rates))
    before, artists = tracemalloc.get_traced_memory()[0], len(line.figure.findobj())
    frames(300)
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert after - before < 150_000  # bytes; one frame's SVG is 5 kB
    assert len(line.figure.findobj()) == artists
    assert pyplot.get_fignums() == []


def test_neither_a_bitmap_nor_a_figure_that_nothing_shows_is_kept():
    figure, axes = subplots(width=2, height=1.5)
    axes.plot([0, 1], [0, 640])
    axes.set_title("so low a picture\nthat it loses ticks on the way")
    png(figure)
    assert not [item for item in gc.get_objects() if isinstance(item, RendererAgg)]
    gone = weakref.ref(figure)
    figure = axes = None
    png(subplots()[0])
    assert gone() is None


# Pictures that do not move


def test_a_picture_without_words_is_refused(shown):
    with pytest.raises(ValueError, match="alt is empty"):
        show(subplots()[0], " ")
    assert shown == []


def test_rings_of_a_parabola_are_evenly_spaced():
    axis = np.linspace(-2, 2, 5)
    levels = contours(subplots()[1], lambda p: 3 + p @ p, axis, axis, levels=9).levels
    np.testing.assert_allclose(np.diff(np.sqrt(levels - 3)), np.sqrt(8) / 8)
