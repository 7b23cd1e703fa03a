"""Hold a reader's prediction against what happened."""

import numpy as np


def predict(guess, truth):
    """Print how far off a guess is; None, a guess that was not written down, says nothing.

    guess, truth: two numbers, two choices (strings), or two orders (lists).
    """
    if guess is None:
        return
    if isinstance(truth, str | list | tuple):
        same = list(guess) == list(truth) if np.ndim(guess) else guess == truth
        print(f"You predicted it: {truth}." if same else f"You said {guess}; it is {truth}.")
    elif np.isclose(guess, truth, rtol=0.02):
        print(f"You predicted it: {truth:.4g}.")
    elif guess * truth > 0 and not 0.5 < guess / truth < 2:
        times, way = max(guess / truth, truth / guess), "high" if guess > truth else "low"
        print(f"You said {guess:.4g}; it is {truth:.4g}: {times:.2g} times too {way}.")
    else:
        print(f"You said {guess:.4g}; it is {truth:.4g}: off by {abs(guess - truth):.2g}.")
