"""From logits to probabilities, and to their logarithms.

A logit z is any real number; these functions map it to a probability without overflow,
underflow or cancellation. Logarithms are natural: log-probabilities are in nats.
"""

import numpy as np

from utils import _checks


def sigmoid(z):
    """Probability of class 1 from one logit: 1 / (1 + exp(-z)).

    z: any shape; infinities are allowed. Returns the same shape.
    Raises ValueError for NaN or an empty array, TypeError where z is not real.

    >>> sigmoid([0.0, 1e4, -1e4])
    array([0.5, 1. , 0. ])
    """
    z = _checks.real_array("z", z)
    t = np.exp(-np.abs(z))  # in [0, 1]: exp(-z) itself would overflow
    return np.where(z >= 0, 1, t) / (1 + t)


def log_sigmoid(z):
    """Log of the sigmoid, in nats: -log(1 + exp(-z)).

    z: any shape; infinities are allowed. Returns the same shape.
    Raises as `sigmoid` does.

    >>> log_sigmoid([0.0, -1e4])
    array([-6.93147181e-01, -1.00000000e+04])
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
    z = _rows(z, axis)
    e = shifted_exp(z, z.max(axis=-1, keepdims=True))
    return np.moveaxis(e / e.sum(axis=-1, keepdims=True), -1, axis)


def log_softmax(z, axis=-1):
    """Log of the softmax, in nats: z_i - log Σ_j exp(z_j) along `axis`.

    z: any shape with at least one axis; -inf stays -inf. Returns the same shape.
    Raises as `softmax` does.

    >>> log_softmax([0.0, 100.0])  # the log of a rounded 1.0 would be 0
    array([-1.00000000e+02, -3.72007598e-44])
    """
    z = _rows(z, axis)
    top, surplus = log_sum_exp(z)
    with np.errstate(over="ignore"):
        return np.moveaxis((z - top) - surplus, -1, axis)


def shifted_exp(z, top):
    """exp(z - top) up to one common factor per row, for finite `top`: what a softmax is made of."""
    shift = top - 64  # cancels in every ratio, and keeps small terms out of underflow
    with np.errstate(over="ignore", invalid="ignore"):
        d = z - shift
        back = d - z
        error = (z - (d - back)) - (shift + back)  # Knuth's TwoSum: d + error is z - shift exactly
        error[d == -np.inf] = 0
    e = np.exp(d)
    return e + e * error


def log_sum_exp(z):
    """log Σ_j exp(z_j) of each row, in two parts: the largest logit, and what the others add.

    z: (..., C). Returns two arrays of shape (..., 1). Kept apart, because their sum would
    round the second part away.
    """
    k = z.argmax(axis=-1, keepdims=True)
    top = np.take_along_axis(z, k, axis=-1)
    e = shifted_exp(z, top)
    largest = np.take_along_axis(e, k, axis=-1)
    np.put_along_axis(e, k, 0, axis=-1)
    return top, np.log1p(e.sum(axis=-1, keepdims=True) / largest)


def _rows(z, axis):
    # Contiguous rows: numpy adds those in pairs, and loses less.
    return _checks.logits("z", np.ascontiguousarray(np.moveaxis(np.asarray(z), axis, -1)))
