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
import re
import sys
from pathlib import Path

import ipywidgets
import matplotlib as mpl
import numpy as np

from tools.render import NOTEBOOKS, notebooks, read, with_palette
from tools.states import choices, explorers
from utils.plots import PIXELS_PER_INCH

ROOT = NOTEBOOKS.parent
KEPT = ROOT / "docs" / "_build" / "frames"
MOST_FRAMES, MOST_BYTES = 2500, 75_000  # of a widget, as a file; 600 kB for the course
SOURCES = [*sorted((ROOT / "utils").glob("*.py")), Path(__file__), ROOT / "tools" / "states.py"]
# What differs from frame to frame: paths, places and text.
HOLE = re.compile(r'(?<= d=")[^"]*|(?<= [xy]=")[^"]*|(?<= transform=")[^"]*|(?<=>)[^<>\n]+(?=<)')


def short(path):
    """An SVG path in relative commands, at two decimals; the roundings do not add up."""
    parts, here, start = [], (0, 0), (0, 0)
    for command, numbers in re.findall(r"([MLQCz])([^MLQCz]*)", path):
        units = [round(100 * float(number)) for number in numbers.split()]
        points = list(zip(units[::2], units[1::2], strict=True))
        steps = [
            f"{(a - b) / 100:.10g}" for point in points for a, b in zip(point, here, strict=True)
        ]
        parts.append(command.lower() + " ".join(steps).replace(" -", "-"))
        here = points[-1] if points else start
        start = here if command == "M" else start
    return re.sub(r"(?<!\d)0\.", ".", "".join(parts))


def shorten(svg):
    """The same picture in about half of the bytes."""
    svg = re.sub(r'(?<= d=")[^"]*', lambda path: short(path[0]), svg)
    return re.sub(r"\s*\n\s*", "", svg)


def planes(counts, first):
    """The states to draw, as products of indices: all, or the plane of the first two controls and
    each other control in turn, while the rest keep their first values."""
    if len(counts) < 3 or np.prod(counts, dtype=float) <= MOST_FRAMES:
        return [[list(range(count)) for count in counts]]
    moves = [{0, 1}, *({i} for i in range(2, len(counts)))]
    return [
        [list(range(n)) if i in move else [first[i]] for i, n in enumerate(counts)]
        for move in moves
    ]


def thin(options, count, kept):
    """About `count` of the options, evenly, with both ends and those that are kept."""
    chosen = set(np.linspace(0, len(options) - 1, count).round().astype(int).tolist())
    return [option for i, option in enumerate(options) if i in chosen or option[0] in kept]


def pack(explorer, named):
    """The widget's choices and planes, and its frames as text that frames.js unpacks.

    named: numbers that the text names; they are kept where a control is thinned.
    """
    everything = [choices(control) for control in explorer.controls.values()]
    first = list(explorer.first.values())
    options, drawn, most = everything, {}, MOST_FRAMES
    while True:
        indices = [[value for value, _ in o].index(f) for o, f in zip(options, first, strict=True)]
        states = planes([len(o) for o in options], indices)
        if sum(np.prod([len(axis) for axis in plane]) for plane in states) > most:
            options = thinner(options, first, named)
            continue
        text = encode(explorer, options, indices, states, drawn)
        if len(text) <= MOST_BYTES:
            return options, indices, text
        most *= 0.95 * MOST_BYTES / len(text)


def thinner(options, first, named):
    """The options with a tenth less of the longest control of numbers that has some to spare."""
    numbers = [i for i, o in enumerate(options) if isinstance(o[0][0], (int, float)) and len(o) > 2]
    for kept in (named, ()):
        for i in sorted(numbers, key=lambda i: -len(options[i])):
            less = thin(options[i], max(2, int(0.9 * len(options[i]))), {first[i], *kept})
            if len(less) < len(options[i]):
                return [*options[:i], less, *options[i + 1 :]]
    raise ValueError("the widget's menus alone have too many states")


def encode(explorer, options, first, states, drawn):
    """Frames as JSON, gzip, base64. Each is a template, and for each of its holes how much of the
    last such hole stays, and what follows it: the path of a longer run begins as a shorter one."""
    templates, last, frames = {}, {}, []
    for state in dict.fromkeys(s for plane in states for s in itertools.product(*plane)):
        values = tuple(o[i][0] for o, i in zip(options, state, strict=True))
        if values not in drawn:
            svg, words = explorer.drawing(dict(zip(explorer.controls, values, strict=True)))
            drawn[values] = shorten(svg), words
        svg, words = drawn[values]
        template, holes = HOLE.sub("\1", svg), [words, *HOLE.findall(svg)]
        number = templates.setdefault(template, len(templates))
        before = last.get(number, [""] * len(holes))
        last[number] = holes
        frames.append([number])
        for old, new in zip(before, holes, strict=True):
            stays = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), None)  # noqa: B905
            stays = min(len(old), len(new)) if stays is None else stays
            frames[-1].append([stays, new[stays:]])
    data = {
        "names": [control.description for control in explorer.controls.values()],
        "labels": [[label for _, label in o] for o in options],
        "first": first,
        "planes": states,
        "templates": list(templates),
        "frames": frames,
    }
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(packed.encode(), 9, mtime=0)).decode("ascii")


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


def draw(path):
    """Draw all widgets of a notebook; writes their files, and returns how to say it."""
    key = version(path)
    mpl.rcParams["svg.hashsalt"] = path.stem  # else the names in a frame are new each time
    text = " ".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    named = {float(number) for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", text)}
    boxes, sizes = {}, []
    for count, (i, explorer) in enumerate(explorers(path).items(), start=1):
        name = f"{path.stem}-{count}"
        options, first, packed = pack(explorer, named)
        boxes[i] = box(explorer, name, options, first, key[:8])
        for kind, picture in (("still", explorer.layers.still), ("below", explorer.layers.below())):
            small = with_palette(base64.b64encode(picture).decode("ascii"))
            (KEPT / f"{name}-{kind}.png").write_bytes(base64.b64decode(small))
        script = f'exploreFrames("{name}", "{packed}");\n'
        (KEPT / f"{name}.js").write_text(script, encoding="utf-8", newline="\n")
        values = " × ".join(f"{len(o)}" for o in options)
        sizes.append(f"{name}: {values} values, {len(script) / 1000:.0f} kB")
    manifest = {"version": key, "boxes": boxes}
    (KEPT / f"{path.stem}.json").write_text(json.dumps(manifest), encoding="utf-8")
    return sizes


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
    KEPT.mkdir(parents=True, exist_ok=True)
    stale = [path for path in paths if boxes(path) is None]
    stale.sort(key=lambda path: -path.stat().st_size)  # the longest first
    with multiprocessing.get_context("spawn").Pool(maxtasksperchild=1) as pool:
        for done, sizes in enumerate(pool.imap_unordered(draw, stale, chunksize=1), start=1):
            print(f"frames [{done}/{len(stale)}]", *sizes, sep="\n  ", file=sys.stderr, flush=True)
    return stale


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all of the course")
    options = parser.parse_args()
    update([path.resolve() for path in options.notebooks] or notebooks())


if __name__ == "__main__":
    main()
