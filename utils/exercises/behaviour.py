"""What no list of mistakes foresees, described by how it behaves: the most telling rule first.

A sentence that ends in "…" is to be followed by an example.
"""

import numpy as np

from utils.exercises.running import alike, numbers, plain
from utils.exercises.telling import shape
from utils.exercises.varying import broken_rule, grows_otherwise, symmetric

PARTS = {  # what may be left to do, or be done too early
    "np.all of them": np.all,
    "their sum": np.sum,
    "their mean": np.mean,
    "their product": np.prod,
    "the last of them": lambda a, axis: np.take(a, -1, axis or 0),
    "the first of them": lambda a, axis: np.take(a, 0, axis or 0),
    "the largest of them": np.max,
}
CONSTANTS = {
    "1": 1,
    "2": 2,
    "4": 4,
    "e": np.e,
    "π": np.pi,
    "log 2": np.log(2),
    "log 10": np.log(10),
}
FORMS = {  # of a number that has a name
    "{}": lambda v: v,
    "√{}": np.sqrt,
    "{}²": np.square,
    "2 {}": lambda v: 2 * v,
    "{} / 2": lambda v: v / 2,
    "({} - 1)": lambda v: v - 1,
    "(1 - {})": lambda v: 1 - v,
    "(1 + {})": lambda v: 1 + v,
    "{0} / ({0} - 1)": lambda v: v / (v - 1),
    "√({0} / ({0} - 1))": lambda v: np.sqrt(v / (v - 1)),
    "log {}": np.log,
}
ENTRIES = {  # which entries of a result e may be the right ones
    "only the first entry is right": lambda e: np.arange(e.size) == 0,
    "only the last entry is right": lambda e: np.arange(e.size) == e.size - 1,
    "all entries but the first are right": lambda e: np.arange(e.size) > 0,
    "all entries but the last are right": lambda e: np.arange(e.size) < e.size - 1,
    "right where the right answer is positive, and nowhere else": lambda e: e >= 0,
    "right where the right answer is negative, and nowhere else": lambda e: e <= 0,
}


def describe(exercise, answer, failures, trials):
    """One sentence on what the answer does on the inputs tried, or None."""
    for trial in failures:
        if numbers(trial.given) and not numbers(trial.given, trial.expected):
            return f"the shape is wrong: {_shapes(trial)}…"
    pairs = [(t.expected.astype(float), t.given.astype(float)) for t in trials if _array(t)]
    words = _when(exercise, trials)
    if len(pairs) == len(trials):
        words = _yes_no(trials) or _off_by(exercise, trials) or _inexact(pairs) or words
    words = words or _where(pairs) or broken_rule(exercise, answer, trials) or _sums(pairs)
    words = words or symmetric(exercise, answer, trials)
    return words or grows_otherwise(exercise, answer, trials)


def misshapen(failures, trials):
    """What makes a result of another shape than was asked for right, or None."""
    pairs = [(t.given, t.expected) for t in trials if numbers(t.given) and numbers(t.expected)]
    wrong = [t for t in failures if numbers(t.given) and not numbers(t.given, t.expected)]
    if not wrong:
        return None
    if all(alike(np.ravel(g), np.ravel(e)) for g, e in pairs):
        return f"the values are right, the shape is not: {_shapes(wrong[0])}"
    for words, part in PARTS.items():
        for axis in (None, 0, -1):
            try:
                if all(alike(plain(part(g, axis=axis)), e) for g, e in pairs):
                    return f"{_shapes(wrong[0])}: take {words}"
                if all(alike(g, plain(part(e, axis=axis))) for g, e in pairs):
                    return f"{_shapes(wrong[0])}: this is {words}, where each is asked for"
            except ValueError:  # no such axis
                continue
    return None


def _shapes(trial):
    return f"it has {shape(trial.given)}, and {shape(trial.expected)} is asked for"


def _array(trial):
    return numbers(trial.given, trial.expected) and trial.given.size > 0


