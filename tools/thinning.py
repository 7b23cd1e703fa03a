"""Which states of a widget the site holds: all, or those that its question and its text name.

A control of hundreds of values is thinned until its frames fit into a file; its ends, its first
value and what the text names stay.
"""

import math
import re

MOST_FRAMES = 3000
STEPS, COARSE = 60, 20  # of a count, each of the first 60 is kept, and every 20th after them
NUMBER = re.compile(r"(?<![\w.])([-−]?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e-?\d+)?)")
EQUATION = re.compile(r"\\tag\{.*?\}|\(\d\.\d+\)")
HEADING = re.compile(r"^##+ ", re.MULTILINE)


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
