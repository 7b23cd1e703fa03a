"""What no list of mistakes foresees, described by how it behaves: the most telling rule first.

A rule takes an exercise, an answer and its trials in the order of `Exercise.inputs`, and gives a
sentence or None. One that ends in "…" is to be followed by an example.
"""

import itertools

import numpy as np

from utils.exercises.kinds import SIZES
from utils.exercises.running import alike, finite, numbers, plain, run
from utils.exercises.telling import say, shape, telling

PARTS = {  # what may be left to do, or be done too early
    "np.all of them": np.all,
    "their sum": np.sum,
    "their mean": np.mean,
    "their product": np.prod,
    "the last of them": lambda a, axis: np.take(a, -1, axis or 0),
    "the first of them": lambda a, axis: np.take(a, 0, axis or 0),
}
CONSTANTS = {"1": 1, "2": 2, "e": np.e, "π": np.pi, "log 2": np.log(2), "log 10": np.log(10)}
FORMS = {  # of a number that has a name
    "{}": lambda v: v,
    "√{}": np.sqrt,
    "({} - 1)": lambda v: v - 1,
    "(1 - {})": lambda v: 1 - v,
    "{0} / ({0} - 1)": lambda v: v / (v - 1),
    "√({0} / ({0} - 1))": lambda v: np.sqrt(v / (v - 1)),
}
INEXACT = {  # what all expected numbers e and all given ones g may have in common
    "the sizes are right, but not all signs": lambda e, g: alike(abs(e), abs(g)),
    "it is cut to whole numbers, as in an array of integers": lambda e, g: all(g == np.trunc(e)),
    "close, but not equal: is something small added, or are digits missing?": lambda e, g: (
        np.allclose(g, e, rtol=0.01, atol=0)
    ),
}


def _pairs(trials, every=False):
    """(expected, given) of the trials, or of those whose results have the shape asked for."""
    both = [t for t in trials if numbers(t.given, t.expected) and t.given.size]
    if every and len(both) < len(trials):
        return []
    return [(t.expected.astype(float), t.given.astype(float)) for t in both]


def misshapen(exercise, answer, trials):
    """What makes a result of another shape than was asked for right, or None."""
    has = shapes(exercise, answer, trials)
    trials = [t for t in trials if numbers(t.given) and numbers(t.expected)]
    if has and all(alike(np.ravel(t.given), np.ravel(t.expected)) for t in trials):
        return f"the values are right, the shape is not: {has[:-1]}"
    for (words, part), axis in itertools.product(PARTS.items(), (None, 0, -1) if has else ()):
        try:
            if all(alike(plain(part(t.given, axis=axis)), t.expected) for t in trials):
                return f"{has[:-1]}: take {words}"
            if all(alike(t.given, plain(part(t.expected, axis=axis))) for t in trials):
                return f"{has[:-1]}: this is {words}, where each is asked for"
        except ValueError:  # no such axis
            continue
    return None


def shapes(exercise, answer, trials):
    wrong = [t for t in trials if numbers(t.given) and not numbers(t.given, t.expected)]
    trial = min(wrong, key=telling, default=None)
    return trial and f"it has {shape(trial.given)}, and {shape(trial.expected)} is asked for…"


def _dependences(exercise, answer, trials):
    """What a result may depend on; whether the right answer does, and whether this one does."""
    kinds = exercise.arguments
    along = [name for name in kinds if kinds[name].axes[:1] == "N"]
    logits = [name for name in kinds if kinds[name].logits]
    changes = {name: lambda old, new, name=name: {name: new[name]} for name in kinds}
    for a, b in itertools.combinations(kinds, 2):
        if kinds[a].axes == kinds[b].axes != "":
            swap = lambda old, new, a=a, b=b: {a: old[b], b: old[a]}  # noqa: E731
            changes[f"which is {a} and which is {b}"] = swap
    changes |= {
        "the order of the examples": lambda old, new: {n: np.roll(old[n], 1, 0) for n in along},
        "whether all examples occur twice": lambda old, new: {
            n: np.concatenate([old[n], old[n]]) for n in along
        },
        "a constant added to all logits": lambda old, new: {n: old[n] + 1.5 for n in logits},
    }
    pairs = zip(trials, trials[len(SIZES) :] + trials[: len(SIZES)], strict=True)  # of one size
    pairs = [(trial, other) for trial, other in pairs if finite(trial.given)]
    for words, change in changes.items():
        tried = [(t, (t.named | change(t.named, other.named)).values()) for t, other in pairs]
        right = any(not alike(run(exercise.right, a), t.expected) for t, a in tried)
        yield words, right, any(not alike(run(answer, a), t.given) for t, a in tried)


