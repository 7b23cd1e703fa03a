"""explore without a browser: values are set in the kernel, as the front end sets them."""

import base64
import gc
import html.parser
import io
import threading
import time
import tracemalloc
import xml.etree.ElementTree as ET

import ipywidgets
import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.lines import CARETDOWN, CARETLEFT, CARETRIGHT, CARETUP
from PIL import Image

from utils import plots, widgets
from utils._controls import control
from utils.frames import Layers, exit_of
from utils.plots import png, subplots
from utils.widgets import Explorer, diverged, explore, log_slider

ALT = 'Gradient descent on w² from w = 1; "w" < 1 after one step.'
LIMIT = 1.0  # 2 / λmax of w², whose curvature is 2


def descent(value=0.1, **controls):
    """An Explorer of gradient descent on w², and the line it moves."""
    _, axes = subplots(width=4, height=3)
    axes.set(xlim=(0, 20), ylim=(-2, 2), title="w at each step")
    (line,) = axes.plot([], [], "o-")

    def draw(learning_rate, steps=10):
        if learning_rate == 0.5:
            raise ValueError("a learning rate\nof 0.5 is refused")
        if learning_rate == 0.6:
            raise KeyError("w")
        w = (1 - 2 * learning_rate) ** np.arange(steps + 1.0)
        line.set_data(np.arange(steps + 1), w)
        return line, diverged(line, learning_rate, LIMIT) or f"w is {w[-1]:.4g}"

    draw.__doc__ = ALT
    controls = {"learning_rate": log_slider(0.01, 10, value)} | controls
    return Explorer(draw, controls), line


def set_value(explorer, **values):
    for name, value in values.items():
        explorer.controls[name].value = value


def svg(explorer):
    """What moves, without the words below it."""
    return explorer.frame.value.partition("<div")[0]


def words(explorer):
    return ET.fromstring(explorer.frame.value.removeprefix(svg(explorer))).text or ""


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture)).convert("L"))


def attributes(markup):
    """The attributes of the markup's first element."""
    found = []
    parser = html.parser.HTMLParser()
    parser.handle_starttag = lambda tag, pairs: found.append(dict(pairs))
    parser.feed(markup)
    return found[0]


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
    _, axes = subplots()
    (line,) = axes.plot([0, 1], [0, 1])

    def draw(slope=1.0):
        """A line through
        the origin."""
        line.set_data([0, 1], [0, slope])
        return line

    assert explore(draw, slope=(0.0, 2.0)) is None
    [(bundle, metadata)] = shown
    model = bundle["application/vnd.jupyter.widget-view+json"]["model_id"]
    assert isinstance(model, str)
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert bundle["text/plain"] == "A line through the origin."
    hint = 30  # pixels: a line below the picture says how to make it move
    assert metadata["image/png"] == {
        "alt": bundle["text/plain"],
        "width": 750,
        "height": 360 + hint,
    }


def test_the_still_holds_the_sentence_below_the_picture(shown):
    explorer, _ = descent()
    explorer.show()
    [(bundle, metadata)] = shown
    assert bundle["text/plain"] == f"{ALT} {words(explorer)}"
    whole = pixels(png(explorer.layers.figure))
    still = pixels(base64.b64decode(bundle["image/png"]))
    height = len(whole)
    assert (still[:height] == whole).all()
    assert still[height:].min() == 0  # letters
    assert (still[-1] == 255).all()  # and paper below them
    assert metadata["image/png"]["height"] == round(len(still) / 2)
    assert metadata["image/png"]["width"] == whole.shape[1] / 2


def test_a_long_sentence_is_wrapped():
    [line] = subplots(width=3, height=2)[1].plot([0, 1], [0, 1])
    short, long = (pixels(Layers([line], count * "word $ ").still) for count in (1, 30))
    assert len(long) > len(short) > len(pixels(Layers([line]).still))
    assert long.shape[1] == short.shape[1] == 600
    assert (long[:, -4:] == 255).all()


def test_the_layer_below_lacks_what_moves():
    explorer, line = descent()
    assert explorer.layers.below() != explorer.layers.still
    assert line.get_visible()
    line.set_visible(False)
    assert explorer.layers.below() == png(explorer.layers.figure)


def test_the_live_picture_is_described_by_the_words_under_it():
    explorer, _ = descent()
    image = attributes(explorer.picture.value)
    assert image["alt"] == "w at each step"  # the first state's alt text would grow stale
    assert image["data-name"] == ALT.partition(";")[0]
    assert f'id="{image["aria-describedby"]}"' in explorer.frame.value
    assert image["onload"] == widgets.SPEAK


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda slope: None, "draw has no docstring"),
        (
            type("Draw", (), {"__doc__": "Alt.", "__call__": lambda self, slope: "words"})(),
            "artist",
        ),
    ],
)
def test_a_draw_that_cannot_be_shown_is_refused(draw, message):
    with pytest.raises(ValueError, match=message):
        Explorer(draw, {"slope": (0.0, 1.0)})


