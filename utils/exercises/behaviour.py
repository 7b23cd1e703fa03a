"""What no list of mistakes foresees, described by how it behaves: the most telling rule first.

A rule takes an answer's trials, in the order of `Exercise.inputs`, and gives a sentence or None.
One that ends in "…" is to be followed by an example.
"""

import itertools

import numpy as np

from utils.exercises.running import alike, has_a_number, run, same_shape
from utils.exercises.tables import rows
from utils.exercises.telling import clarity, example, shape

# What a factor or a difference may be: a constant, or a form of a count or of an argument.
CONSTANTS = ["1", "2", "2**0.5", "np.e", "np.pi", "np.log(2)", "np.log(10)"]
FORMS = "{0} | (-{0}) | {0}**0.5 | ({0} - 1) | (1 - {0}) | {0} / ({0} - 1) | ({0} / ({0} - 1))**0.5"
# By how much the given numbers g differ from the expected ones e.
DIFFERENCES = """
g / e : it is {} times the right answer
e / g : it is the right answer divided by {}
g - e : it is too large by {}
e - g : it is too small by {}
"""
# What all given numbers and all expected ones may have in common.
INEXACT = """
np.allclose(abs(g), abs(e)) : the sizes are right, but not all signs
all(g == np.trunc(e)) : it is cut to whole numbers, as in an array of integers
any(np.allclose(g, e.round(k), 1e-12, 0) for k in range(7)) : it is rounded; return what you found
np.allclose(g, np.minimum(e, max(g))) : it never exceeds {1:.4g}, where the right answer does
np.allclose(g, np.maximum(e, min(g))) : it never falls below {0:.4g}, where the right answer does
np.allclose(g, e, 0.01, 0) : close, but not equal: is something small added, or are digits missing?
"""
DIFFERENCES, INEXACT = rows(DIFFERENCES, "e, g"), rows(INEXACT, "e, g")


def _pairs(trials, every=False):
    """(expected, given) of the trials, or of those whose results have the shape asked for."""
    both = [t for t in trials if same_shape(t.given, t.expected) and t.given.size]
    if every and len(both) < len(trials):
        return []
    return [(t.expected.astype(float), t.given.astype(float)) for t in both]


def misshapen(trials):
    """The shape of the smallest result that has another one than was asked for."""
    trials = [t for t in trials if same_shape(t.given)]
    wrong = [t for t in trials if t.given.shape != t.expected.shape]
    if not wrong:
        return None
    shown = min(wrong, key=clarity)
    verb = "has" if shown.given.ndim else "is"
    has = f"it {verb} {shape(shown.given)}, and {shape(shown.expected)} is asked for"
    if all(alike(np.ravel(t.given), np.ravel(t.expected)) for t in trials):
        return f"the values are right, the shape is not: {has}"
    return f"{has}. {example(shown)}"


def off_by(trials):
    """A factor or a difference that is the same in all entries, and has a name in all inputs."""
    several = [t for t in trials if t.counts.get("N", 2) > 1]
    trials = several if len(several) > 2 else trials  # of one example N - 1 leaves nothing
    pairs = [] if all(t.right for t in trials) else _pairs(trials, every=True)
    named = _named_numbers(trials) if pairs else {}
    for difference, words in DIFFERENCES if pairs else ():
        values = np.array([_one(difference(e, g)) for e, g in pairs])
        for name, value in (named | {f"{values[0]:.4g}": values[0]}).items():
            if np.allclose(values, value, rtol=1e-6, atol=0):
                return f"on every input {words.format(name)}…"
    return None


def _one(values):
    """The value of numbers that are all the same, else nan."""
    values = values[~np.isnan(values)]  # 0 / 0 may be any number
    return values.mean() if values.size and np.allclose(values, values[0], 1e-6, 0) else np.nan


def _named_numbers(trials):
    """What a factor or a difference may be called, with its value in every trial."""
    known = [t.counts | t.named for t in trials]
    names = [n for n, v in known[0].items() if np.ndim(v) == 0 and not callable(v)]
    spaces = [{name: np.float64(values[name]) for name in names} for values in known]
    codes = CONSTANTS + [form.format(name) for name in names for form in FORMS.split(" | ")]
    codes += [f"{a} / {b}" for a, b in itertools.permutations(names, 2)]
    return {code: np.array([eval(code, {"np": np}, space) for space in spaces]) for code in codes}


def truth_values(trials):
    if not all(same_shape(t.given) and t.given.dtype == bool for t in trials):
        return None
    said = {bool(np.all(t.given)) for t in trials if not t.right}
    if len(said) == 1:
        return f"it says {said.pop()} where it should not, and on no input the other way round…"
    return "it is wrong both ways: True where False is right, and False where True is…"


def inexact(trials):
    """Without its signs, rounded, clipped, or nearly right everywhere."""
    if pairs := _pairs(trials, every=True):
        e, g = (np.concatenate([pair[i].ravel() for pair in pairs]) for i in (0, 1))
        for holds, words in INEXACT:
            if holds(e, g):
                return f"{words.format(min(g), max(g))}…"
    return None


