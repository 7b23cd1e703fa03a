"""Sigmoid and softmax, and their logarithms, against arithmetic with 400 digits."""

import numpy as np
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from utils.activations import log_sigmoid, log_softmax, sigmoid, softmax

ELEMENTWISE = [sigmoid, log_sigmoid]
ROWWISE = [softmax, log_softmax]
EVERY = ELEMENTWISE + ROWWISE


@oracle.every_logit
def test_softmax_and_its_log_keep_their_digits(dtype, scale, offset, lead):
    for classes in (2, 11, 70):
        z = oracle.logits(classes, dtype, scale, offset, lead)
        oracle.assert_close(softmax(z), oracle.softmax(z))
        oracle.assert_close(log_softmax(z), oracle.log_softmax(z))


@pytest.mark.parametrize("dtype", oracle.DTYPES)
@pytest.mark.parametrize("scale", [1e-10, 1e-3, 1, 30, 700, 1e4, 1e300])
def test_sigmoid_and_its_log_keep_their_digits(dtype, scale):
    scale = min(scale, float(np.finfo(dtype).max) / 4)
    z = np.random.default_rng(0).uniform(-scale, scale, size=100).astype(dtype)
    true = oracle.sigmoid(np.clip(z, -1e5, 1e5))  # beyond, the sigmoid is 0 or 1 to any digit
    oracle.assert_close(sigmoid(z), true)
    if scale <= 1e4:
        oracle.assert_close(log_sigmoid(z), oracle.log(true))
    else:
        np.testing.assert_array_equal(log_sigmoid(z), np.minimum(z, 0))


def test_what_underflows_term_by_term_still_adds_up():
    z = np.full((1, 2001), -750.0)  # exp(-750) is no float, 2000 times exp(-750) is one
    z[0, 7] = 0
    oracle.assert_close(log_softmax(z), oracle.log_softmax(z))
    assert log_softmax(z)[0, 7] < 0


@pytest.mark.parametrize("value", [0.0, 1e16, -1e16, 1e300, -1e300])
def test_equal_logits_are_equally_likely_however_large(value):
    np.testing.assert_array_equal(softmax(np.full(4, value)), 0.25)
    np.testing.assert_allclose(log_softmax(np.full(3, value)), -np.log(3), rtol=1e-15)


@pytest.mark.parametrize("power", range(20, 128))
def test_the_largest_logit_of_float32_may_be_any(power):
    largest = np.nextafter(np.float32(2**power), np.float32(np.inf))
    np.testing.assert_array_equal(softmax(np.stack([largest, np.float32(0)])), [1, 0])


def test_infinities():
    np.testing.assert_array_equal(sigmoid([-np.inf, np.inf]), [0, 1])
    np.testing.assert_array_equal(log_sigmoid([-np.inf, np.inf]), [-np.inf, 0])
    np.testing.assert_array_equal(softmax([-np.inf, 5, -np.inf]), [0, 1, 0])
    np.testing.assert_array_equal(log_softmax([-np.inf, 5, -np.inf]), [-np.inf, 0, -np.inf])
    # The difference of the first two overflows; the probability is 0 to any digit.
    np.testing.assert_array_equal(softmax([1.7e308, -1.7e308, -np.inf]), [1, 0, 0])
    np.testing.assert_array_equal(log_softmax([1.7e308, -1.7e308]), [0, -np.inf])


@pytest.mark.parametrize("f", ELEMENTWISE)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4)])
def test_elementwise_shapes(f, shape):
    z = np.linspace(-2, 3, int(np.prod(shape))).reshape(shape)
    got = f(z)
    assert got.shape == shape
    np.testing.assert_array_equal(got, np.vectorize(f, otypes=[float])(z))


@pytest.mark.parametrize("f", ROWWISE)
@pytest.mark.parametrize("axis", [-3, -1, 0, 1, 2])
def test_axis(f, axis):
    z = np.random.default_rng(0).normal(size=(3, 70, 5))
    got = f(z, axis=axis)
    assert got.shape == z.shape
    np.testing.assert_array_equal(got, np.apply_along_axis(f, axis, z))
    probabilities = got if f is softmax else np.exp(got)
    np.testing.assert_allclose(probabilities.sum(axis=axis), 1, rtol=1e-14)


@pytest.mark.parametrize("axis", [0, 1])
def test_many_classes_in_float32_along_any_axis(axis):
    z = np.moveaxis(np.zeros((3, 50_000), np.float32), 1, axis)
    np.testing.assert_allclose(softmax(np.ascontiguousarray(z), axis=axis), 2e-5, rtol=1e-5)


@pytest.mark.parametrize("f", ROWWISE)
def test_the_last_axis_is_the_default(f):
    z = np.random.default_rng(0).normal(size=(3, 4))
    np.testing.assert_array_equal(f(z), f(z, axis=1))


@pytest.mark.parametrize("f", EVERY)
def test_every_kind_of_array(f):
    plain = np.arange(12.0).reshape(3, 4) - 5
    want = f(plain)
    integers = (plain.astype(kind) for kind in (int, np.int8))
    for same in (*integers, *(change(plain) for change in oracle.KINDS)):
        np.testing.assert_array_equal(f(same), want)
        assert f(same).dtype == np.float64
    np.testing.assert_array_equal(f(plain == 2), f((plain == 2).astype(float)))
    plain.flags.writeable = False
    before = plain.copy()
    np.testing.assert_array_equal(f(plain), want)
    np.testing.assert_array_equal(plain, before)


@pytest.mark.parametrize("f", EVERY)
@pytest.mark.parametrize("kind", ["f4", ">f4"])
def test_float32_stays_float32(f, kind):
    z = np.array([[1, -2, 30]], dtype=kind)
    assert f(z).dtype == np.float32
    np.testing.assert_allclose(f(z), f(z.astype(float)), rtol=1e-6)


FLOATS = st.floats(-1e300, 1e300) | st.floats(-50, 50)
MATRICES = arrays.arrays(np.float64, arrays.array_shapes(min_dims=2, max_dims=2), elements=FLOATS)


@given(MATRICES)
def test_probabilities_whatever_the_logits(z):
    p, log_p = softmax(z), log_softmax(z)
    assert ((p >= 0) & (p <= 1)).all()
    assert (log_p <= 0).all()
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-14)
    np.testing.assert_allclose(np.exp(log_p), p, rtol=1e-12, atol=1e-300)


@given(MATRICES, st.randoms(use_true_random=False))
def test_permuted_classes_give_permuted_probabilities(z, random):
    order = list(range(z.shape[1]))
    random.shuffle(order)
    for f in ROWWISE:
        np.testing.assert_allclose(f(z[:, order]), f(z)[:, order], rtol=1e-13)


@given(MATRICES.map(np.trunc), st.integers(-(2**20), 2**20))
def test_a_shift_of_all_logits_changes_nothing(z, shift):
    z = np.clip(z, -(2.0**40), 2.0**40)  # whole numbers of this size shift without rounding
    for f in ROWWISE:
        np.testing.assert_allclose(f(z + shift), f(z), rtol=1e-13)


@given(arrays.arrays(np.float64, 5, elements=FLOATS))
def test_sigmoid_is_the_softmax_of_two(z):
    two = np.stack([np.zeros_like(z), z], axis=-1)
    np.testing.assert_allclose(sigmoid(z), softmax(two)[:, 1], rtol=1e-13)
    np.testing.assert_allclose(log_sigmoid(z), log_softmax(two)[:, 1], rtol=1e-13)
    np.testing.assert_allclose(sigmoid(z) + sigmoid(-z), 1, rtol=1e-15)