def test_what_is_no_control_is_refused():
    with pytest.raises(ValueError, match=r"steps=<object .* is no control; expected \(low, high\)"):
        descent(steps=object())


# Controls


@pytest.mark.parametrize(
    ("abbreviation", "kind", "first"),
    [
        ((1, 50), ipywidgets.IntSlider, 10),
        ((1, 50, 7), ipywidgets.IntSlider, 10),
        ([5, 10, 15], ipywidgets.Dropdown, 10),
        (ipywidgets.BoundedIntText(3), ipywidgets.BoundedIntText, 3),
        (True, ipywidgets.Checkbox, True),
    ],
)
def test_controls_are_those_of_interact(abbreviation, kind, first):
    explorer, line = descent(steps=abbreviation)
    control = explorer.controls["steps"]
    assert isinstance(control, kind)
    assert control.value == first
    assert len(line.get_xdata()) == first + 1


def test_labels_are_the_names_unless_the_widget_has_its_own():
    explorer, _ = descent(steps=ipywidgets.IntSlider(3, description="steps t"))
    assert explorer.controls["learning_rate"].description == "learning rate"
    assert explorer.controls["steps"].description == "steps t"


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
    assert control(lambda x: None, "x", slider).readout_format == digits


def test_log_slider_takes_round_numbers_and_its_ends():
    slider = log_slider(0.013, 2, 0.31)
    numbers = [number for _, number in slider.options]
    assert numbers == sorted(numbers)
    assert (numbers[0], slider.value, numbers[-1]) == (0.013, 0.31, 2)
    assert {0.02, 0.05, 0.1, 0.5, 1.0, 1.8} <= set(numbers)
    ratios = np.array(numbers[1:]) / numbers[:-1]
    assert (ratios < 1.2).all()
    assert [label for label, _ in slider.options][:3] == ["0.013", "0.014", "0.016"]


@pytest.mark.parametrize(
    "arguments", [(0, 1, 0.5), (0.1, 1, 2), (0.1, 1, 0.01), (1, 0.1, 0.5), (-1, 1, 0.5)]
)
def test_log_slider_refuses_what_has_no_logarithm(arguments):
    with pytest.raises(ValueError, match="expected 0 < low <= value <= high, got low="):
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
    explorer, _ = descent()
    markup = svg(explorer)
    root = parse(markup)
    assert root.attrib["viewBox"] == "0 0 288 216"
    assert root.find(".//clipPath/rect") is not None
    assert root.find(".//path[@clip-path]") is not None
    assert "<style" not in markup  # it would reach the rest of the page
    assert "<?xml" not in markup
    named = root.findall(".//*[@id]")  # a group's name would be that of every other frame
    assert {element.tag for element in named} == {"marker", "clipPath"}


def test_markers_stand_where_the_points_are():
    explorer, _ = descent(0.2)
    figure = explorer.layers.figure
    [axes] = figure.axes
    points = axes.transData.transform(axes.lines[0].get_xydata())
    frame = parse(svg(explorer))
    [marker] = frame.findall(".//marker")
    lines = frame.findall("path")
    mark = f"url(#{marker.attrib['id']})"
    assert [mark in line.attrib["style"] for line in lines] == [False, True]
    for line in lines:
        x, y = (np.array(line.attrib["d"].split()[start::3], float) for start in (1, 2))
        np.testing.assert_allclose(np.c_[x, 216 - y], points, atol=1e-3)
    around = [n for n in marker.find("path").attrib["d"].split() if n not in "MLCz"]
    around = np.reshape(around, (-1, 2)).astype(float)
    centre = (around.max(axis=0) + around.min(axis=0)) / 2
    np.testing.assert_allclose(centre, 0, atol=1e-3)


def test_no_marker_of_many_in_a_row_is_left_out():
    _, axes = subplots()
    (line,) = axes.plot(range(500), range(500), "o")
    [markers] = parse(Layers([line]).above([line])).findall("path")
    assert markers.attrib["d"].count("L") == 499


def test_text_that_moves_is_text_in_a_font_that_a_browser_has():
    _, axes = subplots()
    text = axes.text(0.5, 0.5, "a < b")
    [moving] = parse(Layers([text]).above([text])).iter("text")
    assert moving.text == "a < b"
    assert "'DejaVu Sans', 'Verdana', sans-serif" in moving.attrib["style"]


