"""What no list of mistakes foresees, described by how it behaves: the most telling rule first."""

import itertools

import numpy as np

from utils.exercises.kinds import SIZES
from utils.exercises.mistakes import examples
from utils.exercises.running import alike, run


def describe(exercise, answer, trials):
    """One sentence on what the answer does on the inputs tried, or None."""
    numbers = [_factor, _difference, _signs, _rounded, _clipped]
    rules = [*numbers, _when, _where, _breaks, _even]
    trials = [trial for trial in trials if not trial.case.edge]
    return next(filter(None, (rule(exercise, answer, trials) for rule in rules)), None)


def _pairs(trials):
    """(expected, given) of the trials whose result has the right shape."""
    return [
        (t.expected.astype(float), t.given.astype(float))
        for t in trials
        if isinstance(t.given, np.ndarray)
        and isinstance(t.expected, np.ndarray)
        and t.given.shape == t.expected.shape
        and t.given.size
    ]


def ignored(exercise, answer):
    """An argument that may change while the answer does not."""
    for place, name in enumerate(exercise.arguments):
        moved = 0
        for seed, size in enumerate(SIZES[1:5]):
            one, other = exercise.draw(size, seed), exercise.draw(size, seed + 50)
            other = (*one[:place], other[place], *one[place + 1 :])
            if not alike(run(exercise.right, one), run(exercise.right, other)):
                moved += 1
                first = run(answer, one)
                if not isinstance(first, np.ndarray) or not np.all(np.isfinite(first)):
                    break
                if not alike(first, run(answer, other)):
                    break
        else:
            if moved:
                return f"it does not depend on {name}: another {name} gives the same result"
    return None


def _quantities(trials, names):
    """What a factor may be called, with its value in every trial."""
    found = {
        "2": 2,
        "4": 4,
        "log 2": np.log(2),
        "log 10": np.log(10),
        "π": np.pi,
        "1": 1,
        "e": np.e,
        "1/2": 0.5,
    }
    found = {words: [value] * len(trials) for words, value in found.items()}
    N = np.array([float(examples(t.case.arguments)) for t in trials])
    # N - 1 is 0 for one example; what is divided by it is not asked for there.
    with np.errstate(all="ignore"):
        found |= {"N / (N - 1)": N / (N - 1), "√(N / (N - 1))": np.sqrt(N / (N - 1))}
    found |= {"N": N, "√N": np.sqrt(N), "N - 1": N - 1, "N + 1": N + 1, "2 N": 2 * N}
    found |= {"N²": N**2, "N / 2": N / 2}
    for axis, what in (("C", "C"), ("P", "P")):
        if all(t.case.size for t in trials):
            number = np.array([float(getattr(t.case.size, axis)) for t in trials])
            found |= {
                what: number,
                f"N {what}": N * number,
                f"N / {what}": N / number,
                f"{what} / 2": number / 2,
            }
            found |= {f"{what} - 1": number - 1}
    for place, name in enumerate(names):
        values = [t.case.arguments[place] for t in trials]
        if all(isinstance(value, int | float) for value in values):
            value = np.array(values, dtype=float)
            found |= {name: value, f"1 - {name}": 1 - value, f"{name}²": value**2}
            found |= {
                f"2 {name}": 2 * value,
                f"1 + {name}": 1 + value,
                f"√{name}": abs(value) ** 0.5,
            }
        elif all(np.ndim(value) == 1 and np.asarray(value).dtype.kind in "fi" for value in values):
            found[f"the sum of {name}"] = np.array([np.sum(value) for value in values])
            found[f"the mean of {name}"] = np.array([np.mean(value) for value in values])
    return found


def _lost(trial):
    """Whether nothing is left of the result of one example, as after a division by N - 1."""
    number = isinstance(trial.given, np.ndarray) and np.any(np.isfinite(trial.given))
    return not number and trial.case.size and trial.case.size.N == 1


def _same(values):
    values = np.asarray(values, dtype=float)
    return np.all(np.isfinite(values)) and np.ptp(values) <= 1e-6 * np.max(np.abs(values))


def _factor(exercise, answer, trials):
    trials = [t for t in trials if not _lost(t)] if len(trials) > 3 else trials
    pairs = _pairs(trials)
    if len(pairs) < len(trials) or not pairs:
        return None
    factors = []
    for expected, given in pairs:
        used = np.isfinite(expected) & np.isfinite(given) & (expected != 0)
        ratio = given[used] / expected[used]
        if not used.any() or not _same(ratio) or np.any(given[expected == 0] != 0):
            return None
        factors.append(float(np.mean(ratio)))
    if not np.all(factors):
        return None
    for words, values in _quantities(trials, exercise.arguments).items():
        with np.errstate(all="ignore"):
            if np.allclose(factors, values, rtol=1e-6, atol=0):
                return f"on every input it is {words} times the right answer"
            if np.allclose(factors, 1 / np.asarray(values), rtol=1e-6, atol=0):
                return f"on every input it is the right answer divided by {words}"
    if _same(factors):
        return f"on every input it is {factors[0]:.4g} times the right answer"
    return None


