"""Sliders that redraw one figure at the speed of the hand.

What does not move is sent once, as a picture; each frame sends only what moves. Nothing here
outlives its frame: the front end holds back all values but the newest while a frame is drawn.
"""

import base64
import html
import inspect
import threading

import ipywidgets
import numpy as np
from IPython.display import display
from matplotlib.artist import Artist

from utils.frames import Layers, in_axes
from utils.plots import PIXELS_PER_INCH

# Round numbers, 7 to 17 percent apart.
DECADE = (1, 1.1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 2.8, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7, 8, 9)

# ipywidgets' sliders have no name for a screen reader, and where the options are not evenly
# spaced they say the option's index. This gives them their label, and the readout as value;
# the words under the picture are in a live region. A menu keeps its keys, where JupyterLab would
# take them for its own shortcuts. It runs once the picture has loaded.
SPEAK = """
const speak = picture => {
  const box = picture.closest(".explore");
  if (!box) return setTimeout(speak, 100, picture);
  const controls = box.querySelector(".explore-controls");
  const name = () => {
    controls.querySelectorAll(".widget-slider").forEach(slider => {
      const [handle, label, readout] = ["[role=slider]", ".widget-label", ".widget-readout"]
        .map(part => slider.querySelector(part));
      if (!handle || handle.ariaLabel && handle.ariaValueText === readout.textContent) return;
      handle.ariaValueText = readout.textContent;
      handle.ariaLabel = readout.ariaLabel = label.textContent;
      readout.role = "textbox";
    });
    controls.querySelectorAll("select, input").forEach(
      field => field.dataset.lmSuppressShortcuts = "true"
    );
  };
  new MutationObserver(name).observe(controls, {
    subtree: true, childList: true, characterData: true, attributeFilter: ["aria-valuetext"],
  });
  name();
  box.querySelector(".explore-frame").ariaLive = "polite";
};
speak(this);
"""


def explore(draw, **controls):
    """Show one figure and the controls that move it.

    draw: a function of the controls' values. It sets data on artists of one figure and
        returns those artists: they move, and everything else is drawn once, below them. A
        string among what it returns is said under the picture. Its docstring is the alt text
        of the picture in its first state. A ValueError that it raises later is shown as one
        line.
    controls: by the names of draw's parameters, as in ipywidgets' `interact`:
        (low, high) or (low, high, step), a list, True or False, or a widget, for example
        from `log_slider`. A default of draw's parameter is the first value.

    Where no kernel runs, the reader sees the picture of the first state. Raises ValueError
    where draw has no docstring or returns no artist, and where a control is none of the above.

    >>> from utils.plots import subplots
    >>> figure, axes = subplots()
    >>> (line,) = axes.plot([0, 1], [0, 1])
    >>> def draw(slope=1.0):
    ...     "A line through the origin; its slope is 1."
    ...     line.set_data([0, 1], [0, slope])
    ...     return line, f"the line ends at {slope:.4g}"
    >>> explore(draw, slope=(0.0, 2.0, 0.1))  # doctest: +SKIP
    """
    Explorer(draw, controls).show()


def log_slider(low, high, value, also=()):
    """A slider over round numbers from low to high, about evenly spaced by ratio.

    also: further numbers that it offers, those that the text talks about.
    Raises ValueError unless 0 < low <= value <= high, and all of `also` lie between them, too.

    >>> log_slider(0.01, 1.0, 0.05).label
    '0.05'
    """
    if not 0 < low <= value <= high:
        raise ValueError(f"expected 0 < low <= value <= high, got {low=}, {value=}, {high=}")
    if not all(low <= number <= high for number in also):
        raise ValueError(f"expected numbers from {low} to {high}, got also={also}")
    decades = range(int(np.floor(np.log10(low))), int(np.floor(np.log10(high))) + 1)
    numbers = {float(f"{digits}e{exponent}") for exponent in decades for digits in DECADE}
    numbers = {number for number in numbers if low < number < high} | {low, value, high, *also}
    options = [(f"{number:.6g}", number) for number in sorted(numbers)]
    return ipywidgets.SelectionSlider(options=options, value=value)


def diverged(line, learning_rate, limit, limit_name="2/λmax"):
    """The sentence that a diverging run deserves, or "" for a run that stays in its axes.

    line: its points are the steps, from 0. limit: the learning rate above which the run
    cannot converge, called `limit_name`.

    "diverged at step 14: learning rate 1.2 is above 2/λmax = 0.98" where the line ends outside
    its axes; the step is the one from which on it stays outside. At a rate that is not above the
    limit: "outside the picture from step 14 on".
    """
    inside = in_axes(line)[1]
    if len(inside) == 0 or inside[-1]:
        return ""
    step = np.flatnonzero(inside).max(initial=-1) + 1
    if learning_rate > limit:
        comparison = f"is above {limit_name} = {limit:.4g}"
        return f"diverged at step {step}: learning rate {learning_rate:.4g} {comparison}"
    return f"outside the picture from step {step} on"


