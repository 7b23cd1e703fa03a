"""The course's one style, and the figures that more than one cell needs.

Figures are made without pyplot: nothing to close, nothing shown twice, and safe on the
second thread on which widget callbacks run.
"""

import base64
import gc
import io
from functools import cache

import matplotlib as mpl
import numpy as np
from IPython.display import display
from matplotlib.figure import Figure
from matplotlib.text import Text

# The palette of Okabe & Ito (2008), told apart by readers with any colour vision.
BLACK, ORANGE, SKY_BLUE, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"

STYLE = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.prop_cycle": mpl.cycler(color=[BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY_BLUE, BLACK]),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "figure.facecolor": "white",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana"],  # alike in width: a browser may lack the first
    "font.size": 10,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "svg.fonttype": "none",  # shapes of letters would take half of a widget's frame
}

PIXELS_PER_INCH = 100  # on the page; a picture is stored at twice that, for sharp screens


@cache
def _begin():
    """Make the style matplotlib's own, for fonts are looked up as late as a figure is drawn.

    Only once, so that what a reader changes afterwards stays.
    """
    mpl.rcParams.update(STYLE)
    gc.freeze()  # what is imported stays, and need not be looked at when `png` collects


def subplots(rows=1, columns=1, *, width=7.5, height=3.6, **options):
    """A new figure in the course's style, and its axes.

    width, height: inches, 100 pixels on the page each. Other options go to
    `matplotlib.figure.Figure.subplots`. Returns (figure, axes) as `pyplot.subplots` does.
    The first call makes the style that of every later figure, too.
    """
    _begin()
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(rows, columns, **options)


def png(figure, **options):
    """The figure as PNG bytes, the same bytes for the same figure.

    options: further ones of `Figure.savefig`.
    """
    gc.collect()  # a figure that nothing shows any more keeps its memory until then
    buffer = io.BytesIO()
    figure.savefig(
        buffer, format="png", dpi=2 * PIXELS_PER_INCH, metadata={"Software": None}, **options
    )
    sides = [axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]
    ticks = [tick for axis in sides for tick in (*axis.majorTicks, *axis.minorTicks)]
    for part in (figure, *ticks):  # `figure.findobj` leaves out ticks that are not shown
        for text in part.findobj(Text):
            text._renderer = None  # it holds the bitmap, 5 MB, for as long as the figure lives
    return buffer.getvalue()


def as_text(data):
    """A PNG's bytes in base64, as a notebook holds them: a kernel in a browser takes no bytes."""
    return base64.b64encode(data).decode("ascii")


def show(figure, alt):
    """Show the figure in the notebook, with `alt` for readers who cannot see it.

    alt: what the picture says, in a sentence or two; it stands in the output as its text,
    too, so that nbval holds the notebook to it. Raises ValueError where it is empty.
    """
    if not alt.strip():
        raise ValueError("alt is empty; expected a sentence that says what the figure shows")
    publish(png(figure), figure.get_size_inches(), alt)


def publish(picture, size, alt, **others):
    """Display a PNG, its size in inches, its alt text, and the output's other forms."""
    width, height = (round(inches * PIXELS_PER_INCH) for inches in size)
    display(
        {**others, "image/png": as_text(picture), "text/plain": alt},
        metadata={"image/png": {"alt": alt, "width": width, "height": height}},
        raw=True,
    )


def contours(axes, loss, x, y, levels=14):
    """Draw the loss of two parameters as a landscape: pale where it is low.

    The levels, as many as `levels`, lie at equal steps in the root of the height above the lowest
    point, so that the rings of a parabola are evenly spaced.

    loss: from an array (2,) of the two parameters to a number. x, y: the values, (A,) and (B,),
    at which it is computed. Returns the filled contours, for `figure.colorbar`.
    """
    heights = [[loss(np.array([a, b])) for a in x] for b in y]
    low, high = np.min(heights), np.max(heights)
    levels = low + (high - low) * np.linspace(0, 1, levels) ** 2
    axes.contour(x, y, heights, levels, colors=BLUE, linewidths=0.5)
    return axes.contourf(x, y, heights, levels, cmap="Blues", vmax=2 * levels[-1] - levels[0])
