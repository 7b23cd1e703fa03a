"""From logits to probabilities, and to their logarithms.

A logit z is any real number; these functions map it to a probability without overflow,
underflow or cancellation: nothing is lost, and the relative error is at most 1e-13 in float64,
1e-5 in float32. Logarithms are natural: log-probabilities are in nats.
"""

import numpy as np

from utils import _checks
from utils._sums import split_exp


def sigmoid(z):
    """Probability of class 1 from one logit: 1 / (1 + exp(-z)).

    z: any shape; infinities are allowed. Returns the same shape.
    Raises ValueError for NaN or an empty array, TypeError where z is not real.
    """
    z = _checks.real_array("z", z)
    t = np.exp(-np.abs(z))  # in [0, 1]: exp(-z) itself would overflow
    return np.where(z >= 0, 1, t) / (1 + t)


def log_sigmoid(z):
    """Log of the sigmoid, in nats: -log(1 + exp(-z)).

    z: any shape; infinities are allowed. Returns the same shape. Raises as `sigmoid` does.
    """
    z = _checks.real_array("z", z)
    return np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))


def softmax(z, axis=-1):
    """Probabilities of C classes from their logits: exp(z_i) / Σ_j exp(z_j) along `axis`.

    z: any shape with at least one axis; -inf is a probability of 0. Returns the same shape.
    Raises ValueError for NaN, +inf, a row of -inf only, or an empty array; TypeError where z is
    not real.

    >>> softmax([1e4, 1e4, -np.inf])
    array([0.5, 0.5, 0. ])
    """
    e, total, _ = split_exp(_classes_last(z, axis))
    return np.moveaxis(e / total, -1, axis)


def log_softmax(z, axis=-1):
    """Log of the softmax, in nats: z_i - log Σ_j exp(z_j) along `axis`.

    z: any shape with at least one axis; -inf stays -inf. Returns the same shape.
    Raises as `softmax` does.

    >>> log_softmax([0.0, 100.0])  # the log of a rounded 1.0 would be 0
    array([-1.00000000e+02, -3.72007598e-44])
    """
    z = _classes_last(z, axis)
    e, _, others = split_exp(z)
    # Two parts, of the largest logit and of the others: their sum would round the second away.
    surplus = np.log1p(others / e.max(axis=-1, keepdims=True))
    with np.errstate(over="ignore"):
        return np.moveaxis((z - z.max(axis=-1, keepdims=True)) - surplus, -1, axis)


def _classes_last(z, axis):
    return _checks.logits("z", np.moveaxis(_checks.as_floats("z", z), axis, -1))