def _named_numbers(exercise, trials):
    """What a factor or a difference may be called, with its value in every trial."""
    counts = [exercise.counts(t.case.arguments) for t in trials]
    table = any(kind.axes == "PC" for kind in exercise.arguments.values())
    names = {"N": "N", "C": "C", "P": "the number of rows" if table else "P"}
    named = {words: [c[a] for c in counts] for a, words in names.items() if a in counts[0]}
    for place, name in enumerate(exercise.arguments):
        values = [t.case.arguments[place] for t in trials]
        if all(type(value) in (int, float) for value in values):
            named[name] = values
        elif all(np.ndim(value) == 1 for value in values):
            named[f"the mean of {name}"] = [np.mean(value) for value in values]
    named = {words: np.array(values, dtype=float) for words, values in named.items()}
    found = {words: np.full(len(trials), float(value)) for words, value in CONSTANTS.items()}
    for one, a in named.items():
        found |= {form.format(one): change(a) for form, change in FORMS.items()}
        found |= {f"{one} / {other}": a / b for other, b in named.items() if other != one}
        found |= {f"{one} times {other}": a * b for other, b in named.items() if other != one}
    return found


@np.errstate(all="ignore")
def _off_by(exercise, trials):
    """A factor or a difference that is the same in all entries, and has a name in all inputs."""
    several = [t for t in trials if exercise.counts(t.case.arguments).get("N", 2) > 1]
    trials = several if len(several) > 2 else trials  # of one example N - 1 leaves nothing
    pairs = [(t.expected.astype(float), t.given.astype(float)) for t in trials]
    named = _named_numbers(exercise, trials)
    factors = [_one(g[e != 0] / e[e != 0]) for e, g in pairs]
    if all(np.all(g[e == 0] == 0) for e, g in pairs) and np.all(factors):
        for words, values in named.items():
            if np.allclose(factors, values, rtol=1e-6, atol=0):
                return f"on every input it is {words} times the right answer…"
            if np.allclose(factors, 1 / values, rtol=1e-6, atol=0):
                return f"on every input it is the right answer divided by {words}…"
        if np.isfinite(_one(factors)):
            return f"on every input it is {factors[0]:.4g} times the right answer…"
    steps = np.array([_one(g - e) for e, g in pairs])
    for words, values in named.items():
        for way, size in (("large", steps), ("small", -steps)):
            if np.allclose(size, values, rtol=1e-6, atol=1e-12):
                return f"on every input it is too {way} by {words}…"
    if np.isfinite(_one(steps)):
        way = "large" if steps[0] > 0 else "small"
        return f"on every input it is too {way} by {abs(steps[0]):.4g}…"
    return None


def _one(values):
    """The value of numbers that are all the same, else nan."""
    values = np.ravel(values)
    same = values.size and np.ptp(values) <= 1e-6 * np.max(np.abs(values))
    return float(np.mean(values)) if same else np.nan


def _yes_no(trials):
    if not all(t.given.dtype == bool for t in trials):
        return None
    said = {bool(np.all(t.given)) for t in trials if not t.right}
    if len(said) == 1:
        return f"it says {said.pop()} where it should not, and never the other way round…"
    return "it is wrong both ways: True where False is right, and False where True is…"


def _inexact(pairs):
    """Without its signs, rounded, clipped, or nearly right everywhere."""
    expected, given = (
        np.concatenate([np.ravel(a) for a in part]) for part in zip(*pairs, strict=True)
    )
    if alike(abs(expected), abs(given)):
        return "the sizes are right, but not all signs…"
    for digits in range(7):
        if np.allclose(given, np.round(expected, digits), rtol=1e-12, atol=0):
            return f"it is rounded to {digits} decimals; return what you found…"
    if np.array_equal(given, np.trunc(expected)):
        return "it is cut to whole numbers: an array of integers holds no fractions…"
    if np.allclose(given, expected, rtol=0.01, atol=0):
        return "close, but not equal: is something small added, or are digits missing?…"
    off = ~np.isclose(given, expected, rtol=1e-6, atol=1e-12)
    if 1 < off.sum() < off.size and np.ptp(given[off]) == 0:
        for end, way in ((given.max(), "exceeds"), (given.min(), "falls below")):
            if np.all(given[off] == end):
                return f"it never {way} {end:.4g}, where the right answer does…"
    return None


