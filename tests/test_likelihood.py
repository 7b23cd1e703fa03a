"""Likelihoods and their logarithms: the products, and what happens where they leave the floats."""

import numpy as np
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from utils.likelihood import (
    bernoulli_likelihood,
    bernoulli_log_likelihood,
    categorical_likelihood,
    categorical_log_likelihood,
)

PROBABILITIES = st.floats(0, 1) | st.sampled_from([1e-300, 1e-20, 1 - 2.0**-53])


def test_three_tosses_by_hand():
    p, y = [0.5, 0.25, 0.25], [1, 0, 1]
    assert bernoulli_likelihood(p, y) == 0.5 * 0.75 * 0.25
    np.testing.assert_allclose(bernoulli_log_likelihood(p, y), np.log(0.09375), rtol=1e-15)


def test_two_labels_by_hand():
    p = [[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]]
    assert categorical_likelihood(p, [1, 2]) == 0.25 * 0.75
    np.testing.assert_allclose(categorical_log_likelihood(p, [1, 2]), np.log(0.1875), rtol=1e-15)


@given(st.lists(st.tuples(PROBABILITIES, st.integers(0, 1)), min_size=1, max_size=8))
def test_bernoulli_is_the_product_and_its_log(pairs):
    p, y = map(np.array, zip(*pairs, strict=True))
    happened = [v if label else 1 - v for v, label in zip(oracle.exact(p), y, strict=True)]
    true = mp.fprod(happened)
    np.testing.assert_allclose(bernoulli_likelihood(p, y), float(true), rtol=2e-15, atol=1e-321)
    if true == 0:
        assert bernoulli_log_likelihood(p, y) == -np.inf
    else:
        assert oracle.ulps(bernoulli_log_likelihood(p, y), mp.log(true)) <= 8


@given(st.lists(st.tuples(PROBABILITIES, st.integers(0, 1)), min_size=1, max_size=8))
def test_bernoulli_is_the_categorical_of_two(pairs):
    p, y = map(np.array, zip(*pairs, strict=True))
    two = np.stack([1 - p, p], axis=-1)
    np.testing.assert_allclose(bernoulli_likelihood(p, y), categorical_likelihood(two, y))
    if ((p == 0) | (p > 1e-3)).all():  # 1 - p rounds what log1p(-p) keeps
        np.testing.assert_allclose(
            bernoulli_log_likelihood(p, y), categorical_log_likelihood(two, y), atol=1e-15
        )


def test_the_log_survives_where_the_product_underflows():
    p, y = np.full(2000, 0.5), np.ones(2000, dtype=int)
    assert bernoulli_likelihood(p, y) == 0
    np.testing.assert_allclose(bernoulli_log_likelihood(p, y), -2000 * np.log(2), rtol=1e-15)
    two = np.full((2000, 2), 0.5)
    assert categorical_likelihood(two, y) == 0
    np.testing.assert_allclose(categorical_log_likelihood(two, y), -2000 * np.log(2), rtol=1e-15)


def test_certainty_and_impossibility():
    assert bernoulli_log_likelihood([1, 0], [1, 0]) == 0
    assert bernoulli_log_likelihood([1, 0.5], [0, 0]) == -np.inf
    assert bernoulli_log_likelihood([0, 0.5], [1, 0]) == -np.inf
    assert bernoulli_log_likelihood([1e-20], [0]) == -1e-20
    assert categorical_log_likelihood([[1, 0]], [0]) == 0
    assert categorical_log_likelihood([[1, 0]], [1]) == -np.inf
    assert bernoulli_likelihood([0], [1]) == categorical_likelihood([[1, 0]], [1]) == 0


@pytest.mark.parametrize("dtype", [int, bool, np.uint8, float])
def test_every_kind_of_label(dtype):
    y = np.array([1, 0], dtype=dtype)
    assert bernoulli_likelihood([0.5, 0.25], y) == 0.375
    assert bernoulli_log_likelihood([0.5, 0.5], y.tolist()) == -2 * np.log(2)
    assert categorical_likelihood([[0.5, 0.5], [0.25, 0.75]], y) == 0.125


def test_float32_stays_float32():
    p = np.array([0.5, 0.25], dtype=np.float32)
    assert bernoulli_likelihood(p, [1, 1]).dtype == np.float32
    assert bernoulli_log_likelihood(p, [1, 1]).dtype == np.float32
    two = np.stack([1 - p, p], axis=-1)
    assert categorical_likelihood(two, [1, 1]).dtype == np.float32
    assert categorical_log_likelihood(two, [1, 1]).dtype == np.float32


def test_a_read_only_strided_array_is_read_only():
    p = np.linspace(0.1, 0.9, 8)[::2]
    p.flags.writeable = False
    np.testing.assert_allclose(bernoulli_likelihood(p, [1] * 4), np.prod(p.tolist()))
