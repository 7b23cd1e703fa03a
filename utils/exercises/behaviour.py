"""What no list of mistakes foresees, described by how it behaves: the most telling rule first.

A sentence that ends in "…" is to be followed by an example.
"""

import numpy as np

from utils.exercises.kinds import SIZES
from utils.exercises.running import alike, numbers, plain, run
from utils.exercises.telling import say, shape

PARTS = {
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
}


def describe(exercise, answer, failures, trials):
    """One sentence on what the answer does on the inputs tried, or None."""
    for trial in failures:
        if numbers(trial.given) and not numbers(trial.given, trial.expected):
            return f"the shape is wrong: {_shapes(trial)}…"
    rules = (_yes_no, _off_by, _signs, _rounded, _close, _clipped, _when, _where, _breaks)
    return next(filter(None, (rule(exercise, answer, trials) for rule in rules)), None)


def misshapen(failures, trials):
    """What makes a result of another shape than was asked for right, or None."""
    pairs = [(t.given, t.expected) for t in trials if numbers(t.given) and numbers(t.expected)]
    wrong = [t for t in failures if numbers(t.given) and not numbers(t.given, t.expected)]
    if not wrong:
        return None
    said = _shapes(wrong[0])
    if all(alike(np.ravel(g), np.ravel(e)) for g, e in pairs):
        return f"the values are right, the shape is not: {said}"
    for words, part in PARTS.items():
        for axis in (None, 0, -1):
            try:
                if all(alike(plain(part(g, axis=axis)), e) for g, e in pairs):
                    return f"{said}: take {words}"
                if all(alike(g, plain(part(e, axis=axis))) for g, e in pairs):
                    return f"{said}: this is {words}, where each is asked for"
            except ValueError:  # no such axis
                continue
    return None


def _shapes(trial):
    return f"it has {shape(trial.given)}, and {shape(trial.expected)} is asked for"


def ignored(exercise, answer, failures):
    """An argument that may change while the answer does not."""
    if not any(numbers(t.given, t.expected) for t in failures):
        return None
    rounds = range(8 if len(exercise.inputs) > 40 else 1)
    draws = [(size, seed) for seed in rounds for size in SIZES[1:5]]
    names = [name for name in exercise.arguments if _is_ignored(exercise, answer, name, draws)]
    if names == list(exercise.arguments):
        return f"it gives {say(run(answer, exercise.draw(SIZES[1], 0)))}, whatever the input…"
    if names:
        return f"it does not depend on {names[0]}: another {names[0]} gives the same result…"
    return None


def _is_ignored(exercise, answer, name, draws):
    place, matters = list(exercise.arguments).index(name), False
    for i, (size, seed) in enumerate(draws):
        one, other = exercise.draw(size, i + seed), exercise.draw(size, i + seed + 50)
        other = (*one[:place], other[place], *one[place + 1 :])
        if not alike(run(exercise.right, one), run(exercise.right, other)):
            matters, first = True, run(answer, one)
            if not numbers(first) or not np.all(np.isfinite(first)):
                return False
            if not alike(first, run(answer, other)):
                return False
    return matters


def _floats(trials):
    """(expected, given) of the trials whose result has the right shape."""
    return [
        (t.expected.astype(float), t.given.astype(float))
        for t in trials
        if numbers(t.given) and numbers(t.expected) and numbers(t.given, t.expected)
    ]


def _named_numbers(exercise, trials):
    """What a factor or a difference may be called, with its value in every trial."""
    counts = [exercise.counts(t.case.arguments) for t in trials]
    rows = "the number of rows" if "PC" in map(_axes, exercise.arguments.values()) else "P"
    named = {{"P": rows}.get(a, a): [c[a] for c in counts] for a in "NCP" if a in counts[0]}
    for place, name in enumerate(exercise.arguments):
        values = [t.case.arguments[place] for t in trials]
        if all(type(value) in (int, float) for value in values):
            named[name] = values
        elif all(np.ndim(value) == 1 for value in values):
            named[f"the mean of {name}"] = [np.mean(value) for value in values]
    named = {words: np.array(values, dtype=float) for words, values in named.items()}
    found = {words: np.full(len(trials), float(value)) for words, value in CONSTANTS.items()}
    for name, values in named.items():
        found |= {form.format(name): change(values) for form, change in FORMS.items()}
    for one, a in named.items():
        found |= {f"{one} / {other}": a / b for other, b in named.items() if other != one}
        found |= {f"{one} times {other}": a * b for other, b in named.items() if other != one}
    return found


