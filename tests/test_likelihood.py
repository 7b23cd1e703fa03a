"""Log-likelihoods: the log of a product, right where the product leaves the floats."""

import numpy as np
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from utils.likelihood import bernoulli_log_likelihood, categorical_log_likelihood

PROBABILITIES = st.floats(0, 1) | st.sampled_from([1e-300, 1e-20, 1 - 2.0**-53])
HALVES = np.full((2000, 2), 0.5)

# by hand: the function, p, y, and the product whose logarithm it is
BY_HAND = [
    (bernoulli_log_likelihood, [0.5, 0.25, 0.25], [1, 0, 1], 0.09375),
    (bernoulli_log_likelihood, [1, 0], [1, 0], 1),
    (bernoulli_log_likelihood, [1, 0.5], [0, 0], 0),
    (bernoulli_log_likelihood, [0, 0.5], [1, 0], 0),
    (categorical_log_likelihood, [[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]], [1, 2], 0.1875),
    (categorical_log_likelihood, [[1, 0]], [0], 1),
    (categorical_log_likelihood, [[1, 0]], [1], 0),
]


@pytest.mark.parametrize(("f", "p", "y", "product"), BY_HAND)
@pytest.mark.parametrize("kind", [int, float, np.uint8])
def test_the_log_of_the_product(f, p, y, product, kind):
    with np.errstate(divide="ignore"):
        want = np.log(product)
    np.testing.assert_allclose(f(p, np.array(y, dtype=kind)), want, rtol=1e-15)
    p = np.repeat(np.array(p, dtype=np.float32), 2, axis=0)[::2]
    p.flags.writeable = False
    assert f(p, y).dtype == np.float32
    np.testing.assert_allclose(f(p, y), want, rtol=1e-6)


@given(st.lists(st.tuples(PROBABILITIES, st.integers(0, 1)), min_size=1, max_size=8))
def test_bernoulli_keeps_its_digits(pairs):
    p, y = map(np.array, zip(*pairs, strict=True))
    happened = [v if label else 1 - v for v, label in zip(oracle.exact(p), y, strict=True)]
    true = mp.fprod(happened)
    if true == 0:
        assert bernoulli_log_likelihood(p, y) == -np.inf
    else:
        oracle.assert_close(bernoulli_log_likelihood(p, y), mp.log(true))


@given(st.lists(st.tuples(PROBABILITIES, st.integers(0, 1)), min_size=1, max_size=8))
def test_bernoulli_is_the_categorical_of_two(pairs):
    p, y = map(np.array, zip(*pairs, strict=True))
    two = np.stack([1 - p, p], axis=-1)
    if ((p == 0) | (p > 1e-3)).all():  # 1 - p rounds what log1p(-p) keeps
        np.testing.assert_allclose(
            bernoulli_log_likelihood(p, y), categorical_log_likelihood(two, y), atol=1e-15
        )


def test_the_log_survives_where_the_product_underflows():
    y = np.ones(2000, dtype=bool)
    for f, p in ((bernoulli_log_likelihood, HALVES[:, 0]), (categorical_log_likelihood, HALVES)):
        np.testing.assert_allclose(f(p, y), -2000 * np.log(2), rtol=1e-15)
    assert bernoulli_log_likelihood([1e-20], [0]) == -1e-20
