"""What becomes of an answer when its input changes, and what should become of it."""

import itertools

import numpy as np

from utils.exercises.kinds import SIZES
from utils.exercises.running import alike, numbers, run
from utils.exercises.telling import say


def ignored(exercise, answer, trials):
    """An argument that may change while the answer does not, in words; or None."""
    if not any(numbers(t.given, t.expected) for t in trials if not t.right):
        return None
    rounds = 8 if len(exercise.inputs) > 60 else 1
    draws = [exercise.draw(size, seed) for seed, size in enumerate(SIZES[1:5] * rounds)]
    names = [name for name in exercise.arguments if _is_ignored(exercise, answer, name, draws)]
    if all(alike(t.given, trials[0].given) for t in trials):
        return f"it gives {say(trials[0].given)}, whatever the input…"
    if names and len(exercise.arguments) > 1:
        return f"it does not depend on {names[0]}: another {names[0]} gives the same result…"
    if names and rounds == 1:
        return f"nothing but the size of {names[0]} matters to it…"
    return None


def _is_ignored(exercise, answer, name, draws):
    place, matters = list(exercise.arguments).index(name), False
    for seed, one in enumerate(draws):
        fresh = exercise.draw(SIZES[1 + seed % 4], seed + 50)
        other = (*one[:place], fresh[place], *one[place + 1 :])
        if not alike(run(exercise.right, one), run(exercise.right, other)):
            matters, first = True, run(answer, one)
            known = numbers(first) and np.all(np.isfinite(first))
            if not known or not alike(first, run(answer, other)):
                return False
    return matters


def broken_rule(exercise, answer, trials):
    """A rule that the right answer obeys, and this one does not."""
    for said, change in (
        ("it depends on the order of the examples, and the right answer does not…", _reordered),
        ("it changes if every example occurs twice, and the right answer does not…", _doubled),
        ("a constant added to all logits changes it; it must not…", _shifted),
    ):
        moved = [(t, change(exercise, t.case.arguments)) for t in trials]
        moved = [(t, arguments) for t, arguments in moved if arguments]
        if not all(alike(run(exercise.right, a), t.expected) for t, a in moved):
            if change is _reordered:
                return None  # the order matters here, and two rounds of it say little
        elif not all(alike(run(answer, a), t.given) for t, a in moved):
            return said
    return None


def symmetric(exercise, answer, trials):
    """Two arguments that may change places here, and may not in the right answer."""
    for (i, (one, a)), (j, (other, b)) in itertools.combinations(
        enumerate(exercise.arguments.items()), 2
    ):
        if a.axes and a.axes == b.axes:
            swapped = [list(t.case.arguments) for t in trials]
            for arguments in swapped:
                arguments[i], arguments[j] = arguments[j], arguments[i]
            pairs = list(zip(swapped, trials, strict=True))
            if all(alike(run(answer, s), t.given) for s, t in pairs) and not all(
                alike(run(exercise.right, s), t.expected) for s, t in pairs
            ):
                return (
                    f"{one} and {other} may be exchanged in it; in the right answer they may not…"
                )
    return None


def grows_otherwise(exercise, answer, trials):
    """How the right answer grows with its arguments, where this one grows in another way."""
    first = trials[0].case.arguments
    names = [n for n, a in zip(exercise.arguments, first, strict=True) if _real(a)]
    for doubled in [*([name] for name in names), names]:
        right = _growth(exercise, exercise.right, doubled, trials)
        grown = _growth(exercise, answer, doubled, trials)
        if right and grown and np.isfinite(right) and not np.isclose(right, grown, rtol=1e-3):
            what = " and ".join(doubled)
            return (
                f"with {what} doubled the right answer {_times(right)}; this one {_times(grown)}…"
            )
    return None


def _times(factor):
    if not np.isfinite(factor):
        return "grows by no fixed factor"
    return {1: "stays the same", 2: "doubles"}.get(
        round(factor, 3), f"is {factor:.3g} times as large"
    )


def _real(value):
    return np.asarray(value).dtype.kind == "f"


@np.errstate(all="ignore")
def _growth(exercise, function, doubled, trials):
    """The factor by which all of a result grows on all inputs; nan if none, 0 if no number."""
    ratios = []
    for trial in trials:
        pairs = zip(exercise.arguments, trial.case.arguments, strict=True)
        before = run(function, trial.case.arguments)
        after = run(function, [2 * a if name in doubled else a for name, a in pairs])
        if not numbers(before, after) or before.dtype == bool or not np.all(np.isfinite(after)):
            return 0
        ratios.append(np.ravel(after / before))
    ratios = np.concatenate(ratios)
    return np.mean(ratios) if np.ptp(ratios) < 1e-6 else np.nan


def _along_examples(exercise, arguments, change):
    along = [kind.axes[:1] == "N" for kind in exercise.arguments.values()]
    if not any(along) or exercise.counts(arguments)["N"] < 3:
        return None
    pairs = zip(along, arguments, strict=True)
    return [change(np.asarray(value)) if moves else value for moves, value in pairs]


def _reordered(exercise, arguments):
    return _along_examples(exercise, arguments, lambda a: np.roll(a, 1, axis=0))


def _doubled(exercise, arguments):
    return _along_examples(exercise, arguments, lambda a: np.concatenate([a, a]))


def _shifted(exercise, arguments):
    kinds = exercise.arguments.values()
    pairs = zip(kinds, arguments, strict=True)
    return [value + 1.5 if kind.logits else value for kind, value in pairs]