def _axes(kind):
    return kind.axes


@np.errstate(all="ignore")
def _off_by(exercise, answer, trials):
    """A factor or a difference that is the same in all entries, and has a name in all inputs."""
    single = [t for t in trials if exercise.counts(t.case.arguments).get("N", 2) > 1]
    trials = single if len(single) > 2 else trials  # of one example N - 1 leaves nothing
    pairs = _floats(trials)
    if len(pairs) < len(trials):
        return None
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
    named |= {f"log {words}": np.log(values) for words, values in named.items()}
    for words, values in named.items():
        for sign, way in ((1, "large"), (-1, "small")):
            if np.allclose(sign * steps, values, rtol=1e-6, atol=1e-12):
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


def _yes_no(exercise, answer, trials):
    if all(numbers(t.given, t.expected) and t.given.dtype == bool for t in trials):
        said = {bool(np.all(t.given)) for t in trials if not t.right}
        if len(said) == 1:
            return f"it says {said.pop()} where it should not, and never the other way round…"
        return "it is wrong both ways: True where False is right, and False where True is…"
    return None


def _signs(exercise, answer, trials):
    pairs = _floats(trials)
    if len(pairs) == len(trials) and all(alike(abs(e), abs(g)) for e, g in pairs):
        return "the sizes are right, but not all signs…"
    return None


def _rounded(exercise, answer, trials):
    pairs = _floats(trials)
    if len(pairs) == len(trials):
        for digits in range(7):
            if all(np.allclose(g, np.round(e, digits), rtol=1e-12, atol=0) for e, g in pairs):
                return f"it is rounded to {digits} decimals; return what you found…"
        if all(np.array_equal(g, np.trunc(e)) for e, g in pairs):
            return "it is cut to whole numbers: an array of integers holds no fractions…"
    return None


def _close(exercise, answer, trials):
    """Nearly right everywhere: as after an epsilon, or too few digits of a constant."""
    pairs = _floats(trials)
    if len(pairs) == len(trials) and all(np.allclose(g, e, rtol=0.01, atol=0) for e, g in pairs):
        return "close, but not equal: is something small added, or are digits missing?…"
    return None


def _clipped(exercise, answer, trials):
    pairs = [pair for pair in _floats(trials) if np.all(np.isfinite(pair[1]))]
    if len(pairs) < len(trials):
        return None
    expected, given = (
        np.concatenate([np.ravel(p) for p in part]) for part in zip(*pairs, strict=True)
    )
    off = ~np.isclose(given, expected, rtol=1e-6, atol=1e-12)
    if off.sum() > 1 and not off.all() and np.ptp(given[off]) == 0:
        end = float(given[off][0])
        if np.all(expected[off] > end) and np.all(given <= end):
            return f"it never exceeds {end:.4g}, where the right answer does…"
        if np.all(expected[off] < end) and np.all(given >= end):
            return f"it never falls below {end:.4g}, where the right answer does…"
    return None


def _traits(exercise, arguments):
    """What may be said of an input: words that follow "when", and whether it is so."""
    said, n = {}, exercise.counts(arguments)
    row = "row" if "PC" in exercise.axes else "parameter"
    for axis, what, plural in (("N", "example", "examples"), ("P", row, f"{row}s")):
        if axis in n:
            said[f"there is more than one {what}"] = n[axis] > 1
            said[f"there are more than two {plural}"] = n[axis] > 2
    if "C" in n:
        said["there are more than two classes"] = n["C"] > 2
    for kind, value in zip(exercise.arguments.values(), arguments, strict=True):
        if np.ndim(value) == 2 and len(set(kind.axes)) == 2:
            said["the table is not square"] = value.shape[0] != value.shape[1]
            said["there are fewer rows than columns"] = value.shape[0] < value.shape[1]
            said["there are fewer columns than rows"] = value.shape[0] > value.shape[1]
    for (name, kind), value in zip(exercise.arguments.items(), arguments, strict=True):
        said |= {words: test(value) for words, test in kind.traits.items()}
        if not numbers(np.asarray(value)) or np.asarray(value).dtype.kind not in "iuf":
            continue
        if np.ndim(value) == 0:
            said[f"{name} is negative"] = value < 0
            said[f"{name} is above 1"] = value > 1
        else:
            said[f"{name} holds something negative"] = np.any(value < 0)
            said[f"an entry of {name} is above 1"] = np.any(value > 1)
            said[f"{name} is not sorted"] = np.ndim(value) == 1 and np.any(np.diff(value) < 0)
    return {words: bool(value) for words, value in said.items()}


