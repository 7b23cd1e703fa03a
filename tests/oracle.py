"""The true values, from the definitions, in arithmetic precise enough for e^-745 beside 1.

And what several tests hold against them: logits of every size, arrays of every kind.
"""

import numpy as np
import pytest
from mpmath import mp

mp.dps = 400

# The promise: the largest relative error.
PROMISE = {np.dtype(np.float64): 1e-13, np.dtype(np.float32): 1e-5}


DTYPES = [np.float64, np.float32]
KINDS = [
    np.ndarray.tolist,
    np.asfortranarray,
    lambda a: np.repeat(a, 2, axis=0)[::2],
    lambda a: a[::-1][::-1],
    lambda a: a.astype(a.dtype.newbyteorder(">")),
]


def every_logit(test):
    """Run a test with the dtype, scale, offset and lead that `logits` takes."""
    for name, values in {
        "dtype": DTYPES,
        "scale": [1e-3, 1, 30, 1e4],
        "offset": [0, 1e6],
        "lead": [0, 5, 40, 100],
    }.items():
        test = pytest.mark.parametrize(name, values)(test)
    return test


def logits(classes, dtype, scale, offset, lead):
    """Random rows, and rows of equals: rounding errors of equals all point the same way."""
    z = np.random.default_rng(0).normal(size=(4, classes)) * scale + offset
    z[2:] = offset
    z[:, 1] = np.where(lead, z.max(axis=-1) + lead, z[:, 1])
    return z.astype(dtype)


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


def assert_close(got, true):
    """Raise unless the floats are the true values, to the relative error that is promised.

    A truth beyond the largest float must have come out as that infinity; one below the smallest
    normal float must be right to that float's last digit, for it has no other.
    """
    got, true = np.asarray(got), np.asarray(true, dtype=object)
    assert got.shape == true.shape, f"{got.shape} against {true.shape}"
    limits, promise = np.finfo(got.dtype), PROMISE[got.dtype]
    for g, t in zip(got.flat, true.flat, strict=True):
        if abs(t) > float(limits.max):
            assert g == np.sign(float(mp.sign(t))) * np.inf, f"{g} for {mp.nstr(t, 5)}"
            continue
        assert np.isfinite(g), f"{g} for {mp.nstr(t, 5)}"
        error = abs(mp.mpf(float(g)) - t)
        allowed = promise * abs(t) + 2 * mp.mpf(float(limits.smallest_subnormal))
        assert error <= allowed, f"{g} for {mp.nstr(t, 20)}: error {mp.nstr(error / abs(t), 3)}"