def test_nested_containers_move_too():
    _, axes = subplots()
    bars = axes.bar([0, 1, 2], [1, 1, 1])

    def draw(height=1.0):
        """Three bars."""
        for bar in bars:
            bar.set_height(height)
        return bars, "three ", ["bars"]

    explorer = Explorer(draw, {"height": (0.0, 2.0)})
    assert list(explorer.layers.arrows) == list(bars)
    assert words(explorer) == "three bars"


def test_an_artist_that_begins_to_move_leaves_the_static_picture():
    _, axes = subplots()
    first, second = axes.plot([0, 1], [0, 1], [0, 1], [1, 0])

    def draw(both=False):
        """Two lines."""
        return (first, second) if both else first

    explorer = Explorer(draw, {"both": False})
    before = explorer.picture.value
    set_value(explorer, both=True)
    after = explorer.picture.value
    assert after != before
    set_value(explorer, both=False)
    assert explorer.picture.value == after


def test_the_layout_does_not_jump():
    explorer, _ = descent()
    [axes] = explorer.layers.figure.axes
    before = axes.get_position().bounds
    axes.set_title("a title\nof two lines")
    png(explorer.layers.figure)
    assert axes.get_position().bounds == before


def test_a_burst_of_values_draws_the_last_and_no_queue():
    _, axes = subplots()
    (line,) = axes.plot([], [])
    drawn, busy, go_on = [], threading.Event(), threading.Event()

    def draw(x=0):
        """A point."""
        drawn.append(x)
        if x == 1:
            busy.set()
            go_on.wait(10)
        line.set_data([x], [x])
        return line

    explorer = Explorer(draw, {"x": (0, 100)})
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
    first = words(explorer)
    set_value(explorer, learning_rate=0.2, steps=20)
    calls = []
    draw = explorer.draw
    explorer.draw = lambda **values: calls.append(values) or draw(**values)
    explorer.reset()
    assert calls == [{"learning_rate": 0.1, "steps": 10}]
    assert words(explorer) == first
    np.testing.assert_allclose(line.get_ydata(), 0.8 ** np.arange(11))
    explorer.reset()
    assert len(calls) == 1


# What can go wrong


def test_an_error_is_one_line_and_the_next_move_recovers():
    explorer, _ = descent()
    first = words(explorer)
    set_value(explorer, learning_rate=0.5)
    assert words(explorer) == "⚠ a learning rate of 0.5 is refused"
    assert len(parse(svg(explorer))) == 0
    set_value(explorer, learning_rate=0.1)
    assert words(explorer) == first
    assert "<path" in explorer.frame.value


def test_an_error_of_another_kind_says_its_kind():
    explorer, _ = descent()
    set_value(explorer, learning_rate=0.6)
    assert words(explorer) == "⚠ KeyError: 'w'"


def test_words_are_text_not_markup():
    explorer, _ = descent()
    explorer.paint("", "loss < 1 & <b>")
    assert words(explorer) == "loss < 1 & <b>"
    assert "loss &lt; 1 &amp; &lt;b&gt;" in explorer.frame.value


def test_a_run_that_diverges_is_said_and_drawn():
    explorer, line = descent()
    assert exit_of(line) is None
    set_value(explorer, learning_rate=1.2)
    assert words(explorer) == "diverged at step 3: learning rate 1.2 is above 2/λmax = 1"
    assert exit_of(line)[2] in (CARETUP, CARETDOWN)
    with_arrow = explorer.frame.value.count("<marker")
    set_value(explorer, learning_rate=0.9)
    assert words(explorer).startswith("w is ")
    assert explorer.frame.value.count("<marker") == with_arrow - 1


def test_limits_that_nobody_set_need_no_arrow():
    _, axes = subplots()
    axes.plot([0, 1000], [0, 1000])
    (point,) = axes.plot([], [], "o")
    point.set_data([500], [500])
    layers = Layers([point])
    assert len(layers.arrows[point].get_xdata()) == 0


def test_a_run_that_overflows_gives_no_warning(caplog):
    explorer, line = descent(steps=ipywidgets.IntSlider(10, 1, 20_000))
    set_value(explorer, learning_rate=10)
    assert words(explorer) == "diverged at step 1: learning rate 10 is above 2/λmax = 1"
    set_value(explorer, steps=20_000)
    assert np.isinf(line.get_ydata()).any()
    assert words(explorer) == "diverged at step 1: learning rate 10 is above 2/λmax = 1"
    assert not caplog.records


