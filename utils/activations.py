"""From logits to probabilities, and to their logarithms.

A logit z is any real number; these functions map it to a probability without overflow,
underflow or cancellation. Logarithms are natural: log-probabilities are in nats.
"""

import numpy as np

from utils import _checks

BLOCK = 1 << 14  # elements; a block and the temporaries made from it stay in the cache


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
    return _over_rows(_softmax_of_rows, z, axis)


def log_softmax(z, axis=-1):
    """Log of the softmax, in nats: z_i - log Σ_j exp(z_j) along `axis`.

    z: any shape with at least one axis; -inf stays -inf. Returns the same shape.
    Raises as `softmax` does.

    >>> log_softmax([0.0, 100.0])  # the log of a rounded 1.0 would be 0
    array([-1.00000000e+02, -3.72007598e-44])
    """
    return _over_rows(_log_softmax_of_rows, z, axis)


def _softmax_of_rows(z):
    e, k, others = split_exp(z)
    return e / (others + e[np.arange(len(z)), k])[:, None]


def _log_softmax_of_rows(z):
    top, surplus = log_sum_exp(z)
    with np.errstate(over="ignore"):
        return (z - top[:, None]) - surplus[:, None]


def log_sum_exp(z):
    """log Σ_j exp(z_j) of each row, in two parts: the largest logit, and what the others add.

    z: (N, C). Returns two arrays of shape (N,). Kept apart, because their sum would round the
    second part away.
    """
    rows = np.arange(len(z))
    e, k, others = split_exp(z)
    return z[rows, k], np.log1p(others / e[rows, k])


def split_exp(z):
    """exp(z) of each row up to one factor, which cancels in every ratio: what a softmax needs.

    z: (N, C) logits. Returns e (N, C); k (N,), the place of the largest; and others (N,), the sum
    of all but that one, which a sum with it would round away.
    """
    rows, k = np.arange(len(z)), z.argmax(axis=-1)
    # The 63 keeps small terms out of underflow; 64 might round to 128, whose exp float32 lacks.
    shift = (z[rows, k] - 63)[:, None]
    if z.shape[1] < 64:
        z = np.asfortranarray(z)  # numpy adds many short rows faster when they lie side by side
    with np.errstate(over="ignore", invalid="ignore"):
        d = z - shift
        # error = (z - (d - back)) - (shift + back), back = d - z, is what that rounded off, exactly
        # (Knuth's TwoSum). Worked in place: fresh arrays would cost more time than exp does.
        back = d - z
        error = d - back
        np.subtract(z, error, out=error)
        error -= np.add(back, shift, out=back)
        e = np.exp(d, out=d)
        error *= e
        e += np.fmin(error, e, out=error)  # exp(d + error); fmin: z = -inf has no error but NaN
    largest = e[rows, k]
    e[rows, k] = 0
    others = sum_in_pairs(e)
    e[rows, k] = largest
    return e, k, others


def sum_in_pairs(terms):
    """Sum of each row of an (N, C) array, halves added to halves: its error grows with log C.

    `sum` rounds up to 16 times in a row, and where the terms are alike, in the same direction.
    """
    while half := terms.shape[1] // 2:
        left_over = terms[:, 2 * half :]
        terms = terms[:, :half] + terms[:, half : 2 * half]
        terms[:, : left_over.shape[1]] += left_over
    return terms[:, 0].copy()


def in_blocks(function, out, *arrays):
    """Fill `out` with function(*arrays), a block of rows at a time that fits the cache."""
    largest = max(array.size for array in arrays)
    rows = max(1, BLOCK * len(out) // largest)
    for start in range(0, len(out), rows):
        block = slice(start, start + rows)
        out[block] = function(*(array[block] for array in arrays))
    return out


def _over_rows(function, z, axis):
    z = np.moveaxis(_checks.as_floats("z", z), axis, -1)
    rows = _checks.logits("z", z).reshape(-1, z.shape[-1])
    return np.moveaxis(in_blocks(function, np.empty_like(rows), rows).reshape(z.shape), -1, axis)
