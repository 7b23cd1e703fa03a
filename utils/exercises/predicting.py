"""Hold a reader's prediction against what happened."""

import numbers

import numpy as np


def predict(guess, truth):
    """Print how far off a guess is; None, a guess that was not written down, says nothing.

    guess, truth: two numbers, two choices (strings or True and False), or two orders (lists).
    A number within 2 % of the truth is taken as predicted; a guess of another kind is told so.
    """
    if guess is not None:
        print(_verdict(_plain(guess), _plain(truth)))


def _plain(value):
    """A value as Python's own number, text or list."""
    value = value.tolist() if hasattr(value, "tolist") else value
    value = list(value) if isinstance(value, tuple) else value
    return value.strip() if isinstance(value, str) else value


def _verdict(guess, truth):
    if isinstance(truth, list):
        said = ", ".join(map(str, truth))
        if not isinstance(guess, list) or len(guess) != len(truth):
            return f"The answer is a list of {len(truth)}: {said}."
        places = sum(a == b for a, b in zip(guess, truth, strict=True))
        of = f"{places} of {len(truth)} are in their place; it is {said}."
        return f"You predicted it: {said}." if places == len(truth) else of
    if isinstance(truth, bool | str):
        same = guess == truth or str(guess).casefold() == str(truth).casefold()
        return f"You predicted it: {truth}." if same else f"You said {guess}; it is {truth}."
    if isinstance(guess, bool) or not isinstance(guess, numbers.Real):
        return f"The answer is a number, {truth:.4g}; your guess was {guess!r}."
    said, true = f"{guess:.4g}", f"{truth:.4g}"
    if guess == truth or np.isclose(guess, truth, rtol=0.02001, atol=0):
        return f"You predicted it: {true}." + (f" You said {said}." if said != true else "")
    return f"You said {said}; it is {true}{_how_far(guess, truth)}."


def _how_far(guess, truth):
    if not np.isfinite([guess, truth]).all():
        return ""
    if guess * truth < 0:
        return ": the sign is the other one"
    if guess * truth > 0 and not 2 / 3 < guess / truth < 1.5:
        times, way = max(guess / truth, truth / guess), "large" if guess / truth > 1 else "small"
        return f": {times:.2g} times too {way}"
    return f": off by {abs(guess - truth):.2g}"
