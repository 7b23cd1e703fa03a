"""Entropy, cross-entropy, divergence and perplexity against their definitions."""

import numpy as np
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from utils.information import cross_entropy, entropy, kl_divergence, perplexity

WEIGHTS = st.sampled_from([0, 1e-12, 0.5, 1, 3, 1e6])


def distributions(rows):
    weights = arrays.arrays(np.float64, (rows, 2, 5), elements=WEIGHTS)
    return weights.filter(lambda w: w.sum(axis=-1).all()).map(
        lambda w: w / w.sum(axis=-1, keepdims=True)
    )


def true_cross_entropy(q, p):
    terms = np.where(q > 0, -oracle.exact(q) * oracle.log(oracle.exact(p)), 0)
    return terms.sum(axis=-1)


@given(distributions(2))
def test_against_the_definitions(pair):
    q, p = pair
    oracle.assert_close(entropy(q), true_cross_entropy(q, q))
    reachable = ((q == 0) | (p > 0)).all(axis=-1)
    assert (np.isinf(cross_entropy(q, p)) == ~reachable).all()
    assert (np.isinf(kl_divergence(q, p)) == ~reachable).all()
    q, p = q[reachable], p[reachable]
    if len(q):
        oracle.assert_close(cross_entropy(q, p), true_cross_entropy(q, p))
        true = true_cross_entropy(q, p) - true_cross_entropy(q, q)
        np.testing.assert_allclose(kl_divergence(q, p), true.astype(float), rtol=1e-13, atol=1e-15)


@given(distributions(2))
def test_cross_entropy_is_entropy_plus_divergence(pair):
    q, p = pair
    np.testing.assert_allclose(cross_entropy(q, p), entropy(q) + kl_divergence(q, p), atol=1e-14)


@given(distributions(2))
def test_bounds(pair):
    q, p = pair
    assert (entropy(q) >= 0).all()
    assert (entropy(q) <= np.log(5) * (1 + 1e-15)).all()
    assert (kl_divergence(q, p) >= 0).all()
    np.testing.assert_array_equal(kl_divergence(q, q), 0)


@pytest.mark.parametrize("bits", [10, 26, 40])
def test_a_small_divergence_keeps_digits(bits):
    bump = 2.0**-bits  # a power of 2, so that both rows sum to 1 exactly
    p = np.array([0.375, 0.625])
    q = np.add(p, [bump, -bump])
    true = float(true_cross_entropy(q, p) - true_cross_entropy(q, q))
    np.testing.assert_allclose(kl_divergence(q, p), true, rtol=2.0 ** (bits - 50))
    if bits == 40:
        assert abs((q * np.log(q / p)).sum() / true - 1) > 0.5  # the plain formula keeps none


def test_by_hand():
    assert entropy([0.5, 0.25, 0.25]) == 1.5 * np.log(2)
    np.testing.assert_allclose(cross_entropy([0.5, 0.5], [0.25, 0.75]), -np.log(3 / 16) / 2)
    np.testing.assert_allclose(kl_divergence([0.5, 0.5], [0.25, 0.75]), np.log(4 / 3) / 2)
    assert kl_divergence([1, 0], [0.5, 0.5]) == pytest.approx(np.log(2))
    assert perplexity(np.log(4)) == pytest.approx(4)


def test_what_cannot_happen_costs_nothing_and_the_impossible_costs_inf():
    assert entropy([1, 0]) == 0
    assert cross_entropy([1, 0], [1, 0]) == 0
    assert cross_entropy([0.5, 0.5], [1, 0]) == np.inf
    assert kl_divergence([0.5, 0.5], [1, 0]) == np.inf
    np.testing.assert_allclose(kl_divergence([1e-20, 1], [0.5, 0.5]), np.log(2), rtol=1e-15)
    # 0.5 / 1e-320 overflows, its logarithm does not.
    np.testing.assert_allclose(kl_divergence([0.5, 0.5], [1e-320, 1.0]), 367.72, rtol=1e-4)


def test_perplexity():
    np.testing.assert_array_equal(perplexity([0, 710, np.inf]), [1, np.inf, np.inf])
    for classes in (2, 27, 1000):
        np.testing.assert_allclose(perplexity(entropy(np.full(classes, 1 / classes))), classes)
    assert perplexity(np.float32(1)).dtype == np.float32


@pytest.mark.parametrize("shape", [(4,), (3, 4), (2, 3, 4)])
def test_shapes_and_kinds(shape):
    q = np.random.default_rng(0).dirichlet(np.ones(4), size=shape[:-1])
    p = np.random.default_rng(1).dirichlet(np.ones(4), size=shape[:-1])
    for f, args in ((entropy, (q,)), (cross_entropy, (q, p)), (kl_divergence, (q, p))):
        want = f(*args)
        assert want.shape == shape[:-1]
        for change in oracle.KINDS:
            np.testing.assert_array_equal(f(*map(change, args)), want)
        small = f(*(a.astype(np.float32) for a in args))
        assert small.dtype == np.float32
        np.testing.assert_allclose(small, want, rtol=1e-5, atol=1e-6)


def test_float32_keeps_its_promise_for_many_classes_in_any_order_of_memory():
    q = np.asfortranarray(np.full((2, 30_000), 1 / 30_000, dtype=np.float32))
    np.testing.assert_allclose(entropy(q), np.log(30_000), rtol=1e-5)