class Explorer:
    """The widget behind `explore`: what it shows, and what it does when a value changes."""

    def __init__(self, draw, controls):
        self.draw = draw
        self.alt = " ".join((draw.__doc__ or "").split())
        if not self.alt:
            raise ValueError("draw has no docstring; expected the alt text of its first picture")
        self.controls = {name: control(draw, name, value) for name, value in controls.items()}
        self.first = self.values()
        self.lock = threading.RLock()  # callbacks come on a thread of their own
        self.resetting = False
        self.picture, self.frame = ipywidgets.HTML(), ipywidgets.HTML()
        artists, words = self.call()
        if not artists:
            raise ValueError("draw returned no artist; expected the artists that move")
        self.layers = Layers(artists)
        self.paint_below()
        self.paint(artists, words)
        for widget in self.controls.values():
            widget.observe(self.update, "value")

    def values(self):
        return {name: widget.value for name, widget in self.controls.items()}

    def call(self):
        """Call draw with the newest values; returns its artists and its words."""
        self.drawn = self.values()
        with np.errstate(all="ignore"):  # a run that diverges is a result, not a warning
            returned = list(flat(self.draw(**self.drawn)))
        artists = [item for item in returned if not isinstance(item, str)]
        return artists, " ".join(item for item in returned if isinstance(item, str))

    def update(self, _change=None):
        """Draw the newest values, unless another thread has done so meanwhile."""
        with self.lock:
            if self.resetting or self.values() == self.drawn:
                return
            try:
                artists, words = self.call()
                if self.layers.add(artists):
                    self.paint_below()
                self.paint(artists, words)
            except Exception as error:  # a traceback would appear in no cell
                kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
                self.paint([], f"\N{WARNING SIGN} {kind}{error}")

    def reset(self, _button=None):
        """Go back to the first values, in one frame."""
        with self.lock:
            self.resetting = True
            for name, value in self.first.items():
                self.controls[name].value = value
            self.resetting = False
            self.update()

    def paint(self, artists, words):
        """Send what moves and what is said of it, in one message."""
        words = html.escape(" ".join(words.split()))
        self.frame.value = (
            self.layers.above(artists)
            + f'<div class="explore-words" style="min-height: 3.2em; margin: 0 2px">{words}</div>'
        )

    def paint_below(self):
        data = base64.b64encode(self.layers.below()).decode("ascii")
        self.picture.value = (
            f'<img alt="{html.escape(self.alt)}" src="data:image/png;base64,{data}" '
            f'onload="{html.escape(SPEAK)}" '
            'style="display: block; width: 100%; max-width: none; margin: 0">'
        )

    def view(self, width):
        """The widget: controls that wrap, and the two layers in one cell of a grid."""
        button = ipywidgets.Button(description="Reset", layout={"width": "auto"})
        button.on_click(self.reset)
        for layer in (self.picture, self.frame):
            layer.layout = {"grid_area": "1 / 1", "margin": "0", "width": "100%"}
        controls = ipywidgets.Box([*self.controls.values(), button])
        controls.layout = {"flex_flow": "row wrap", "align_items": "center"}
        picture = ipywidgets.Box([self.picture, self.frame], layout={"display": "grid"})
        view = ipywidgets.VBox([controls, picture])
        view.layout = {"width": "100%", "max_width": f"{width}px"}
        view.add_class("explore")
        controls.add_class("explore-controls")
        picture.add_class("explore-picture")
        self.frame.add_class("explore-frame")
        return view

    def show(self):
        """Display the live widget; the same output holds the picture for where no kernel runs."""
        inches = self.layers.figure.get_size_inches()
        width, height = (round(length * PIXELS_PER_INCH) for length in inches)
        model = {"version_major": 2, "version_minor": 0, "model_id": self.view(width).model_id}
        display(
            {
                "application/vnd.jupyter.widget-view+json": model,
                "image/png": self.layers.still,
                "text/plain": self.alt,
            },
            metadata={"image/png": {"alt": self.alt, "width": width, "height": height}},
            raw=True,
        )


def control(draw, name, value):
    """The widget for one of draw's parameters, labelled with its name."""
    parameter = inspect.signature(draw).parameters.get(name)
    default = inspect.Parameter.empty if parameter is None else parameter.default
    widget = ipywidgets.interactive.widget_from_abbrev(value, default)
    if widget is None:
        raise ValueError(
            f"{name}={value!r} is no control; expected (low, high), (low, high, step), a list, "
            "a boolean or a widget"
        )
    widget.description = widget.description or name.replace("_", " ")
    widget.tooltip = widget.description
    widget.style.description_width = "initial"
    if isinstance(widget, ipywidgets.FloatSlider) and widget is not value:
        decimals = max(len(f"{x:.6g}".partition(".")[2]) for x in (widget.min, widget.step))
        widget.readout_format = f".{decimals}f"
    if hasattr(widget, "readout") and widget.layout.width is None:
        widget.layout = {"width": "auto", "flex": "1 1 320px", "max_width": "450px"}
    return widget


def flat(returned):
    """What draw returned, however nested: a bar plot is a tuple of bars."""
    if isinstance(returned, (str, Artist)):
        yield returned
    elif returned is not None:
        for item in returned:
            yield from flat(item)