def ignores(exercise, answer, trials):
    first = trials[0].given
    if numbers(first) and all(alike(t.given, first) for t in trials):
        return f"it gives {say(first)}, whatever the input…"
    dependences = _dependences(exercise, answer, trials)  # the arguments come first
    for (what, kind), (_, right, this) in zip(exercise.arguments.items(), dependences):  # noqa: B905
        if right and not this:
            values = "the values of " if kind.axes else ""
            return f"it does not depend on {values}{what}, and the right answer does…"
    return None


def depends(exercise, answer, trials):
    for what, right, this in _dependences(exercise, answer, trials):
        if this != right:
            does = ("does not depend", "depends")[this]
            return f"it {does} on {what}, and the right answer does{'' if right else ' not'}…"
    return None


@np.errstate(all="ignore")
def off_by(exercise, answer, trials):
    """A factor or a difference that is the same in all entries, and has a name in all inputs."""
    several = [t for t in trials if exercise.counts(t.case.arguments).get("N", 2) > 1]
    trials = several if len(several) > 2 else trials  # of one example N - 1 leaves nothing
    pairs = _pairs(trials, every=True)
    factors = np.array([_one(g / e, e != 0) for e, g in pairs if not np.any(g[e == 0])])
    steps = np.array([_one(g - e, e == e) for e, g in pairs])
    if np.allclose(steps, 0):
        return None
    for values, words in (
        (factors, "it is {} times the right answer"),
        (1 / factors, "it is the right answer divided by {}"),
        (steps, "it is too large by {}"),
        (-steps, "it is too small by {}"),
    ):
        for name, value in _named_numbers(exercise, trials, values).items():
            if len(values) == len(trials) and np.allclose(values, value, rtol=1e-6, atol=0):
                return f"on every input {words.format(name)}…"
    return None


def _one(values, where):
    """The value of numbers that are all the same, else nan."""
    values = values[where]
    same = values.size and np.ptp(values) <= 1e-6 * np.max(np.abs(values))
    return float(np.mean(values)) if same else np.nan


def _named_numbers(exercise, trials, values):
    """What a factor or a difference may be called, with its value in every trial."""
    counts = [exercise.counts(t.case.arguments) for t in trials]
    names = {"N": "N", "C": "C", "P": "the number of rows" if "PC" in exercise.axes else "P"}
    named = {words: [c[a] for c in counts] for a, words in names.items() if a in counts[0]}
    for name in exercise.arguments:
        given = [t.named[name] for t in trials]
        if all(np.ndim(value) < 2 and not callable(value) for value in given):
            named[f"the mean of {name}" if np.ndim(given[0]) else name] = list(map(np.mean, given))
    found = dict(CONSTANTS)
    named = {name: np.array(value, float) for name, value in named.items()}
    for name, value in named.items():
        found |= {form.format(name): change(value) for form, change in FORMS.items()}
        found |= {f"{name} / {other}": value / named[other] for other in named if other != name}
    return found | {f"{one:.4g}": one for one in values[:1]}


def truth_values(exercise, answer, trials):
    if not all(numbers(t.given) and t.given.dtype == bool for t in trials):
        return None
    said = {bool(np.all(t.given)) for t in trials if not t.right}
    if len(said) == 1:
        return f"it says {said.pop()} where it should not, and never the other way round…"
    return "it is wrong both ways: True where False is right, and False where True is…"


