"""What becomes of an answer when its input changes, and what should become of it."""

import numpy as np

from utils.exercises.kinds import SIZES
from utils.exercises.running import alike, numbers, run
from utils.exercises.telling import say


def ignored(exercise, answer, trials):
    """An argument that may change while the answer does not, in words; or None."""
    if not any(numbers(t.given, t.expected) for t in trials if not t.right):
        return None
    rounds = 8 if len(exercise.inputs) > 40 else 1
    draws = [exercise.draw(size, seed) for seed, size in enumerate(SIZES[1:5] * rounds)]
    names = [name for name in exercise.arguments if _is_ignored(exercise, answer, name, draws)]
    if all(alike(t.given, trials[0].given) for t in trials):
        return f"it gives {say(trials[0].given)}, whatever the input…"
    if names and len(exercise.arguments) > 1:
        return f"it does not depend on {names[0]}: another {names[0]} gives the same result…"
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
