"""A figure in two layers: a picture of what does not move, and what moves as a small SVG.

The SVG is matplotlib's own, and lies exactly on the picture. A line that leaves its axes ends
at their frame, in an arrow.
"""

import io
import textwrap

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.lines import CARETDOWN, CARETLEFT, CARETRIGHT, CARETUP, Line2D
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, IdentityTransform

from utils.plots import png

POINTS_PER_INCH = 72  # the unit of matplotlib's SVG
FAR = 1e4  # points; a browser gives up on coordinates that are much longer
LETTERS_PER_INCH, LINE_HEIGHT = 12, 0.2  # of a sentence in a still; inches
HINT = "(A still picture: run the cell, and it moves.)"
HUGE = 1e200  # data; a transform of more than this overflows


class Layers:
    """One figure; `artists` are those that move in its first frame, `words` what is said of it.

    still: the PNG of the first frame with its words below; still_size: its width and height in
    inches.
    """

    def __init__(self, artists, words=""):
        self.figure = artists[0].figure
        self.figure.dpi = POINTS_PER_INCH
        for axes in self.figure.axes:
            axes.get_xlim()  # asking settles limits that nobody has set; arrows need them
        self.arrows = {}  # of each artist that moves; None but for a line
        self.add(artists)
        self.point(artists)
        self.still, self.still_size = with_words(self.figure, words)
        self.figure.set_layout_engine("none")  # nothing shifts when what moves grows

    def titles(self):
        """The titles of the figure's axes, which hold for every frame."""
        titles = [axes.get_title(loc) for axes in self.figure.axes for loc in ("left", "center")]
        return ". ".join(filter(None, titles))

    def add(self, artists):
        """Take artists out of the picture of what does not move; whether there were any new."""
        new = [artist for artist in artists if artist not in self.arrows]
        self.arrows |= {artist: arrow(artist) for artist in new}
        return bool(new)

    def point(self, artists):
        """Set the arrows of those lines that leave their axes; returns these arrows."""
        pointing = []
        for line, mark in ((artist, self.arrows[artist]) for artist in artists):
            tip = exit_of(line) if mark else None
            if tip:
                x, y, shape = tip
                mark.set(data=([x], [y]), marker=shape, color=line.get_color())
                pointing.append(mark)
        return pointing

    def below(self):
        """The PNG of what does not move."""
        moving = filter(None, (*self.arrows, *self.arrows.values()))
        shown = [artist for artist in moving if artist.get_visible()]
        for artist in shown:
            artist.set_visible(False)
        picture = png(self.figure)
        for artist in shown:
            artist.set_visible(True)
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
            artists = [*artists, *self.point(artists)]
            for artist in sorted(artists, key=Artist.get_zorder):
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
    lines = [
        line for part in (words, HINT) for line in textwrap.wrap(part, LETTERS_PER_INCH * width)
    ]
    room = LINE_HEIGHT * (len(lines) + 0.5)
    text = "\n".join(lines)
    below = figure.text(0.01, 0, text, va="top", parse_math=False, in_layout=False)
    picture = png(figure, bbox_inches=Bbox.from_extents(0, -room, width, height))
    below.remove()
    return picture, (width, height + room)


class Renderer(RendererSVG):
    """matplotlib's, which clips lines to the picture, but neither filled shapes nor text.

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

    def draw_text(self, gc, x, y, *arguments, **options):
        if max(abs(x), abs(y)) < FAR:
            super().draw_text(gc, x, y, *arguments, **options)


def stands_somewhere(text):
    """Whether the text has a place; where it has none, matplotlib logs a warning."""
    return np.isfinite(text.get_transform().transform(text.get_unitless_position())).all()


def arrow(artist):
    """The arrow that a line will need when it leaves its axes; None for other artists."""
    if not isinstance(artist, Line2D) or artist.axes is None:
        return None
    axes = artist.axes
    mark = Line2D([], [], linestyle="", markersize=9, transform=axes.transAxes, clip_on=False)
    mark.set_zorder(artist.get_zorder() + 0.1)
    return axes.add_artist(mark)


def in_axes(line):
    """The line's points in fractions of its axes, and whether each lies inside; nan does not."""
    low, high = line.axes.bbox.get_points()
    with np.errstate(all="ignore"):
        points = line.get_transform().transform(np.clip(line.get_xydata(), -HUGE, HUGE))
        points = (points - low) / (high - low)
    return points, np.all(np.abs(points - 0.5) <= 0.5 + 1e-9, axis=1)


def exit_of(line):
    """Where a line that starts inside its axes and ends outside leaves them.

    Returns (x, y, marker), x and y in fractions of the axes, or None. A single point outside
    is marked at the edge next to it. A line with gaps is no path, and gets no arrow.
    """
    points, inside = in_axes(line)
    known = ~np.isnan(points).any(axis=1)
    count = known.sum()
    if count == 0 or not known[:count].all() or inside[count - 1] or not (inside[0] or count == 1):
        return None
    if count == 1:
        edge = np.clip(points[0], 0, 1)
        return *edge, marker(points[0] - edge)
    last = np.flatnonzero(inside)[-1]
    here, step = points[last], points[last + 1] - points[last]
    step = step / np.abs(step).max()
    room = np.where(step > 0, 1 - here, here)
    shares = np.divide(room, np.abs(step), where=step != 0, out=np.full(2, np.inf))
    edge = here + shares.min() * step
    return *edge, marker(np.where(shares == shares.min(), step, 0))


def marker(ahead):
    """The arrow along the longer part of `ahead`; its tip is its point."""
    x, y = ahead
    if abs(x) > abs(y):
        return CARETRIGHT if x > 0 else CARETLEFT
    return CARETUP if y > 0 else CARETDOWN