def _traits(trial):
    """What may be said of an input: words that follow "when", and whether it is so."""
    said, kinds = {}, trial.exercise.arguments
    for name in kinds:
        said |= kinds[name].has(trial.named[name])
    for name in kinds:
        value = np.asarray(trial.named[name])
        parts = ("rows", "columns") if value.ndim > 1 else ("entries",)
        for length, what in zip(value.shape, parts, strict=False):
            said |= {f"{name} has {k} {what} or more": length >= k for k in (2, 3)}
        if len(set(kinds[name].axes)) == 2 and value.ndim == 2:
            said["the table is not square"] = len(set(value.shape)) > 1
        if value.dtype.kind in "iuf":
            an = f"an entry of {name}" if value.ndim else name
            said[f"{an} is negative"] = np.any(value < 0)
            said[f"{an} is above 1"] = np.any(value > 1)
            said[f"{name} is not sorted"] = value.ndim == 1 and np.any(np.diff(value) < 0)
    return said


def when(trials):
    """What the inputs on which it is right have in common."""
    right = np.array([trial.right for trial in trials])
    traits = [_traits(trial) for trial in trials if right.any()]
    has = {w: np.array([bool(t.get(w)) for t in traits]) for t in traits[:1] for w in t}
    for words, values in has.items():
        if np.array_equal(right, ~values):
            return f"it is right, but not when {words}…"
        if np.array_equal(right, values):
            return f"it is right only when {words}…"
    # No border, but a hint: all that is wrong has it, and little of what is right.
    for words, values in has.items():
        most = 2 * sum(~values) >= sum(right) and 2 * sum(~right) >= sum(values)
        if most and all(values[~right]):
            return (
                f"it is right on {sum(right)} of {len(right)} inputs; where it is wrong, {words}…"
            )
    return None


def where(trials):
    """Which entries of the result are right, if it is the same ones in every input."""
    masks = [np.isclose(g, e, rtol=1e-6, atol=1e-12).ravel() for e, g in _pairs(trials)]
    if not masks or not masks[0].any() or not all(np.array_equal(m, masks[0]) for m in masks):
        return None
    fine, off = (" and ".join(str(i + 1) for i in np.flatnonzero(m)) for m in (masks[0], ~masks[0]))
    return off and f"it is right in entry {fine}, and wrong in entry {off}…"


def _after(trials, change):
    """(trial, what is right, what is given) with its arguments changed, but for the last round."""
    exercise, answer = trials[0].exercise, trials[0].answer
    a_round = len(trials) // exercise.rounds  # after which the sizes come again
    for trial, other in zip(trials[:-a_round], trials[a_round:], strict=True):
        if has_a_number(trial.given):
            changed = (trial.named | change(trial.named, other.named)).values()
            yield trial, run(exercise.right, changed), run(answer, changed)


def _depends(trials, changes):
    """The first change of the arguments that moves this result or the right one, and not both."""
    for what, change in changes.items():
        after = list(_after(trials, change))
        right = any(not alike(r, t.expected) for t, r, _ in after)
        this = any(not alike(g, t.given) for t, _, g in after)
        if this != right:
            does = "changes" if this else "stays the same"
            return f"it {does} when {what}, and the right answer does not…"
    return None


def ignores(trials):
    """The argument that does not matter, and should."""
    changes = {
        f"the values of {name} change" if kind.axes else f"{name} changes": (
            lambda old, new, name=name: {name: new[name]}
        )
        for name, kind in trials[0].exercise.arguments.items()
    }
    return _depends(trials, {"nothing else does": lambda old, new: {}} | changes)


def breaks(trials):
    """The rule that the right answer obeys, and this one breaks; or the reverse."""
    kinds = trials[0].exercise.arguments
    along = [name for name in kinds if kinds[name].axes[:1] == "N"]
    logits = [name for name in kinds if kinds[name].logits]
    swaps = {
        f"{a} and {b} are exchanged": lambda old, new, a=a, b=b: {a: old[b], b: old[a]}
        for a, b in itertools.combinations(kinds, 2)
        if kinds[a].axes == kinds[b].axes != ""
    }

    def each(names, change):
        return lambda old, new: {name: change(old[name]) for name in names}

    rules = {
        "the examples come in another order": each(along, lambda a: np.roll(a, 1, 0)),
        "all examples come once more": each(along, lambda a: np.concatenate([a, a])),
        "a constant is added to all logits": each(logits, lambda a: a + 1.5),
    }
    return _depends(trials, swaps | rules)


def enters(trials):
    """Which arguments move the result as they should, by a difference or a factor."""
    as_asked, names = [], list(trials[0].exercise.arguments)
    for name in names:
        after = list(_after(trials, lambda old, new, name=name: {name: new[name]}))
        if after and all(same_shape(t.expected, t.given, r, g) for t, r, g in after):
            sums = [np.allclose(g - t.given, r - t.expected, 1e-6) for t, r, g in after]
            factors = [np.allclose(g / t.given, r / t.expected, 1e-6) for t, r, g in after]
            as_asked += [name] * (all(sums) or all(factors))
    others = [name for name in names if name not in as_asked]
    if as_asked and others:
        return f"the effect of {' and '.join(as_asked)} is right; look at {' and '.join(others)}…"
    return None


def sums(trials):
    """Whether rows or columns have the sum that those of the right answer have."""
    pairs = [(e, g) for e, g in _pairs(trials) if e.ndim]
    for (axis, what), total in itertools.product(((-1, "row"), (0, "column")), (1, 0)):
        asked = pairs and all(np.allclose(e.sum(axis), total) for e, _ in pairs)
        if asked and not all(np.allclose(g.sum(axis), total) for _, g in pairs):
            what = f"each {what} of it" if pairs[0][0].ndim > 1 else "it"
            return f"{what} should sum to {total}, and does not…"
    return None


RULES = (misshapen, truth_values, off_by, inexact, when, where, breaks, sums, enters)