def _traits(exercise, arguments):
    """What may be said of an input: words that follow "when", and whether it is so."""
    said, n = {}, exercise.counts(arguments)
    for kind, value in zip(exercise.arguments.values(), arguments, strict=True):
        said |= {words: test(value) for words, test in kind.traits.items()}
    row = "row" if "PC" in exercise.axes else "parameter"
    for axis, what, plural in (("N", "example", "examples"), ("P", row, f"{row}s")):
        if axis in n:
            said[f"there is more than one {what}"] = n[axis] > 1
            said[f"there are more than two {plural}"] = n[axis] > 2
    if "C" in n:
        said["there are more than two classes"] = n["C"] > 2
    for (name, kind), value in zip(exercise.arguments.items(), arguments, strict=True):
        if np.ndim(value) == 2 and len(set(kind.axes)) == 2:
            said["the table is not square"] = value.shape[0] != value.shape[1]
            said["there are fewer rows than columns"] = value.shape[0] < value.shape[1]
            said["there are fewer columns than rows"] = value.shape[0] > value.shape[1]
        if np.asarray(value).dtype.kind in "iuf":
            an = f"{name} is" if np.ndim(value) == 0 else f"an entry of {name} is"
            said[f"{an} negative"] = np.any(np.asarray(value) < 0)
            said[f"{an} above 1"] = np.any(np.asarray(value) > 1)
            said[f"{name} is not sorted"] = np.ndim(value) == 1 and np.any(np.diff(value) < 0)
    return {words: bool(value) for words, value in said.items()}


def _when(exercise, trials):
    """What the inputs on which it is right have in common."""
    right = [trial.right for trial in trials]
    if not any(right):
        return None
    traits = [_traits(exercise, trial.case.arguments) for trial in trials]
    has = {words: [each[words] for each in traits] for words in traits[0]}
    for words, values in has.items():
        if right == [not value for value in values]:
            return f"it is right, but not when {words}…"
        if right == values:
            return f"it is right only when {words}…"
    for words, values in has.items():  # no border, but a hint: all that is wrong has it
        free = [ok for ok, value in zip(right, values, strict=True) if not value]
        if all(free) and 2 * len(free) >= sum(right):
            return f"it is right on {sum(right)} of {len(right)} inputs; wrong only when {words}…"
    return None


def _where(pairs):
    """Which entries of the result are right, if it is the same ones in every input."""
    pairs = [(e.ravel(), g.ravel()) for e, g in pairs if e.size > 1 and np.any(e)]
    masks = [np.isclose(g, e, rtol=1e-6, atol=1e-12) for e, g in pairs]
    if not any(mask.any() for mask in masks):
        return None
    for words, wanted in ENTRIES.items():
        if all(np.array_equal(m, wanted(e)) for (e, _), m in zip(pairs, masks, strict=True)):
            return f"{words}…"
    if all(np.array_equal(mask, masks[0]) for mask in masks):
        off = [str(i + 1) for i in np.flatnonzero(~masks[0])]
        return f"all entries but number {' and '.join(off)} are right…"
    return None


def _sums(pairs):
    """Whether rows or columns have the sum that those of the right answer have."""
    pairs = [(e, g) for e, g in pairs if e.ndim]
    for axis, what, total in ((-1, "row", 1), (-1, "row", 0), (0, "column", 1), (0, "column", 0)):
        asked = pairs and all(np.allclose(e.sum(axis), total) for e, _ in pairs)
        if asked and not all(np.allclose(g.sum(axis), total) for _, g in pairs):
            what = f"each {what} of it" if pairs[0][0].ndim > 1 else "it"
            return f"{what} should sum to {total}, and does not…"
    return None
