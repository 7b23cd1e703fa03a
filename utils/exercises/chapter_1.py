"""The exercises of notebook 01."""

import math

import numpy as np

from utils.activations import sigmoid, softmax
from utils.exercises.exercise import exercise
from utils.exercises.kinds import CLASSES, LABELS, PROBABILITIES, ROW_OF_LOGITS, numbers


def L(p, distress=7):
    """The likelihood of 23 flights."""
    return p**distress * (1 - p) ** (23 - distress)


AREA, BEST = np.mean(L(np.linspace(0, 1, 10001))), L(7 / 23)


@exercise("1.1", read="(1.1)")
def forecast_likelihood(p: numbers(0.02, 0.98), y: LABELS):
    """one factor for each flight, and y chooses which.
    np.prod(p**y * (1 - p)**(1 - y))
    """
    return np.prod(np.where(y == 1, p, 1 - p))


@exercise("1.2", read="(1.6)")
def forecast_nll(p: PROBABILITIES, y: LABELS):
    """it survives certainty, and 2,000 flights: no 0 times infinity, and no product.
    -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    [1.0, 0], [1, 0] : when a forecast is certain, and right
    np.full(2000, 0.3), np.arange(2000) % 2 : when there are 2,000 flights
    """
    return -np.mean(np.log(np.where(y == 1, p, 1 - p)))


@exercise("1.3", read="(1.10) and (1.11)")
def class_nll(w: numbers(-2, 2, "C"), b: ROW_OF_LOGITS, x: numbers(-2, 2), y: CLASSES):
    """a row of logits, a row of probabilities, and one of them happened.
    + b) -> + b, axis=0) : softmax runs over the examples; each example has a row of its own
    """
    p = softmax(np.outer(x, w) + b)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


@exercise("1.4", read="(1.9)", rounds=9)
def best_weight(x: numbers(-3, 3), y: LABELS, candidates: numbers(-3, 3, "P")):
    """to fit is to compare losses, and to keep the parameter of the lowest.
    candidates[np.argmin(losses)] -> np.argmin(losses) : this is the index; return the candidate
    candidates[np.argmin(losses)] -> min(losses) : this is the lowest loss; return its candidate
    y * np.log(p) + (1 - y) * np.log(1 - p) -> (p > 0.5) == y : accuracy decides, not likelihood
    """
    losses = []
    for w in candidates:
        p = sigmoid(w * x)
        losses.append(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))
    return candidates[np.argmin(losses)]


@exercise("1.5")
def mistake_that_prints_1026():
    """(4, 1) against (4,) is 16 numbers, each forecast with every outcome.
    "logits" : the logits of these forecasts are 2.197, 1.386, -0.8473 and -2.197, and the logarithm
        of a negative number is nan.
    "log 0" : no forecast is 0 or 1, and 0 times -∞ would print nan.
    "float32" : float32 changes the last digits, and four factors do not underflow.
    """
    p, y = np.array([0.9, 0.8, 0.3, 0.1]), np.array([1, 1, 0, 0])
    used = {"logits": np.log(p / (1 - p)), "shapes": p[:, None], "log 0": p.round()}
    used["float32"] = p.astype(np.float32)
    with np.errstate(all="ignore"):
        loss = {name: -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) for name, p in used.items()}
    return next(name for name in loss if round(loss[name], 3) == 1.026)


@exercise("1.6")
def true_sentence():
    """a likelihood is a probability of the data, for each p another one.
    "area" : it is {AREA:.3g}: over p the likelihoods are no probabilities.
    "best" : even the best p gives them {BEST:.3g}: they are one outcome of 2²³.
    "cold" : the coldest flight was at 53 °F: what the curve says at 31 is extrapolated.
    """
    total = sum(math.comb(23, k) * L(0.3, k) for k in range(24))
    holds = {"area": np.isclose(AREA, 1), "best": BEST > 0.5, "outcomes": np.isclose(total, 1)}
    return max(holds, key=holds.get)
