"""Sliders that redraw one figure at the speed of the hand.

What does not move is drawn once, as a picture. Each frame sends only what moves, as a few
kB of SVG that lies exactly on top.
"""

import base64
import html
import inspect
import threading

import ipywidgets
import numpy as np
from IPython.display import display
from matplotlib.artist import Artist

from utils.plots import PIXELS_PER_INCH, png
from utils.svg import svg

# Round numbers, 7 to 17 percent apart: a decade takes 20 steps.
DECADE = (1, 1.1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 2.8, 3, 3.5, 4, 4.5, 5, 5.5, 6, 7, 8, 9)


def explore(draw, **controls):
    """Show one figure and the controls that move it.

    draw: a function of the controls' values. It sets data on artists of one figure and
        returns those artists; they move, everything else is drawn once. A string among what
        it returns is said under the picture. Its docstring is the alt text of the picture in
        its first state. A ValueError it raises is shown as one line.
    controls: by the names of draw's parameters, as in ipywidgets' `interact`:
        (low, high) or (low, high, step), a list, True or False, or a widget, for example
        from `log_slider`. A default of draw's parameter is the first value.

    Raises ValueError where draw has no docstring or returns no artist.

    >>> from utils.plots import subplots
    >>> figure, axes = subplots()
    >>> (line,) = axes.plot([0, 1], [0, 1])
    >>> def draw(slope=1.0):
    ...     "A line through the origin of slope 1."
    ...     line.set_data([0, 1], [0, slope])
    ...     return line, f"the line ends at {slope:.4g}"
    >>> explore(draw, slope=(0.0, 2.0, 0.1))  # doctest: +SKIP
    """
    Explorer(draw, controls).display()


def log_slider(low, high, value):
    """A slider over round numbers from low to high, evenly spaced by ratio.

    Its readout, which is also what a screen reader says, is the number itself. Raises
    ValueError unless 0 < low <= value <= high.
    """
    if not 0 < low <= value <= high:
        raise ValueError(f"expected 0 < low <= value <= high, got {low=}, {value=}, {high=}")
    exponents = range(int(np.floor(np.log10(low))), int(np.floor(np.log10(high))) + 1)
    numbers = {float(f"{digits}e{exponent}") for exponent in exponents for digits in DECADE}
    numbers = sorted({n for n in numbers if low < n < high} | {low, value, high})
    options = [(f"{number:.6g}", number) for number in numbers]
    return ipywidgets.SelectionSlider(options=options, value=value)


class Explorer:
    """The widget behind `explore`: what it shows, and what it does when a value changes."""

    def __init__(self, draw, controls):
        self.draw = draw
        self.alt = " ".join((draw.__doc__ or "").split())
        if not self.alt:
            raise ValueError("draw has no docstring; expected the alt text of its first picture")
        self.controls = {name: control(draw, name, value) for name, value in controls.items()}
        self.first = self.values()
        self.drawn = None
        self.lock = threading.RLock()  # callbacks come on more than one thread
        artists, words = self.call()
        if not artists:
            raise ValueError("draw returned no artist; expected the artists that move")
        self.figure = artists[0].get_figure(root=True)
        self.still = png(self.figure)
        self.figure.set_layout_engine("none")
        self.moving = []
        self.below, self.above, self.words = (ipywidgets.HTML() for _ in range(3))
        for layer in (self.below, self.above):
            layer.layout = ipywidgets.Layout(grid_area="1 / 1", margin="0", width="100%")
        self.paint(artists, words)
        for widget in self.controls.values():
            widget.observe(self.update, "value")

    def values(self):
        return {name: widget.value for name, widget in self.controls.items()}

    def call(self):
        """Call draw with the newest values; its artists, flat, and its words."""
        self.drawn = self.values()
        with np.errstate(all="ignore"):  # a run that diverges is a result, not a warning
            returned = list(flat(self.draw(**self.drawn)))
        artists = [item for item in returned if isinstance(item, Artist)]
        return artists, " ".join(item for item in returned if isinstance(item, str))

    def update(self, _change=None):
        """Draw the newest values, unless another thread has drawn them meanwhile."""
        with self.lock:
            if self.values() == self.drawn:
                return
            try:
                self.paint(*self.call())
            except ValueError as error:
                self.say(str(error))

    def reset(self, _button=None):
        with self.lock:
            for name, value in self.first.items():
                self.controls[name].value = value

    def paint(self, artists, words):
        if any(artist not in self.moving for artist in artists):
            self.moving += [artist for artist in artists if artist not in self.moving]
            self.below.value = self.static_picture()
        self.above.value = svg(self.figure, artists)
        self.say(words)

    def say(self, words):
        self.words.value = f'<div role="status" aria-live="polite">{html.escape(words)}</div>'

    def static_picture(self):
        """The figure without what moves, as an <img>."""
        visible = [artist.get_visible() for artist in self.moving]
        for artist in self.moving:
            artist.set_visible(False)
        data = base64.b64encode(png(self.figure)).decode("ascii")
        for artist, was_visible in zip(self.moving, visible, strict=True):
            artist.set_visible(was_visible)
        return (
            f'<img alt="{html.escape(self.alt)}" src="data:image/png;base64,{data}" '
            'style="display: block; width: 100%; max-width: none; margin: 0">'
        )

    def display(self):
        """Show the live widget; where no kernel runs, the same output holds the still."""
        width, height = (round(i * PIXELS_PER_INCH) for i in self.figure.get_size_inches())
        button = ipywidgets.Button(description="Reset", layout=ipywidgets.Layout(width="auto"))
        button.on_click(self.reset)
        bar = ipywidgets.Box(
            [*self.controls.values(), button],
            layout=ipywidgets.Layout(flex_flow="row wrap", align_items="center"),
        )
        picture = ipywidgets.Box(
            [self.below, self.above],
            layout=ipywidgets.Layout(display="grid", width="100%", max_width=f"{width}px"),
        )
        view = ipywidgets.VBox([bar, picture, self.words])
        view_of = {"version_major": 2, "version_minor": 0, "model_id": view.model_id}
        display(
            {
                "application/vnd.jupyter.widget-view+json": view_of,
                "image/png": self.still,
                "text/plain": self.alt,
            },
            metadata={"image/png": {"alt": self.alt, "width": width, "height": height}},
            raw=True,
        )


def control(draw, name, value):
    """The widget for one of draw's parameters, labelled with its name."""
    default = inspect.signature(draw).parameters[name].default
    widget = ipywidgets.interactive.widget_from_abbrev(value, default)
    if widget is None:
        raise ValueError(f"{name}={value!r} is not a control; expected a tuple, list, bool, widget")
    widget.description = widget.description or name.replace("_", " ")
    widget.style.description_width = "initial"
    return widget


def flat(returned):
    """What draw returned, however nested: a bar plot is a container of bars."""
    if isinstance(returned, Artist | str):
        yield returned
    elif returned is not None:
        for item in returned:
            yield from flat(item)
