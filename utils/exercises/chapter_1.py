"""The exercises of notebook 01."""

import math

import numpy as np

from utils.exercises.exercise import Choice, Exercise
from utils.exercises.kinds import CLASSES, LABELS, PROBABILITIES, numbers

P, Y = np.array([0.9, 0.8, 0.3, 0.1]), np.array([1, 1, 0, 0])


def _nll(p, y):
    with np.errstate(all="ignore"):
        return np.nan_to_num(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)), nan=np.inf)


MISTAKES = {  # what each prints, and infinity for nan
    "logits": _nll(np.log(P / (1 - P)), Y),
    "shapes": _nll(P[:, None], Y),
    "log 0": _nll(P.round(), Y),
    "float32": _nll(P.astype(np.float32), Y),
}


def L(p, distress=7):
    """The likelihood of 23 flights."""
    return p**distress * (1 - p) ** (23 - distress)


AREA = np.mean(L(np.linspace(0, 1, 10001)))
CLAIMS = {
    "area": np.isclose(AREA, 1),
    "best": L(7 / 23) > 0.5,
    "outcomes": np.isclose(sum(math.comb(23, k) * L(0.3, k) for k in range(24)), 1),
    "cold": 53 <= 31,  # the coldest flight
}

EXERCISES = {
    "1.1": Exercise(
        arguments={"p": numbers(0.02, 0.98), "y": LABELS},
        answer="""
def forecast_likelihood(p, y):
    return np.prod(np.where(y == 1, p, 1 - p))
""",
        praise="one factor for each flight, and y chooses which.",
        read="(1.1)",
        forms=["np.prod(p**y * (1 - p)**(1 - y))"],
    ),
    "1.2": Exercise(
        arguments={"p": PROBABILITIES, "y": LABELS},
        answer="""
def forecast_nll(p, y):
    return -np.mean(np.log(np.where(y == 1, p, 1 - p)))
""",
        praise="it survives certainty, and 2,000 flights: no 0 times infinity, and no product.",
        read="(1.6)",
        forms=["-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))"],
        ideas={"this is a squared error, which no likelihood stands behind": "np.mean((p - y)**2)"},
        edges={
            "a forecast is certain, and right": (np.array([1.0, 0.0]), np.array([1, 0])),
            "there are 2,000 flights": (np.full(2000, 0.3), np.arange(2000) % 2),
        },
    ),
    "1.3": Exercise(
        arguments={
            "w": numbers(-2, 2, "C"),
            "b": numbers(-2, 2, "C", logits=True),
            "x": numbers(-2, 2),
            "y": CLASSES,
        },
        answer="""
def class_nll(w, b, x, y):
    p = softmax(np.outer(x, w) + b)
    return -np.mean(np.log(p[np.arange(len(y)), y]))
""",
        praise="a row of logits, a row of probabilities, and one of them happened.",
        read="(1.10) and (1.11)",
        ideas={
            "the label is used as a factor; it is an index": (
                "-np.mean(np.sum(y[:, None] * np.log(softmax(np.outer(x, w) + b)), axis=1))"
            ),
            "the largest entry of each row is picked, not the label's": (
                "p[np.arange(len(y)), y] -> p.max(axis=1)"
            ),
            "softmax runs over the examples; each example has a row of its own": (
                "softmax(np.outer(x, w) + b) -> softmax(np.outer(x, w) + b, axis=0)"
            ),
            "the brackets reach too far: x is a factor of w, not of b": "x, w) + b -> x, w + b)",
        },
    ),
    "1.4": Exercise(
        arguments={"x": numbers(-3, 3), "y": LABELS, "candidates": numbers(-3, 3, "P")},
        answer="""
def best_weight(x, y, candidates):
    losses = []
    for w in candidates:
        p = sigmoid(w * x)
        losses.append(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))
    return candidates[np.argmin(losses)]
""",
        praise="to fit is to compare losses, and to keep the parameter of the lowest.",
        read="(1.9)",
        ideas={
            "this is the place of the best candidate; return the candidate itself": (
                "candidates[np.argmin(losses)] -> np.argmin(losses)"
            ),
            "this is the lowest loss; return the candidate that has it": (
                "candidates[np.argmin(losses)] -> np.min(losses)"
            ),
            "the lowest squared error is taken; likelihood is asked for": (
                "-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) -> np.mean((y - p)**2)"
            ),
            "the most accurate candidate is taken; likelihood is asked for": (
                "y * np.log(p) + (1 - y) * np.log(1 - p) -> (p > 0.5) == y"
            ),
        },
    ),
    "1.5": Choice(
        truth=lambda: min(MISTAKES, key=lambda name: abs(MISTAKES[name] - 1.026)),
        praise="(4, 1) against (4,) is 16 numbers, each forecast with the outcome of every other.",
        against={
            "logits": "the logits of these forecasts are 2.197, 1.386, -0.8473 and -2.197, and the "
            "logarithm of a negative number is nan.",
            "log 0": "no forecast is 0 or 1, and 0 times -∞ would print nan.",
            "float32": "float32 changes the last digits, and four factors do not underflow.",
        },
    ),
    "1.6": Choice(
        truth=lambda: next(claim for claim, holds in CLAIMS.items() if holds),
        praise="a likelihood is a probability of the data, for each p another one.",
        against={
            "area": f"it is {AREA:.3g}: over p the likelihoods are no probabilities.",
            "best": f"even the best p gives them {L(7 / 23):.3g}: they are one outcome of 2²³.",
            "cold": "the coldest flight was at 53 °F: what the curve says at 31 is extrapolated.",
        },
    ),
}