def inexact(exercise, answer, trials):
    """Without its signs, rounded, clipped, or nearly right everywhere."""
    pairs = _pairs(trials, every=True)
    if not pairs:
        return None
    e, g = (np.concatenate([pair[i].ravel() for pair in pairs]) for i in (0, 1))
    for digits in range(7):
        if np.allclose(g, np.round(e, digits), rtol=1e-12, atol=0):
            return f"it is rounded to {digits} decimals; return what you found…"
    if words := next((words for words, holds in INEXACT.items() if holds(e, g)), None):
        return f"{words}…"
    for way, cut, end in (("exceeds", np.minimum, max(g)), ("falls below", np.maximum, min(g))):
        if np.ptp(g) and np.allclose(g, cut(e, end)):
            return f"it never {way} {end:.4g}, where the right answer does…"
    return None


def _traits(exercise, trial):
    """What may be said of an input: words that follow "when", and whether it is so."""
    said, n = {}, exercise.counts(trial.case.arguments)
    for name, kind in exercise.arguments.items():
        said |= {words: test(trial.named[name]) for words, test in kind.traits.items()}
    rows = "rows" if "PC" in exercise.axes else "parameters"
    for axis, what in (("N", "examples"), ("P", rows), ("C", "classes")):
        said |= {f"the number of {what} is above {k}": n[axis] > k for k in (1, 2) if axis in n}
    for name, kind in exercise.arguments.items():
        if len(set(kind.axes)) == 2 and np.ndim(trial.named[name]) == 2:
            said["the table is not square"] = len(set(np.shape(trial.named[name]))) > 1
        value = np.asarray(trial.named[name])
        if value.dtype.kind in "iuf":
            an = f"an entry of {name}" if value.ndim else name
            said[f"{an} is negative"] = np.any(value < 0)
            said[f"{an} is above 1"] = np.any(value > 1)
            said[f"{name} is not sorted"] = value.ndim == 1 and np.any(np.diff(value) < 0)
    return said


def when(exercise, answer, trials):
    """What the inputs on which it is right have in common."""
    right = np.array([trial.right for trial in trials])
    if not any(right):
        return None
    traits = [_traits(exercise, trial) for trial in trials]
    has = {words: np.array([bool(each[words]) for each in traits]) for words in traits[0]}
    for words, values in has.items():
        if np.array_equal(right, ~values):
            return f"it is right, but not when {words}…"
        if np.array_equal(right, values):
            return f"it is right only when {words}…"
    for words, values in has.items():  # no border, but a hint: all that is wrong has it
        if all(values[~right]) and 2 * sum(~values) >= sum(right):
            return f"it is right on {sum(right)} of {len(right)} inputs; wrong only when {words}…"
    return None


def where(exercise, answer, trials):
    """Which entries of the result are right, if it is the same ones in every input."""
    masks = [np.isclose(g, e, rtol=1e-6, atol=1e-12).ravel() for e, g in _pairs(trials)]
    if not masks or not masks[0].any() or not all(np.array_equal(m, masks[0]) for m in masks):
        return None
    off = " and ".join(str(i + 1) for i in np.flatnonzero(~masks[0]))
    return off and f"all entries but number {off} are right…"


def sums(exercise, answer, trials):
    """Whether rows or columns have the sum that those of the right answer have."""
    pairs = [(e, g) for e, g in _pairs(trials) if e.ndim]
    for (axis, what), total in itertools.product(((-1, "row"), (0, "column")), (1, 0)):
        asked = pairs and all(np.allclose(e.sum(axis), total) for e, _ in pairs)
        if asked and not all(np.allclose(g.sum(axis), total) for _, g in pairs):
            what = f"each {what} of it" if pairs[0][0].ndim > 1 else "it"
            return f"{what} should sum to {total}, and does not…"
    return None


RULES = (shapes, truth_values, off_by, inexact, when, where, depends, sums)
