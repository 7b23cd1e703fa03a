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
import math
import multiprocessing
import re
import sys
from pathlib import Path

import ipywidgets
import matplotlib as mpl

from tools.render import NOTEBOOKS, notebooks, read, with_palette
from tools.states import choices, explorers
from utils.plots import PIXELS_PER_INCH

ROOT = NOTEBOOKS.parent
KEPT = ROOT / "docs" / "_build" / "frames"
MOST_FRAMES, MOST_BYTES = 3000, 76_000  # of a widget, as a file; 600 kB for the course
STEPS, COARSE = 60, 20  # of a count, each of the first 60 is kept, and every 20th after them
SOURCES = [*sorted((ROOT / "utils").glob("*.py")), Path(__file__), ROOT / "tools" / "states.py"]
# The elements of an SVG, and what differs from frame to frame: paths, places and text.
PART = re.compile(r'<(\w+)|(?<= )(d|x|y|transform)="([^"]*)|(?<=>)([^<>\s][^<>]*)(?=<)')
NUMBER = re.compile(r"(?<![\w.])([-−]?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e-?\d+)?)")
EQUATION = re.compile(r"\\tag\{.*?\}|\(\d\.\d+\)")
HEADING = re.compile(r"^##+ ", re.MULTILINE)


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


def numbers(*texts):
    """The numbers that texts name; the numbers of equations aside."""
    found = NUMBER.findall(EQUATION.sub("", " ".join(texts)))
    return {float(sign.replace("−", "-") + digits.replace(",", "")) for sign, digits in found}


def named(cells, i):
    """The numbers that a question or an answer names near a widget, and those that stand in its
    section or its code."""
    heads = [0, *(n for n, c in enumerate(cells) if HEADING.search(c.source)), len(cells)]
    start, end = max(n for n in heads if n <= i), min(n for n in heads if n > i)
    prose, told = [cells[i].source], []
    for cell in cells[start:end]:
        tags = cell.metadata.get("tags", [])
        if "answer" in tags:
            told += [output.get("text", "") for output in cell.outputs]
        elif cell.cell_type == "markdown":
            (told if "prediction" in tags else prose).append(cell.source)
    return numbers(*told), numbers(*told, *prose)


def planes(values, first, told):
    """The states to draw, as products of indices. All, where they are few or of two controls. Else
    the plane of these two, but of a long count the end only for what is told of the first; each
    other control in turn, and the first one with what is told of another. The rest stay."""
    every = [list(range(len(v))) for v in values]
    if len(values) < 3 or math.prod(map(len, values)) <= MOST_FRAMES:
        return [every]
    through = [
        [i for i, value in enumerate(v) if value in told or i == f]
        for v, f in zip(values, first, strict=True)
    ]
    short = [i for i, value in enumerate(values[1]) if not counts(values[1]) or value <= STEPS]
    moves = [{0: through[0], 1: every[1]}, {0: every[0], 1: short}]
    for i in range(2, len(values)):
        moves += [{i: every[i]}, {0: every[0], i: through[i]}]
    return [[move.get(i, [first[i]]) for i in range(len(values))] for move in moves]


def counts(values):
    """Whether a control counts from 1."""
    return isinstance(values[0], int) and values[0] == 1


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


def must_stay(options, first, kept):
    """Where a control is thinned: its ends, its first value, what is kept, and the steps of a
    count, those after the 60th more coarsely; of a menu, all."""
    values = [value for value, _ in options]
    if not isinstance(first, (int, float)):
        return set(values)
    steps = [v for v in values if v <= STEPS or v % COARSE == 0] if counts(values) else []
    return {values[0], first, values[-1], *kept, *steps}


def thinned(everything, first, kept):
    """All options, then ever fewer: each time a tenth less of what the longest control can spare,
    spread evenly."""
    stay = [must_stay(*control, kept) for control in zip(everything, first, strict=True)]
    free = [[v for v, _ in e if v not in s] for e, s in zip(everything, stay, strict=True)]
    spare = [len(f) for f in free]
    while True:
        even = [
            {f[int((i + 0.5) * len(f) / n)] for i in range(n)}
            for f, n in zip(free, spare, strict=True)
        ]
        options = [
            [o for o in e if o[0] in s | more]
            for e, s, more in zip(everything, stay, even, strict=True)
        ]
        yield options
        longest = max(range(len(spare)), key=lambda i: len(options[i]) if spare[i] else 0)
        if not spare[longest]:
            return
        spare[longest] = int(0.9 * spare[longest])


def parts(svg):
    """What may differ from frame to frame, by its place: the number of an element and the name of
    an attribute, or "" for the text."""
    number, found = -1, {}
    for tag, name, value, text in PART.findall(svg):
        if tag:
            number += 1
        else:
            found[number, name] = value or html.unescape(text)
    return found


def encode(drawn):
    """Of each frame its template: an SVG, and the places in it that differ between its frames.
    What stands there is in columns, of which the first holds the words."""
    templates, frames, columns, table = {}, [], [], []
    for svg, words in drawn:
        skeleton = PART.sub(lambda part: part[1] or part[2] or "", svg)
        number, _, rows = templates.setdefault(skeleton, (len(templates), svg, {}))
        rows[len(frames)] = [words, *parts(svg).values()]
        frames.append(number)
    for _, svg, rows in templates.values():
        words, *differing = zip(*rows.values(), strict=True)
        own = {words: 0}
        places = [
            [*place, own.setdefault(values, len(own))]
            for place, values in zip(parts(svg), differing, strict=True)
            if len(set(values)) > 1
        ]
        columns += [[""] * len(frames) for _ in range(len(columns), len(own))]
        for column, values in zip(columns, own, strict=False):
            for n, value in zip(rows, values, strict=True):
                column[n] = value
        table.append([svg, places])
    columns = [*map(fold, columns, [[], *columns])]
    return {"templates": table, "frames": frames, "columns": columns}


def fold(column, left):
    """Of each value, how much of the last one stays, and what follows it; -1 where it is what the
    column to the left has. The path of a longer run begins as a shorter one."""
    stays, more = [], []
    for old, new, beside in itertools.zip_longest(["", *column[:-1]], column, left):
        pairs = enumerate(zip(old, new, strict=False))
        same = next((i for i, (a, b) in pairs if a != b), min(len(old), len(new)))
        same = -1 if new == beside and same < len(new) else same
        stays.append(same)
        more.append(new[same:] if same >= 0 else "")
    return [stays, more]


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