def _difference(exercise, answer, trials):
    pairs = _pairs(trials)
    if len(pairs) < len(trials):
        return None
    parts = [given - expected for expected, given in pairs]
    if not all(np.all(np.isfinite(part)) and np.ptp(part) < 1e-9 for part in parts):
        return None
    steps = [float(np.mean(part)) for part in parts]
    for words, values in _quantities(trials, exercise.arguments).items():
        for sign, said in ((1, "too large"), (-1, "too small")):
            with np.errstate(all="ignore"):
                for name, value in ((words, values), (f"log {words}", np.log(values))):
                    if np.allclose(steps, sign * np.asarray(value), rtol=1e-6, atol=1e-12):
                        return f"on every input it is {said} by {name}"
    if np.ptp(steps) < 1e-9:
        way = "large" if steps[0] > 0 else "small"
        return f"on every input it is too {way} by {abs(steps[0]):.4g}"
    return None


def _signs(exercise, answer, trials):
    pairs = _pairs(trials)
    if len(pairs) == len(trials) and all(alike(abs(e), abs(g)) for e, g in pairs):
        return "the sizes are right, but not all signs"
    return None


def _rounded(exercise, answer, trials):
    pairs = _pairs(trials)
    if len(pairs) == len(trials):
        for digits in range(7):
            if all(np.allclose(g, np.round(e, digits), rtol=1e-12, atol=0) for e, g in pairs):
                return f"it is rounded to {digits} decimals; return what you found"
        if all(np.array_equal(g, np.trunc(e)) for e, g in pairs):
            return "it is cut to whole numbers: an array of integers holds no fractions"
    return None


def _clipped(exercise, answer, trials):
    pairs = [p for p in _pairs(trials) if np.all(np.isfinite(p[1]))]
    if len(pairs) < len(trials):
        return None
    expected = np.concatenate([e.ravel() for e, _ in pairs])
    given = np.concatenate([g.ravel() for _, g in pairs])
    off = ~np.isclose(given, expected, rtol=1e-6, atol=1e-12)
    if off.sum() > 1 and not off.all() and np.ptp(given[off]) == 0:
        end = float(given[off][0])
        if np.all(expected[off] > end) and np.all(given <= end):
            return f"it never exceeds {end:.4g}, where the right answer does"
        if np.all(expected[off] < end) and np.all(given >= end):
            return f"it never falls below {end:.4g}, where the right answer does"
    return None


def _traits(exercise, case):
    """What may be said of an input: words that follow "when", and whether it is so."""
    said = {}
    size, axes = case.size, "".join(kind.axes for kind in exercise.arguments.values())
    if size:
        if "N" in axes:
            said["there is more than one example"] = size.N > 1
            said["there are more than two examples"] = size.N > 2
        if "C" in axes:
            said["there are more than two classes"] = size.C > 2
        if "P" in axes:
            said["there is more than one row"] = size.P > 1
        tables = [k.axes for k in exercise.arguments.values() if len(k.axes) == 2]
        for table in tables[:1]:
            rows, columns = (getattr(size, axis) for axis in table)
            said["the table is not square"] = rows != columns
            said["there are fewer rows than columns"] = rows < columns
            said["there are fewer columns than rows"] = columns < rows
    for (name, kind), value in zip(exercise.arguments.items(), case.arguments, strict=True):
        said |= {words: bool(test(value)) for words, test in kind.traits.items()}
        if isinstance(value, str) or callable(value):
            continue
        try:
            values = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            continue
        if values.ndim and kind.axes not in ("N", "P", "C", "NC", "PC"):
            said[f"{name} has more than one entry"] = values.size > 1
        if values.size:
            one = values.size == 1
            said[f"{name} {'is' if not values.ndim else 'holds something'} negative"] = np.any(
                values < 0
            )
            said[f"{name} is above 1" if not values.ndim else f"an entry of {name} is above 1"] = (
                np.any(values > 1)
            )
            said[f"the sum of {name} is negative"] = not one and np.sum(values) < 0
            said[f"{name} is not sorted"] = values.ndim == 1 and np.any(np.diff(values) < 0)
    return {words: bool(value) for words, value in said.items()}


