"""What several rooms sum: the exponentials of a softmax, the surprise of a cross-entropy."""

import numpy as np

LIFT = 63  # e^63 leaves room for a sum in float32, and keeps what is added up out of underflow


def split_exp(z):
    """exp(z) of each row up to one factor, which cancels in every ratio: what a softmax needs.

    z: (..., C) logits. Returns e (..., C); its sum over the row, (..., 1); and that sum without
    the largest, (..., 1), which the first sum would round away.
    """
    k = z.argmax(axis=-1, keepdims=True)
    with np.errstate(over="ignore"):
        e = np.exp(z - np.take_along_axis(z, k, axis=-1) + LIFT)
    others = e.copy()
    np.put_along_axis(others, k, 0, axis=-1)
    others = others.sum(axis=-1, keepdims=True)
    return e, others + np.take_along_axis(e, k, axis=-1), others


def surprise(q, log_p):
    """-q log_p, and 0 where q is: what does not happen costs nothing, whatever p says of it."""
    with np.errstate(invalid="ignore"):
        return np.where(q > 0, -q * log_p, 0)
