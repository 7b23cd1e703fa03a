"""The true values, from the definitions, in arithmetic precise enough for e^-745 beside 1."""

import numpy as np
from mpmath import mp

mp.dps = 400

# The promise, in units in the last place; twice that is allowed for other processors' exp and log.
ULPS = {np.float64: 2 * 4, np.float32: 2 * 6}


def exact(values):
    """The floats as mpmath numbers, unrounded: an object array."""
    return np.vectorize(lambda v: mp.mpf(float(v)), otypes=[object])(values)


exp = np.vectorize(mp.exp, otypes=[object])
log = np.vectorize(lambda v: mp.log(v) if v > 0 else mp.ninf, otypes=[object])


def sigmoid(z):
    return 1 / (1 + exp(-exact(z)))


def softmax(z):
    e = exp(exact(z))
    return e / e.sum(axis=-1, keepdims=True)


def log_softmax(z):
    z = exact(z)
    return z - log(exp(z).sum(axis=-1, keepdims=True))


def cross_entropy(z, y):
    return -log_softmax(z)[np.arange(len(y)), y]


def cross_entropy_grad(z, y):
    gradient = softmax(z)
    gradient[np.arange(len(y)), y] -= 1
    return gradient


def ulps(got, true):
    """The largest distance between floats and true values, in units in the last place of the truth.

    A truth beyond the largest float must have come out as that infinity, one that no digit
    of the format can hold as 0: then the distance is 0.
    """
    got, true = np.asarray(got), np.asarray(true, dtype=object)
    assert got.shape == true.shape, f"{got.shape} against {true.shape}"
    limits = np.finfo(got.dtype)
    worst = 0.0
    for g, t in zip(got.flat, true.flat, strict=True):
        if abs(t) > float(limits.max):
            assert g == np.sign(float(mp.sign(t))) * np.inf, f"{g} for {mp.nstr(t, 5)}"
            continue
        assert np.isfinite(g), f"{g} for {mp.nstr(t, 5)}"
        unit = np.spacing(np.abs(got.dtype.type(float(t))))
        worst = max(worst, float(abs(mp.mpf(float(g)) - t) / mp.mpf(float(unit))))
    return worst
