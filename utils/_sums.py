"""Sums of exponentials that lose nothing, for the rooms that need a softmax or its logarithm."""

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


def log_sum_exp(z):
    """log Σ_j exp(z_j) of each row, in two parts: the largest logit, and what the others add.

    z: (..., C). Returns two arrays of shape (..., 1). Kept apart, because their sum would round
    the second part away.
    """
    e, _, others = split_exp(z)
    return z.max(axis=-1, keepdims=True), np.log1p(others / e.max(axis=-1, keepdims=True))
