"""Some artists of a figure as a small SVG, to lie exactly on the picture of the others."""

import io

from matplotlib.backends.backend_svg import RendererSVG

POINTS_PER_INCH = 72


def svg(figure, artists):
    """The artists as an <svg> element of the figure's size, clipped to their axes."""
    width, height = figure.get_size_inches() * POINTS_PER_INCH
    buffer = io.StringIO()
    dpi = figure.dpi
    figure.dpi = POINTS_PER_INCH
    try:
        renderer = RendererSVG(width, height, buffer)
        buffer.seek(0)
        buffer.truncate()  # the prolog, and a style for the whole page
        for artist in sorted(artists, key=lambda artist: artist.get_zorder()):
            artist.draw(renderer)
        renderer.finalize()
    finally:
        figure.dpi = dpi
    return (
        f'<svg viewBox="0 0 {width:.6g} {height:.6g}" aria-hidden="true" '
        'stroke-linejoin="round" stroke-linecap="butt" '
        f'style="display: block; width: 100%; pointer-events: none">{buffer.getvalue()}'
    )
