"""A figure in two layers: a picture of what does not move, and what moves as a small SVG.

The SVG is matplotlib's own, and lies exactly on the picture. A line that leaves its axes ends
at their frame, in an arrow.
"""

import io
import textwrap

import numpy as np
from matplotlib.artist import Artist, setp
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.lines import CARETDOWN, CARETLEFT, CARETRIGHT, CARETUP, Line2D
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, IdentityTransform

from utils.plots import png

FAR = 1e4  # points; a browser gives up on coordinates that are much longer
LETTERS_PER_INCH, LINE_HEIGHT = 12, 0.2  # of a sentence in a still; inches
HINT = "(A still picture: run the cell, and it moves.)"


class Layers:
    """One figure; `artists` are those that move in its first frame, `words` what is said of it.

    still: the PNG of the first frame with its words below; still_size: in inches. moving: the
    artists that move, in whichever frame.
    """

    def __init__(self, artists, words=""):
        self.figure = artists[0].figure
        self.figure.dpi = 72  # matplotlib's SVG is in points
        for axes in self.figure.axes:
            axes.get_xlim()  # asking settles limits that nobody has set; arrows need them
        self.moving = set(artists)
        pointing = [self.figure.add_artist(arrow) for arrow in arrows(artists)]
        self.still, self.still_size = with_words(self.figure, words)
        for arrow in pointing:
            arrow.remove()
        self.figure.set_layout_engine("none")  # nothing shifts when what moves grows

    def below(self):
        """The PNG of what does not move."""
        shown = [artist for artist in self.moving if artist.get_visible()]
        setp(shown, visible=False)
        picture = png(self.figure)
        setp(shown, visible=True)
        return picture

    def above(self, artists):
        """The <svg> of what moves, of the figure's size, clipped to the axes.

        Values that are huge, infinite or nan are drawn as far as they are in the picture.
        """
        width, height = self.figure.bbox.size
        buffer = io.StringIO()
        renderer = Renderer(width, height, buffer)
        head = buffer.tell()  # a prolog, and a style that would reach the whole page
        with np.errstate(all="ignore"):
            for artist in sorted([*artists, *arrows(artists)], key=Artist.get_zorder):
                if not isinstance(artist, Text) or stands_somewhere(artist):
                    artist.draw(renderer)
        renderer.finalize()
        return (
            f'<svg viewBox="0 0 {width:.6g} {height:.6g}" aria-hidden="true" '
            'stroke-linejoin="round" stroke-linecap="butt" '
            f'style="display: block; width: 100%; pointer-events: none">{buffer.getvalue()[head:]}'
        )


def with_words(figure, words):
    """The PNG of the figure with a sentence and a hint below it, and its size in inches."""
    width, height = figure.get_size_inches()
    parts = [textwrap.fill(part, LETTERS_PER_INCH * width) for part in (words, HINT) if part]
    text = "\n".join(parts)
    room = LINE_HEIGHT * (text.count("\n") + 1.5)
    below = figure.text(0.01, 0, text, va="top", parse_math=False, in_layout=False)
    picture = png(figure, bbox_inches=Bbox.from_extents(0, -room, width, height))
    below.remove()
    return picture, (width, height + room)


class Renderer(RendererSVG):
    """matplotlib's, which clips lines to the picture, but not filled shapes.

    A line's markers are markers to SVG, too: written one by one, they took half of a frame.
    """

    def nothing(self, *_arguments, **_options):
        """A frame is no document, and a group's name would be that of every other frame's."""

    _write_metadata = open_group = close_group = nothing

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        places = trans.transform(path.vertices)
        places = Path(places[(np.abs(places) < FAR).all(axis=1)])
        upright = marker_trans + Affine2D().scale(1, -1)  # y points down in SVG
        shape = self._convert_path(marker_path, upright, simplify=False)
        flip = self._make_flip_transform(IdentityTransform())
        style = self._get_style(gc, rgbFace)
        name = self._make_id("m", (shape, style))
        self.writer.start("marker", id=name, markerUnits="userSpaceOnUse", overflow="visible")
        self.writer.element("path", d=shape, style=style)
        self.writer.end("marker")
        self.writer.element(
            "path",
            d=self._convert_path(places, flip, simplify=False),
            style=f"fill: none; marker: url(#{name})",
            **self._get_clip_attrs(gc),
        )

    def draw_path(self, gc, path, transform, rgbFace=None):
        if rgbFace is not None:
            points = np.clip(transform.transform(path.vertices), -FAR, FAR)
            path, transform = Path(points, path.codes), IdentityTransform()
        super().draw_path(gc, path, transform, rgbFace)


def stands_somewhere(text):
    """Whether the text is near enough for a browser; where it is nowhere, matplotlib would warn."""
    place = text.get_transform().transform(text.get_unitless_position())
    return (np.abs(place) < FAR).all()


def arrows(artists):
    """An arrow for each line that leaves its axes, where it leaves them."""
    for line in artists:
        if isinstance(line, Line2D) and line.axes and (tip := exit_of(line)):
            x, y, shape = tip
            arrow = Line2D([x], [y], linestyle="", marker=shape, markersize=9)
            arrow.set(color=line.get_color(), zorder=line.get_zorder() + 0.1)
            arrow.set_transform(line.axes.transAxes)
            yield arrow


def in_axes(line):
    """The line's points in fractions of its axes, and whether each lies inside; nan does not."""
    low, high = line.axes.bbox.get_points()
    data = np.clip(line.get_xydata(), -1e200, 1e200)  # a transform of more would overflow
    points = (line.get_transform().transform(data) - low) / (high - low)
    return points, np.all(np.abs(points - 0.5) <= 0.5 + 1e-9, axis=1)


def exit_of(line):
    """Where a line that starts inside its axes and ends outside leaves them.

    Returns (x, y, marker), x and y in fractions of the axes, or None; the marker is an arrow whose
    tip is its point. A single point outside is marked at the edge next to it. A line with gaps
    is no path, and gets no arrow.
    """
    points, inside = in_axes(line)
    points = points[: np.count_nonzero(~np.isnan(points).any(axis=1))]
    if len(points) == 1:
        points, inside = np.vstack([np.clip(points, 0, 1), points]), [True, inside[0]]
    inside = inside[: len(points)]
    if len(points) == 0 or np.isnan(points).any() or not inside[0] or inside[-1]:
        return None
    last = np.flatnonzero(inside)[-1]
    here, step = points[last], points[last + 1] - points[last]
    step = step / np.abs(step).max()
    room = np.where(step > 0, 1 - here, here)
    shares = np.divide(room, np.abs(step), where=step != 0, out=np.full(2, np.inf))
    edge, (x, y) = here + shares.min() * step, np.where(shares == shares.min(), step, 0)
    if abs(x) > abs(y):
        return *edge, CARETRIGHT if x > 0 else CARETLEFT
    return *edge, CARETUP if y > 0 else CARETDOWN
