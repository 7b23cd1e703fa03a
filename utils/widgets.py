"""Sliders that redraw one figure at the speed of the hand.

What does not move is sent once, as a picture; each frame sends only what moves. Nothing here
outlives its frame: the front end holds back all values but the newest while a frame is drawn.
"""

import html
import re
import threading

import ipywidgets
import numpy as np
from matplotlib.artist import Artist
from matplotlib.cbook import flatten

from utils._controls import control, log_slider
from utils.frames import Layers, in_axes
from utils.plots import PIXELS_PER_INCH, as_text, publish

# Runs once the picture has loaded. ipywidgets' sliders have no name for a screen reader, and say an
# option's index: they get their label, and the readout as value. A readout that can be typed into
# says so. The words are in a live region; where the kernel has ended, they say that. Menus keep
# keys that JupyterLab would take for shortcuts.
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
      handle.ariaLabel = label.textContent;
      if (!readout.isContentEditable) return readout.ariaHidden = "true";
      readout.role = "textbox";
      readout.ariaLabel = `type ${label.textContent}`;
    });
    controls.querySelectorAll("select, input").forEach(
      field => field.dataset.lmSuppressShortcuts = "true"
    );
  };
  new MutationObserver(name).observe(controls, {
    subtree: true, childList: true, characterData: true, attributeFilter: ["aria-valuetext"],
  });
  name();
  new MutationObserver(() => {
    if (box.matches(".jupyter-widgets-disconnected"))
      box.querySelector(".explore-words").textContent = "The kernel has ended: run the cell again.";
  }).observe(box, {attributeFilter: ["class"]});
  box.role = "group";
  box.ariaLabel = picture.dataset.name;
  box.querySelector(".explore-frame").ariaLive = "polite";
};
speak(this);
"""

__all__ = ["diverged", "explore", "log_slider"]


def explore(draw, **controls):
    """Show one figure and the controls that move it.

    draw: a function of the controls' values. It sets data on artists of one figure and
        returns those artists: they move, and everything else is drawn once, below them. A
        string among what it returns is said under the picture. Its docstring is the alt text
        of the picture in its first state; up to its first colon or full stop, it is the widget's
        name for a screen reader. A ValueError that it raises later is shown as one line. It
        reads nothing but its arguments: the site draws every state beforehand.
    controls: by the names of draw's parameters, as in ipywidgets' `interact`:
        (low, high) or (low, high, step), a list, True or False, or a widget, for example
        from `log_slider`. A default of draw's parameter is the first value.

    Where no kernel runs, the reader sees the picture of the first state, and below it what is
    said of it. Raises ValueError where draw has no docstring or returns no artist, and where a
    control is none of the above.

    >>> def draw(slope=1.0):
    ...     "A line through the origin; its slope is 1."
    ...     line.set_data([0, 1], [0, slope])
    ...     return line, f"the line ends at {slope:.4g}"
    >>> explore(draw, slope=(0.0, 2.0, 0.1))  # doctest: +SKIP
    """
    Explorer(draw, controls).show()


def diverged(line, learning_rate, limit):
    """The sentence for a run that ends outside its axes; "" for another.

    line: its points are the steps, from 0. limit: 2/λmax, above which the run cannot converge.
    Above it, "diverged at step 14: learning rate 1.2 is above 2/λmax = 0.98", the step from which
    on the line stays outside; at other rates "outside the picture from step 14 on".
    """
    inside = in_axes(line)[1]
    if len(inside) == 0 or inside[-1]:
        return ""
    step = np.flatnonzero(inside).max(initial=-1) + 1
    if learning_rate > limit:
        rate = f"learning rate {learning_rate:.4g}"
        return f"diverged at step {step}: {rate} is above 2/λmax = {limit:.4g}"
    return f"outside the picture from step {step} on"


class Explorer:
    """The widget behind `explore`: what it shows, and what it does when a value changes."""

    def __init__(self, draw, controls):
        self.draw = draw
        self.alt = " ".join((draw.__doc__ or "").split())
        if not self.alt:
            raise ValueError("draw has no docstring; expected the alt text of its first picture")
        self.name = re.split(r"[.:;]\s|[.:;]$", self.alt)[0]
        self.controls = {name: control(draw, name, value) for name, value in controls.items()}
        self.first = self.drawn = self.values()
        self.lock = threading.RLock()  # callbacks come on a thread of their own
        self.resetting = False
        layer = {"grid_area": "1 / 1", "margin": "0", "width": "100%"}  # both in one cell
        self.picture, self.frame = (ipywidgets.HTML(layout=layer) for _ in range(2))
        artists, self.words = self.call(self.first)
        if not artists:
            raise ValueError("draw returned no artist; expected the artists that move")
        self.layers = Layers(artists, self.words)
        titles = [axes.get_title("left") for axes in self.layers.figure.axes]
        self.title = ". ".join(filter(None, titles)) or self.name
        self.paint_below()
        self.paint(self.layers.above(artists), self.words)
        for widget in self.controls.values():
            widget.observe(self.update, "value")

    def values(self):
        return {name: widget.value for name, widget in self.controls.items()}

    def call(self, values):
        """Call draw; returns its artists and its words."""
        with np.errstate(all="ignore"):  # a run that diverges is a result, not a warning
            returned = list(flatten([self.draw(**values)]))  # a bar plot is a tuple of bars
        artists = [item for item in returned if isinstance(item, Artist)]
        words = [word for item in returned if isinstance(item, str) for word in item.split()]
        return artists, " ".join(words)

    def drawing(self, values):
        """What moves, as SVG, and what is said of it."""
        artists, words = self.call(values)
        if not self.layers.moving.issuperset(artists):
            self.layers.moving.update(artists)
            self.paint_below()
        return self.layers.above(artists), words

    def update(self, _change=None):
        """Draw the newest values, unless another thread has done so meanwhile."""
        with self.lock:
            if self.resetting or self.values() == self.drawn:
                return
            self.drawn = self.values()
            try:
                self.paint(*self.drawing(self.drawn))
            except Exception as error:  # a traceback would appear in no cell
                message = str(error) if isinstance(error, ValueError) else repr(error)
                self.paint(self.layers.above([]), f"\N{WARNING SIGN} {' '.join(message.split())}")

    def reset(self, _button=None):
        """Go back to the first values, in one frame."""
        with self.lock:
            self.resetting = True
            for name, value in self.first.items():
                self.controls[name].value = value
            self.resetting = False
            self.update()

    def paint(self, svg, words):
        """Send what moves and what is said of it, in one message."""
        self.frame.value = (
            f'{svg}<div class="explore-words" id="words-{self.frame.model_id}" '
            f'style="min-height: 3.2em; margin: 0 2px">{html.escape(words)}</div>'
        )

    def paint_below(self):
        """Send the picture of what does not move; the words describe it in every state."""
        self.picture.value = (
            f'<img alt="{html.escape(self.title)}" '
            f'aria-describedby="words-{self.frame.model_id}" data-name="{html.escape(self.name)}" '
            f'src="data:image/png;base64,{as_text(self.layers.below())}" '
            f'onload="{html.escape(SPEAK)}" '
            'style="display: block; width: 100%; max-width: none; margin: 0">'
        )

    def view(self):
        """The widget: controls that wrap, above the two layers."""
        button = ipywidgets.Button(description="Reset", layout={"width": "auto"})
        button.on_click(self.reset)
        wrap = {"flex_flow": "row wrap", "align_items": "center"}
        controls = ipywidgets.Box([*self.controls.values(), button], layout=wrap)
        picture = ipywidgets.Box([self.picture, self.frame], layout={"display": "grid"})
        width = round(self.layers.figure.get_figwidth() * PIXELS_PER_INCH)
        size = {"width": "100%", "max_width": f"{width}px"}
        self.frame.add_class("explore-frame")
        picture.add_class("explore-picture")
        controls.add_class("explore-controls")
        return ipywidgets.VBox([controls, picture], layout=size).add_class("explore")

    def show(self):
        """Display the live widget; the same output holds the picture for where no kernel runs."""
        model = {"version_major": 2, "version_minor": 0, "model_id": self.view().model_id}
        view = {"application/vnd.jupyter.widget-view+json": model}
        alt = f"{self.alt} {self.words}".strip()
        publish(self.layers.still, self.layers.still_size, alt, **view)