def _when(exercise, answer, trials):
    """What the inputs on which it is right have in common."""
    right = [trial.right for trial in trials]
    if not any(right):
        return None
    traits = [_traits(exercise, trial.case.arguments) for trial in trials]
    has = {words: [each[words] for each in traits] for words in traits[0]}
    for words, values in has.items():
        if all(ok != value for ok, value in zip(right, values, strict=True)):
            return f"it is right, but not when {words}…"
    for words, values in has.items():
        if right == values:
            return f"it is right only when {words}…"
    for words, values in has.items():  # no border, but a hint: all that is wrong has it
        free = [ok for ok, value in zip(right, values, strict=True) if not value]
        if all(v or ok for ok, v in zip(right, values, strict=True)) and sum(free) * 2 >= sum(
            right
        ):
            return f"it is right on {sum(right)} of {len(right)} inputs; wrong only when {words}…"
    return None


def _where(exercise, answer, trials):
    """Which entries of the result are right, if it is the same ones in every input."""
    pairs = [(e.ravel(), g.ravel()) for e, g in _floats(trials) if e.size > 1]
    pairs = [(e, g) for e, g in pairs if np.any(e)]
    masks = [np.isclose(g, e, rtol=1e-6, atol=1e-12) for e, g in pairs]
    if not masks:
        return None
    wanted = {
        "only the first entry is right": lambda e: np.arange(e.size) == 0,
        "only the last entry is right": lambda e: np.arange(e.size) == e.size - 1,
        "all entries but the first are right": lambda e: np.arange(e.size) > 0,
        "all entries but the last are right": lambda e: np.arange(e.size) < e.size - 1,
        "right where the right answer is positive, and nowhere else": lambda e: e >= 0,
        "right where the right answer is negative, and nowhere else": lambda e: e <= 0,
    }
    for words, is_right in wanted.items() if np.any(np.concatenate(masks)) else ():
        if all(np.array_equal(m, is_right(e)) for (e, _), m in zip(pairs, masks, strict=True)):
            return f"{words}…"
    if all(np.array_equal(mask, masks[0]) for mask in masks) and np.any(masks[0]):
        off = [str(i + 1) for i in np.flatnonzero(~masks[0])]
        return f"all entries but number {' and '.join(off)} are right…"
    return None


def _breaks(exercise, answer, trials):
    """A rule that the right answer obeys, and this one does not."""
    for said, change in (
        ("it depends on the order of the examples, and the right answer does not…", _reordered),
        ("it changes if every example occurs twice, and the right answer does not…", _doubled),
        ("a constant added to all logits changes it; it must not…", _shifted),
    ):
        moved = [(t, change(exercise, t.case.arguments)) for t in trials]
        moved = [(t, arguments) for t, arguments in moved if arguments is not None]
        kept = all(alike(run(exercise.right, a), t.expected) for t, a in moved)
        if change is _reordered and not kept:
            break  # the order matters here, and two rounds of it say little
        if moved and kept and not all(alike(run(answer, a), t.given) for t, a in moved):
            return said
    pairs = [(e, g) for e, g in _floats(trials) if e.ndim]
    for axis, what, total in ((-1, "row", 1), (-1, "row", 0), (0, "column", 1), (0, "column", 0)):
        asked = pairs and all(np.allclose(e.sum(axis), total) for e, _ in pairs)
        if asked and not all(np.allclose(g.sum(axis), total) for _, g in pairs):
            what = f"each {what} of it" if pairs[0][0].ndim > 1 else "it"
            return f"{what} should sum to {total}, and does not…"
    return None


def _along_examples(exercise, arguments, change):
    along = [kind.axes[:1] == "N" for kind in exercise.arguments.values()]
    if not any(along) or exercise.counts(arguments)["N"] < 3:
        return None
    pairs = zip(along, arguments, strict=True)
    return tuple(change(np.asarray(value)) if moves else value for moves, value in pairs)


def _reordered(exercise, arguments):
    return _along_examples(exercise, arguments, lambda a: np.roll(a, 1, axis=0))


def _doubled(exercise, arguments):
    return _along_examples(exercise, arguments, lambda a: np.concatenate([a, a]))


def _shifted(exercise, arguments):
    kinds = exercise.arguments.values()
    if not any(kind.logits for kind in kinds):
        return None
    pairs = zip(kinds, arguments, strict=True)
    return tuple(value + 1.5 if kind.logits else value for kind, value in pairs)