def test_diverged_says_no_more_than_it_knows():
    _, axes = subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    (line,) = axes.plot([], [])
    assert diverged(line, 2, 1) == ""
    line.set_data([0.5, 0.5, 0.5], [0.5, 3, 0.2])
    assert diverged(line, 2, 1) == ""
    line.set_data([0.5, 0.5, 0.5], [0.5, 0.7, 3])
    assert diverged(line, 0.9, 1) == "outside the picture from step 2 on"
    assert diverged(line, 1.5, 1) == "diverged at step 2: learning rate 1.5 is above 2/λmax = 1"
    line.set_data([0.5, 0.5], [0.5, np.nan])
    assert diverged(line, 2, 1).startswith("diverged at step 1:")


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
        ([10, 20], [5, 5], (1, 0.5, CARETRIGHT)),  # from the frame itself
        ([0, 10], [0, 10], None),  # to the frame, not past it
        ([-5, 5, 15], [5, 5, 5], None),  # a curve that crosses the picture
        ([5, np.nan], [5, np.nan], None),
        ([5, 5, np.nan, 7, 7], [5, 15, np.nan, 5, 15], None),  # two lines
        ([], [], None),
    ],
)
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_the_arrow_stands_where_the_line_leaves(x, y, expected, scale):
    _, axes = subplots()
    if scale == "log":  # the same picture
        x, y = (10.0 ** np.clip(np.array(v, float), -300, 300) for v in (x, y))
        axes.set(xscale="log", yscale="log", xlim=(1, 1e10), ylim=(1, 1e10))
    else:
        axes.set(xlim=(0, 10), ylim=(0, 10))
    (line,) = axes.plot(x, y)
    found = exit_of(line)
    if expected is None:
        assert found is None
    else:
        assert found == pytest.approx(expected)


def test_an_arrow_is_found_in_other_coordinates_than_the_data():
    _, axes = subplots()
    axes.set(xlim=(0, 10), ylim=(0, 10))
    (line,) = axes.plot([0.5, 0.5], [0.5, 2], transform=axes.transAxes)
    assert exit_of(line) == pytest.approx((0.5, 1, CARETUP))


@pytest.mark.parametrize("value", [1e5, 1e12, 1e300, 1.7e308, np.inf, np.nan, -1e300, -np.inf])
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_huge_values_neither_warn_nor_reach_the_browser(value, scale, caplog):
    _, axes = subplots(width=3, height=2)
    line, text = axes.plot([0.2, 0.4], [1, 1], "o-")[0], axes.text(0.5, 1, "here")
    bar, points = axes.bar([0.5], [1])[0], axes.scatter([0.2, 0.4], [1, 1])
    area = axes.fill_between([0.2, 0.4], [1, 1], [2, 2])
    axes.set(xlim=(0.1, 1), ylim=(0.1, 1), yscale=scale)

    def draw(far=False):
        """All that can move."""
        y = value if far else 0.5
        line.set_data([0.2, 0.4, 0.5, 0.6], [0.2, 0.4, y, 0.3])
        points.set_offsets([[0.2, 0.2], [0.4, y]])
        area.set_verts([[[0.2, 0.1], [0.4, y], [0.6, 0.1]]])
        bar.set_height(y)
        text.set_position((y, y))
        return line, text, bar, points, area

    explorer = Explorer(draw, {"far": False})
    set_value(explorer, far=True)
    assert not caplog.records
    assert words(explorer) == ""
    places = [
        element.attrib.get(name, "")
        for element in parse(svg(explorer)).iter()
        for name in ("d", "x", "y")
    ]
    numbers = " ".join(places)
    numbers = [float(part) for part in numbers.split() if part not in "MLQCz"]
    assert np.isfinite(numbers).all()
    assert np.abs(numbers).max() < 2e4


# A thousand frames


def test_a_thousand_frames_leave_nothing_behind():
    explorer, _ = descent()
    rates = [
        rate for _, rate in explorer.controls["learning_rate"].options if rate not in (0.5, 0.6)
    ]

    def frames(count):
        for i in range(count):
            set_value(explorer, learning_rate=rates[i % len(rates)])
        gc.collect()

    frames(2 * len(rates))  # caches fill
    tracemalloc.start()
    frames(len(rates))
    before, artists = tracemalloc.get_traced_memory()[0], len(explorer.layers.figure.findobj())
    frames(1000)
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert after - before < 500_000  # bytes; one frame's SVG is 5 kB
    assert len(explorer.layers.figure.findobj()) == artists
    assert pyplot.get_fignums() == []


def test_no_bitmap_outlives_its_picture():
    figure, axes = subplots(width=2, height=1.5)
    axes.plot([0, 1], [0, 640])
    axes.set_title("so low a picture\nthat it loses ticks on the way")
    png(figure)
    assert not [item for item in gc.get_objects() if isinstance(item, RendererAgg)]


def test_layers_take_the_figure_of_their_artists():
    figure, axes = subplots()
    assert Layers(axes.plot([0, 1], [0, 1])).figure is figure
