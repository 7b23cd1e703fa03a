"""The site's widgets: what each `explore` of a notebook shows, drawn beforehand, state by state.

A widget becomes a form of real controls and a packed file of frames; `docs/_static/frames.js`
swaps them. They are drawn by the code that draws them in JupyterLab, and are kept in
docs/_build/frames while notebook, `utils` and tools are unchanged.
"""

import argparse
import base64
import gzip
import hashlib
import html
import itertools
import json
import multiprocessing
import sys
from pathlib import Path

import ipywidgets
import matplotlib as mpl

from tools.packing import encode, shorten
from tools.render import NOTEBOOKS, notebooks, read, with_palette
from tools.states import choices, explorers
from tools.thinning import MOST_FRAMES, named, planes, thinned
from utils.plots import PIXELS_PER_INCH

ROOT = NOTEBOOKS.parent
KEPT = ROOT / "docs" / "_build" / "frames"
MOST_BYTES = 76_000  # of a widget, as a file; 600 kB for the course
TOOLS = [
    Path(__file__).with_name(f"{name}.py") for name in ("frames", "packing", "states", "thinning")
]
SOURCES = [*sorted((ROOT / "utils").glob("*.py")), *TOOLS]


def pack(explorer, told, kept):
    """The widget's choices, the first of them, and its frames as text that frames.js unpacks.

    told: numbers that are to be tried together; kept: numbers that each control is to keep.
    """
    everything = [choices(control) for control in explorer.controls.values()]
    first = list(explorer.first.values())
    most, drawn = MOST_FRAMES, {}
    for options in thinned(everything, first, kept):
        values = [[value for value, _ in o] for o in options]
        indices = [v.index(f) for v, f in zip(values, first, strict=True)]
        drawn_planes = planes(values, indices, told)
        states = list(dict.fromkeys(s for p in drawn_planes for s in itertools.product(*p)))
        if len(states) > most:
            continue
        frames = {}
        for state in states:
            key = tuple(v[i] for v, i in zip(values, state, strict=True))
            if key not in drawn:
                svg, words = explorer.drawing(dict(zip(explorer.controls, key, strict=True)))
                drawn[key] = shorten(svg), words
            frames[state] = drawn[key]
        data = {
            "names": [control.description for control in explorer.controls.values()],
            "labels": [[label for _, label in o] for o in options],
            "first": indices,
            "planes": drawn_planes,
            **encode(frames.values()),
        }
        packed = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        packed = base64.b64encode(gzip.compress(packed, 9, mtime=0)).decode("ascii")
        if len(packed) <= MOST_BYTES:
            return options, indices, packed
        most = 0.98 * len(states) * MOST_BYTES / len(packed)
    raise ValueError("what the text names has too many states")


def field(control, options, first):
    """A control as HTML: a menu, a box to tick, or a range over the options that have frames."""
    name, labels = html.escape(control.description), [html.escape(label) for _, label in options]
    if isinstance(control, ipywidgets.Checkbox):
        ticked = " checked" if first else ""
        return f'<label><input type="checkbox"{ticked}> {name}</label>'
    if isinstance(control, ipywidgets.Dropdown):
        items = [
            f"<option{' selected' if i == first else ''}>{label}</option>"
            for i, label in enumerate(labels)
        ]
        return f"<label>{name} <select>{''.join(items)}</select></label>"
    return (
        f'<label>{name} <input type="range" max="{len(options) - 1}" value="{first}" '
        f'aria-label="{name}" aria-valuetext="{labels[first]}"> '
        f"<output>{labels[first]}</output></label>"
    )