def _when(exercise, answer, trials):
    """What the inputs on which it is right have in common."""
    right = [trial.right for trial in trials]
    if not any(right) or all(right):
        return None
    traits = [_traits(exercise, trial.case) for trial in trials]
    names = [words for words in traits[0] if all(words in each for each in traits)]
    for words in names:
        if all(ok != each[words] for ok, each in zip(right, traits, strict=True)):
            return f"it is right, but not when {words}"
    for words in names:
        if all(ok == each[words] for ok, each in zip(right, traits, strict=True)):
            return f"it is right only when {words}"
    for words in names:  # not a border, but a hint: everything wrong has it, and some right, too
        wrong = [each[words] for ok, each in zip(right, traits, strict=True) if not ok]
        free = [ok for ok, each in zip(right, traits, strict=True) if not each[words]]
        if all(wrong) and free and sum(free) * 2 >= sum(right):
            return f"it is right on {sum(right)} of {len(right)} inputs; wrong only when {words}"
    return None


def _where(exercise, answer, trials):
    """Which entries of the result are right, if the same ones are in every input."""
    masks = [np.isclose(g, e, rtol=1e-6, atol=1e-12) for e, g in _pairs(trials) if e.size > 1]
    if not masks or not any(mask.any() for mask in masks):
        return None
    if all(mask.ndim == 1 for mask in masks):
        if all(mask[:1].all() and not mask[1:].any() for mask in masks):
            return "only the first entry is right"
        if all(mask[-1:].all() and not mask[:-1].any() for mask in masks):
            return "only the last entry is right"
        if all(mask[1:].all() for mask in masks):
            return "all entries but the first are right"
        if all(mask[:-1].all() for mask in masks):
            return "all entries but the last are right"
    if all(mask.ndim == 2 for mask in masks):
        for axis, what in ((1, "rows"), (0, "columns")):
            if all((mask.all(axis) | ~mask.any(axis)).all() for mask in masks):
                return f"some {what} are right, the others are not"
    share = np.mean(np.concatenate([mask.ravel() for mask in masks]))
    if share > 0.2 and share < 1:
        return f"of the entries of the result {100 * share:.0f} % are right"
    return None


def _even(exercise, answer, trials):
    """Whether all entries are off in the same way, though by no quantity that has a name."""
    pairs = _pairs(trials)
    if not all(e.size > 1 for e, _ in pairs[1:]) or len(pairs) < len(trials) or len(pairs) < 2:
        return None
    with np.errstate(all="ignore"):
        if all(_same(g[e != 0] / e[e != 0]) for e, g in pairs if np.any(e)):
            return "all entries are off by one factor, another for each input"
        if all(np.ptp(g - e) < 1e-9 for e, g in pairs):
            return "all entries are off by one difference, another for each input"
    return None


def _breaks(exercise, answer, trials):
    """A rule that the right answer obeys, and this one does not."""
    for said, change in (
        ("it depends on the order of the examples, and the right answer does not", _reordered),
        ("it changes if every example occurs twice, and the right answer does not", _doubled),
        ("a constant added to all logits changes it; it must not", _shifted),
    ):
        moved = [(t, change(exercise, t.case)) for t in trials if t.case.size]
        moved = [(t, arguments) for t, arguments in moved if arguments is not None]
        kept = all(alike(run(exercise.right, a), t.expected) for t, a in moved)
        if change is _reordered and not kept:
            break  # the order matters here, and two rounds of it say little
        if moved and kept and not all(alike(run(answer, a), t.given) for t, a in moved):
            return said
    pairs = [(e, g) for e, g in _pairs(trials) if e.ndim]
    for (axis, what), total in itertools.product(((-1, "row"), (0, "column")), (1, 0)):
        asked = pairs and all(np.allclose(e.sum(axis), total) for e, _ in pairs)
        if asked and not all(np.allclose(g.sum(axis), total) for _, g in pairs):
            if pairs[0][0].ndim == 1:
                return f"the result should sum to {total}; here it does not"
            return f"each {what} should sum to {total}; here they do not"
    return None


def _along_examples(exercise, case, change):
    along = [kind.axes[:1] == "N" for kind in exercise.arguments.values()]
    if not any(along) or case.size.N < 3:
        return None
    pairs = zip(along, case.arguments, strict=True)
    return tuple(change(np.asarray(value)) if moves else value for moves, value in pairs)


def _reordered(exercise, case):
    return _along_examples(exercise, case, lambda a: np.roll(a, 1, axis=0))


def _doubled(exercise, case):
    return _along_examples(exercise, case, lambda a: np.concatenate([a, a]))


def _shifted(exercise, case):
    kinds = list(exercise.arguments.values())
    if not any(kind.logits for kind in kinds):
        return None
    pairs = zip(kinds, case.arguments, strict=True)
    return tuple(value + 1.5 if kind.logits else value for kind, value in pairs)
