"""Put inputs, results and errors into words: the last layer of a verdict, the telling example."""

import re

import numpy as np

from utils.exercises.running import same_shape

# What an error's text matches, {0} for the name of the answer, and what may have led to it.
HINTS = {
    "only 0-d|only length-1|only size-1": "`math` takes one number; `np` takes arrays",
    "ambiguous": "`if`, `and`, `max` ask one truth value; np.where and np.maximum take arrays",
    r"bitwise_xor|\^": "In Python `^` is no power; write `**`",
    "is not defined": "Was the cell that defines it run?",
    r"(<lambda>|{0})\(\) .* positional": "The exercise gives it {}, in this order",
}


def clarity(trial):
    """Small inputs first, but with two elements or more, and numbers for a result."""
    given = trial.given
    finite = isinstance(given, np.ndarray) and np.all(np.isfinite(given))
    return not finite, min(trial.counts.values(), default=2) < 2, trial.volume


def raised(trial):
    """What an answer raises, and what may have led to it."""
    said, name = error(trial.given), trial.exercise.right.__name__
    hints = (hint for found, hint in HINTS.items() if re.search(found.format(name), said))
    hint = next(hints, given_input(trial)).format(", ".join(trial.exercise.arguments))
    return f"it raises {said}. {hint}"


def error(raised):
    return f"{type(raised).__name__}: {raised}".strip(": ")


def example(trial):
    """The input, what was expected and what was given, to the digits where they differ."""
    given, expected = trial.given, trial.expected
    see = f" See {trial.exercise.read}." if trial.exercise.read else ""
    place = given_input(trial)
    if trial.raised:
        return f"{place} it raises {error(given)}.{see}"
    entry = warned = ""
    if same_shape(given, expected):
        if expected.size > 8:
            off = ~np.isclose(given, expected, rtol=1e-6, atol=0, equal_nan=True)
            index = tuple(int(i) for i in np.argwhere(off)[0]) if off.any() else (0,) * given.ndim
            entry, expected, given = f" at {list(index)}", expected[index], given[index]
        warned = "" if np.all(np.isfinite(given)) else trial.warned
    for digits in range(6, 18):  # the fewest at which they differ
        right, wrong = say(expected, digits), say(given, digits)
        if right != wrong:
            break
    return f"{place}{entry} expected {right}, given {wrong}{warned}.{see}"


def shape(array):
    return f"shape {np.shape(array)}" if np.shape(array) else "one number"


def given_input(trial):
    return f"For {', '.join(f'{n} = {say(v, brief=True)}' for n, v in trial.named.items())}"


def say(value, digits=6, brief=False):
    if callable(value):
        return "a function"
    try:
        array = np.asarray(value)
        array = array if array.dtype == bool else array + 0  # -0. becomes 0.
    except (TypeError, ValueError):
        return repr(value)
    if isinstance(value, bool | int | str | None) or array.dtype.kind == "O":
        return repr(value)
    if brief and array.size > 12:
        return f"an array of shape {array.shape}"
    if array.ndim == 0:
        return f"{float(array):.{digits}g}" if array.dtype.kind == "f" else str(array)
    with np.printoptions(floatmode="maxprec" if digits < 9 else "unique"):
        text = np.array2string(array, precision=4 if brief else digits, separator=", ")
        return text.replace("\n", "")