def box(explorer, name, options, first, version):
    """The widget as HTML: its still, and what the script puts in its place."""
    svg, words = explorer.drawing(explorer.first)
    svg, words = shorten(svg), html.escape(words)
    fields = [
        field(*parts) for parts in zip(explorer.controls.values(), options, first, strict=True)
    ]
    width, height = (round(n * PIXELS_PER_INCH) for n in explorer.layers.figure.get_size_inches())
    tall = round(explorer.layers.still_size[1] * PIXELS_PER_INCH)
    title, alt = html.escape(explorer.title), html.escape(explorer.alt)
    source = f"_static/frames/{name}"
    return f"""<div class="explore-still"><img alt="{alt} {words}" loading="lazy"
src="{source}-still.png?v={version}" width="{width}" height="{tall}"></div>
<div class="explore" role="group" aria-label="{html.escape(explorer.name)}"
style="--width: {width}px" data-frames="{name}" data-src="{source}.js?v={version}" hidden>
<form class="explore-controls" autocomplete="off">{"".join(fields)}
<button type="reset">Reset</button></form>
<div class="explore-scroll"><div class="explore-picture">
<img alt="{title}" aria-describedby="{name}-words" loading="lazy" width="{width}" height="{height}"
src="{source}-below.png?v={version}">
<div class="explore-frame">{svg}</div></div></div>
<div class="explore-said" aria-live="polite">
<div class="explore-words" id="{name}-words">{words}</div>
<div class="explore-back"></div></div></div>"""


def draw(widget):
    """Draw a widget: (notebook, its number from 0). Writes its files, and returns the notebook, the
    index of the cell, the HTML, and how to say it."""
    path, number = widget
    mpl.rcParams["svg.hashsalt"] = path.stem  # else the names in a frame are new each time
    cells = read(path).cells
    i, explorer = list(explorers(path).items())[number]
    options, first, packed = pack(explorer, *named(cells, i))
    name = f"{path.stem}-{number + 1}"
    for kind, picture in (("still", explorer.layers.still), ("below", explorer.layers.below())):
        small = with_palette(base64.b64encode(picture).decode("ascii"))
        (KEPT / f"{name}-{kind}.png").write_bytes(base64.b64decode(small))
    script = f'exploreFrames("{name}", "{packed}");\n'
    (KEPT / f"{name}.js").write_text(script, encoding="utf-8", newline="\n")
    values = " × ".join(f"{len(o)}" for o in options)
    said = f"{name}: {values} values, {len(script) / 1000:.0f} kB"
    return path, i, box(explorer, name, options, first, version(path)[:8]), said


def keep(path, boxes):
    """Note that the widgets of a notebook are drawn: their HTML by the index of their cells."""
    manifest = json.dumps({"version": version(path), "boxes": boxes})
    (KEPT / f"{path.stem}.json").write_text(manifest, encoding="utf-8")


def version(path):
    """A digest of all that the frames of a notebook depend on."""
    sources = [path, *SOURCES, *sorted((NOTEBOOKS / "data").glob("*.csv"))]
    return hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()


def boxes(path):
    """The HTML of a notebook's widgets by the index of their cells, or None where it is stale."""
    manifest = KEPT / f"{path.stem}.json"
    if not manifest.exists():
        return None
    data = json.loads(manifest.read_text(encoding="utf-8"))
    if data["version"] != version(path):
        return None
    return {int(i): text for i, text in data["boxes"].items()}


def update(paths):
    """Draw what is stale, on all cores; returns the notebooks that were drawn."""
    from click import progressbar  # comes with the site's requirements

    KEPT.mkdir(parents=True, exist_ok=True)
    stale = [path for path in paths if boxes(path) is None]
    stale.sort(key=lambda path: -path.stat().st_size)  # the longest first
    drawn, report = {path: {} for path in stale}, []
    many = {path: path.read_text(encoding="utf-8").count('"explore(') for path in stale}
    widgets = [(path, number) for path in stale for number in range(many[path])]
    if widgets:
        about = {"label": "drawing widgets", "length": len(widgets), "show_pos": True}
        with multiprocessing.get_context("spawn").Pool(maxtasksperchild=1) as pool:
            drawing = pool.imap_unordered(draw, widgets)
            with progressbar(drawing, file=sys.stderr, **about) as bar:
                for path, i, markup, said in bar:
                    drawn[path][i] = markup
                    report.append(said)
    for path in stale:
        keep(path, drawn[path])
    print(*sorted(report), sep="\n", end="\n" * bool(report), file=sys.stderr)
    return stale


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all of the course")
    options = parser.parse_args()
    update([path.resolve() for path in options.notebooks] or notebooks())


if __name__ == "__main__":
    main()
