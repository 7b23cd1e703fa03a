"""The widgets of a notebook without kernel or browser, and what each says in its states.

`python -m tools.states notebooks/05_gradient_descent.ipynb` walks the states of each widget and
lists those whose sentence is not true, or not well written.
"""

import argparse
import contextlib
import io
import itertools
import math
import re
import warnings
from pathlib import Path
from unittest import mock

import ipywidgets
import numpy as np
from IPython.core.inputtransformer2 import TransformerManager
from matplotlib.patches import Rectangle

from tools.render import read
from utils import plots, widgets
from utils.frames import exit_of

MOST = 1000  # states of a widget that are walked, unless it is told otherwise


def explorers(path):
    """What `explore` makes in a notebook, by the index of its cell.

    Its cells run in this process, up to the last that explores; no figure of the others is drawn.
    """
    cells = [(i, cell) for i, cell in enumerate(read(path).cells) if cell.cell_type == "code"]
    last = max((i for i, cell in cells if re.search(r"^explore\(", cell.source, re.M)), default=-1)
    found, shown, names = {}, [], {"__name__": "__main__"}
    with (
        contextlib.chdir(path.parent),
        contextlib.redirect_stdout(io.StringIO()),
        mock.patch.object(plots, "show", return_value=None),
        mock.patch.object(widgets.Explorer, "show", lambda explorer: shown.append(explorer)),
    ):
        for i, cell in cells:
            if i <= last:
                source = TransformerManager().transform_cell(cell.source)
                exec(compile(source, f"{path.name} [{i}]", "exec"), names)
                if shown:
                    found[i] = shown.pop()
    return found


def choices(control):
    """The values of a control, each with the label that a reader sees."""
    if isinstance(control, ipywidgets.Checkbox):
        return [(False, "no"), (True, "yes")]
    if hasattr(control, "options"):
        return [(value, label) for label, value in control._options_full]
    count = round((control.max - control.min) / control.step) + 1
    values = [control.min + i * control.step for i in range(count)]
    if isinstance(control, ipywidgets.FloatSlider):
        values = [float(f"{value:.10g}") for value in values]
        labels = [format(value, control.readout_format) for value in values]
    else:
        labels = [f"{value:d}" for value in values]
    return [(v, label.replace("-", "−")) for v, label in zip(values, labels, strict=True)]


def walk(explorer, most=MOST):
    """States of a widget: all, or the first, each control's values in turn, and random ones."""
    values = {name: [v for v, _ in choices(c)] for name, c in explorer.controls.items()}
    if math.prod(map(len, values.values())) <= most:
        yield from (
            dict(zip(values, state, strict=True)) for state in itertools.product(*values.values())
        )
        return
    yield explorer.first
    rng = np.random.default_rng(0)
    for name in values:
        for i in np.unique(np.linspace(0, len(values[name]) - 1, most // 10).round().astype(int)):
            yield explorer.first | {name: values[name][i]}
    for _ in range(most // 2):
        yield {name: options[rng.integers(len(options))] for name, options in values.items()}


NUMBER = r"(\d+(?:\.\d+)?)"
SUM = rf"(?<![−\d.]){NUMBER} \+ [^\d+=]*?{NUMBER} = [^\d=]*?{NUMBER}(?![\d.])"
FAULTS = {
    "a number is nan or infinite": r"\b(nan|inf)\b",
    "minus zero": r"(?<![\w)])[-−]0(\.0+)?(?![\d.])",
    "one of many": r"(?<![\d.,])1 (?!is|was|has|loss|less|bias|plus|minus|nats\b)[a-z]+s\b",
    "a hyphen for a minus": r"(?<![\w)])-\s?\d",
    "a number with an exponent, e+": r"\de\+",
    "a percent sign without its space": r"\d%",
    "two spaces": r"\s\s",
}


def misspelt(words):
    """What is wrong with a sentence, whatever it is about."""
    for fault, pattern in FAULTS.items():
        if re.search(pattern, words):
            yield fault
    for sum_ in re.finditer(SUM, words):
        a, b, c = map(float, sum_.groups())
        if abs(a + b - c) > 1e-9:
            yield "a sum that is not right to its last digit"


def outside(artists):
    """The titles of the axes that a path leaves; "" for axes without."""
    lines = [artist for artist in artists if hasattr(artist, "get_xydata")]
    return {line.axes.get_title("left") for line in lines if exit_of(line)}


def cut(artists):
    """Whether a bar is taller than its axes."""
    bars = [artist for artist in artists if isinstance(artist, Rectangle)]
    return any(bar.get_y() + bar.get_height() > bar.axes.get_ylim()[1] + 1e-9 for bar in bars)


SAYS_OUTSIDE = re.compile(r"outside the picture[^:]*:?|diverged|leaves the picture")


def faults(explorer, most=MOST):
    """(state, what is wrong, the sentence) for the states that are walked."""
    seen = []
    for state in walk(explorer, most):
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            try:
                artists, words = explorer.call(state)
            except Exception as error:
                yield state, f"{type(error).__name__}: {error}", ""
                continue
        for warning in warned:
            yield state, f"warns: {warning.message}", words
        for fault in misspelt(words):
            yield state, fault, words
        if cut(artists) and not re.search("above|beyond|outside|higher", words):
            yield state, "a bar is cut, and the sentence does not say so", words
        seen.append((state, words, outside(artists)))
    yield from unsaid(seen)
    for state, words, _ in seen[:: max(1, len(seen) // 10)]:
        if explorer.call(state)[1] != words:
            yield state, "said otherwise before: draw depends on more than its controls", words


def unsaid(seen):
    """Where the sentence and the picture disagree on who leaves the picture.

    A widget that never speaks of it is left in peace. Where a sentence names panels after
    "outside the picture", these are the panels whose paths are outside.
    """
    if not any(SAYS_OUTSIDE.search(words) for _, words, _ in seen):
        return
    titles = set().union(*(panels for *_, panels in seen)) - {""}
    names = any(title in after(words) for title in titles for _, words, _ in seen)
    for state, words, panels in seen:
        if names:
            named = set(re.split(r", | and |\. ", after(words)))
            right = named & titles == panels
        else:
            right = bool(SAYS_OUTSIDE.search(words)) == bool(panels)
        if not right:
            where = ", ".join(sorted(panels)) or "nothing"
            yield state, f"outside is {where}, the sentence says otherwise", words


def after(words):
    """What a sentence says after "outside the picture", or ""."""
    return (
        words[SAYS_OUTSIDE.search(words).end() :].strip(" .") if SAYS_OUTSIDE.search(words) else ""
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=MOST, help="states of a widget")
    options = parser.parse_args()
    for path in options.notebooks:
        for i, explorer in explorers(path.resolve()).items():
            found = {}
            for state, fault, words in faults(explorer, options.most):
                found.setdefault(fault, []).append((state, words))
            print(f"{path.name} [{i}] {explorer.name}: {sum(map(len, found.values()))} faults")
            for fault, where in found.items():
                print(f"  {fault}, {len(where)} states, for example {where[0][0]}: {where[0][1]}")


if __name__ == "__main__":
    main()
