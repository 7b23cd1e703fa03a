"""The losses and their gradients: true to the last digits, to identities, and to their limits."""

from functools import partial

import nist_strd
import numpy as np
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from utils import information, losses
from utils.activations import log_sigmoid, log_softmax, sigmoid, softmax
from utils.gradients import numerical_gradient
from utils.likelihood import bernoulli_log_likelihood, categorical_log_likelihood

RNG = np.random.default_rng(0)
Z = RNG.normal(size=(6, 4)) * 3
LABELS = np.array([0, 3, 1, 1, 2, 0])
SOFT = RNG.dirichlet(np.ones(4), size=6)
P = RNG.uniform(0.05, 0.95, size=(3, 4))
Y = RNG.uniform(0, 1, size=(3, 4))
PREDICTION, TARGET = RNG.normal(size=(3, 4)) * 2, RNG.normal(size=(3, 4))

# name: the arguments it is tried with, and the number its mean divides by
CASES = {
    "binary_cross_entropy": ((P, Y), 12),
    "binary_cross_entropy_with_logits": ((PREDICTION, Y), 12),
    "nll_loss": ((log_softmax(Z), LABELS), 6),
    "cross_entropy": ((Z, LABELS), 6),
    "cross_entropy with soft labels": ((Z, SOFT), 6),
    "mse_loss": ((PREDICTION, TARGET), 12),
    "l1_loss": ((PREDICTION, TARGET), 12),
    "huber_loss": ((PREDICTION, TARGET), 12),
    "huber_loss with delta": ((PREDICTION, TARGET), 12),
}


def pair(case):
    name, *more = case.split(" with ")
    settings = {"delta": 0.4} if more == ["delta"] else {}
    return [partial(getattr(losses, name + tail), **settings) for tail in ("", "_grad")]


each_case = pytest.mark.parametrize("case", CASES)


# Identities that hold for all


@each_case
def test_reductions(case):
    loss, gradient = pair(case)
    args, count = CASES[case]
    each = loss(*args, reduction="none")
    assert each.size == count
    assert each.shape == args[0].shape[: each.ndim]
    np.testing.assert_allclose(loss(*args, reduction="sum"), each.sum(), rtol=1e-14)
    np.testing.assert_allclose(loss(*args, reduction="mean"), each.sum() / count, rtol=1e-14)
    np.testing.assert_array_equal(loss(*args), loss(*args, reduction="mean"))
    g = gradient(*args, reduction="sum")
    assert g.shape == args[0].shape
    np.testing.assert_allclose(gradient(*args, reduction="none"), g, rtol=1e-15)
    np.testing.assert_allclose(gradient(*args, reduction="mean"), g / count, rtol=1e-14)
    np.testing.assert_array_equal(gradient(*args), gradient(*args, reduction="mean"))


@each_case
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_gradient_is_the_numerical_gradient(case, reduction):
    loss, gradient = pair(case)
    (first, *rest), _ = CASES[case]
    numerical = numerical_gradient(lambda x: loss(x, *rest, reduction=reduction), first)
    np.testing.assert_allclose(
        gradient(first, *rest, reduction=reduction), numerical, rtol=1e-6, atol=1e-8
    )


@each_case
def test_float32_stays_float32_and_close(case):
    loss, gradient = pair(case)
    (first, *rest), _ = CASES[case]
    small = first.astype(np.float32)
    for f in (loss, gradient):
        for reduction in ("mean", "sum", "none"):
            got = f(small, *rest, reduction=reduction)
            assert got.dtype == np.float32
            want = f(first, *rest, reduction=reduction)
            np.testing.assert_allclose(got, want, rtol=2e-5, atol=1e-6)


@each_case
def test_every_kind_of_array(case):
    loss, gradient = pair(case)
    args, _ = CASES[case]
    for f in (loss, gradient):
        want = f(*args)
        for change in oracle.KINDS:
            np.testing.assert_allclose(f(*map(change, args)), want, rtol=1e-14)


@each_case
def test_input_may_be_read_only_and_is_not_changed(case):
    args = [np.copy(a) for a in CASES[case][0]]
    for a in args:
        a.flags.writeable = False
    for f in pair(case):
        f(*args)
        assert not np.shares_memory(f(*args, reduction="none"), args[0])
    for a, b in zip(args, CASES[case][0], strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    "case", [c for c in CASES if c not in ("binary_cross_entropy", "nll_loss")]
)
def test_integers_and_booleans_work_as_floats(case):
    whole = np.array([[1, 0, 0, -2], [0, 1, 0, 3]])
    second = CASES[case][0][1]
    second = np.array([1, 3]) if second.ndim == 1 else np.eye(4, dtype=int)[:2]
    for f in pair(case):
        for kind in (int, np.int8, bool):
            a = whole.astype(kind)
            np.testing.assert_array_equal(f(a, second), f(a.astype(float), second))


# Cross-entropy


@oracle.every_logit
def test_cross_entropy_keeps_its_digits(dtype, scale, offset, lead):
    y = np.array([1, 0, 1, 0])
    for classes in (2, 11, 70):
        z = oracle.logits(classes, dtype, scale, offset, lead)
        each = {"reduction": "none"}
        oracle.assert_close(losses.cross_entropy(z, y, **each), oracle.cross_entropy(z, y))
        true = oracle.cross_entropy_grad(z, y)
        for truth in (y, np.eye(classes)[y]):
            oracle.assert_close(losses.cross_entropy_grad(z, truth, **each), true)
        oracle.assert_close(losses.cross_entropy_grad(z, y), true / 4)


def test_the_common_formulas_lose_every_digit_where_ours_keep_them():
    def common_loss(z, y):
        top = z.max(axis=-1)
        log_sum = top + np.log(np.exp(z - top[:, None]).sum(axis=-1))
        return log_sum - z[np.arange(len(y)), y]

    def common_gradient(z, y):
        e = np.exp(z - z.max(axis=-1, keepdims=True))
        return (e / e.sum(axis=-1, keepdims=True) - np.eye(z.shape[1])[y])[np.arange(len(y)), y]

    leads = np.arange(5, 101, 5.0)
    z = np.random.default_rng(0).normal(size=(len(leads), 10))
    z[:, 0] = 3 + leads
    y = np.zeros(len(leads), dtype=int)
    true = oracle.cross_entropy(z, y).astype(float)
    true_gradient = oracle.cross_entropy_grad(z, y)[:, 0].astype(float)
    lost = np.abs(common_loss(z, y) / true - 1) > 0.5
    lost_gradient = np.abs(common_gradient(z, y) / true_gradient - 1) > 0.5
    assert lost.mean() > 0.6
    assert lost_gradient.mean() > 0.6
    got = losses.cross_entropy(z, y, reduction="none")
    np.testing.assert_allclose(got, true, rtol=1e-13)
    got = losses.cross_entropy_grad(z, y, reduction="none")[:, 0]
    np.testing.assert_allclose(got, true_gradient, rtol=1e-13)


LOGITS = arrays.arrays(
    np.float64, (6, 4), elements=st.floats(-1e300, 1e300) | st.floats(-50, 50) | st.just(7.0)
)


@given(LOGITS, arrays.arrays(np.intp, 6, elements=st.integers(0, 3)))
def test_cross_entropy_is_nll_of_log_softmax(z, y):
    got = losses.cross_entropy(z, y, reduction="none")
    np.testing.assert_allclose(
        got, losses.nll_loss(log_softmax(z), y, reduction="none"), rtol=1e-13
    )
    one_hot = np.eye(4)[y]
    np.testing.assert_allclose(losses.cross_entropy(z, one_hot, reduction="none"), got, rtol=1e-15)
    gradient = losses.cross_entropy_grad(z, y, reduction="none")
    same = losses.cross_entropy_grad(z, one_hot, reduction="none")
    np.testing.assert_allclose(same, gradient, rtol=1e-13)
    np.testing.assert_allclose(gradient, softmax(z) - one_hot, atol=1e-15)
    np.testing.assert_allclose(gradient.sum(axis=-1), 0, atol=1e-15)


@given(LOGITS.filter(lambda z: np.abs(z).max() < 600))
def test_soft_labels_give_the_cross_entropy_of_distributions(z):
    got = losses.cross_entropy(z, SOFT, reduction="none")
    p = softmax(z)
    if (p > 0).all():
        np.testing.assert_allclose(got, information.cross_entropy(SOFT, p), rtol=1e-9)
    gradient = losses.cross_entropy_grad(z, SOFT, reduction="none")
    np.testing.assert_allclose(gradient, p - SOFT, atol=1e-15)


def test_soft_labels_that_sum_to_almost_one():
    q = SOFT * (1 + 5e-7)
    numerical = numerical_gradient(lambda z: losses.cross_entropy(z, q), Z, method="five_point")
    np.testing.assert_allclose(losses.cross_entropy_grad(Z, q), numerical, atol=1e-10)


def test_infinite_logits():
    z = np.array([[0, -np.inf, 1.0]])
    q = np.array([[0.5, 0, 0.5]])
    two = losses.cross_entropy(z[:, ::2], q[:, ::2])
    assert losses.cross_entropy(z, q) == two
    assert losses.cross_entropy(z, [1]) == np.inf
    assert losses.cross_entropy(z, [[0.5, 0.5, 0]]) == np.inf
    np.testing.assert_allclose(
        losses.cross_entropy_grad(z, q),
        np.insert(losses.cross_entropy_grad(z[:, ::2], q[:, ::2]), 1, 0, 1),
    )
    np.testing.assert_allclose(losses.cross_entropy_grad(z, [1])[0, 1], -1)


def test_a_difference_of_logits_may_overflow():
    z = [[1.7e308, -1.7e308]]
    assert losses.cross_entropy(z, [0]) == losses.cross_entropy(z, [[1, 0]]) == 0
    assert losses.cross_entropy(z, [1]) == losses.cross_entropy(z, [[0, 1]]) == np.inf
    np.testing.assert_array_equal(losses.cross_entropy_grad(z, [1]), [[1, -1]])


def test_one_class_costs_nothing():
    assert losses.cross_entropy([[3.0], [1e300]], [0, 0]) == 0
    np.testing.assert_array_equal(losses.cross_entropy_grad([[3.0]], [0]), [[0]])


def test_nll_is_minus_the_log_likelihood():
    p = softmax(Z)
    np.testing.assert_allclose(
        losses.nll_loss(np.log(p), LABELS, reduction="sum"), -categorical_log_likelihood(p, LABELS)
    )
    assert losses.nll_loss([[0.0, -np.inf]], [1]) == np.inf
    np.testing.assert_array_equal(
        losses.nll_loss_grad([[-1.0, -2.0], [-3.0, -4.0]], [1, 0]), [[0, -0.5], [-0.5, 0]]
    )


# Binary cross-entropy


@pytest.mark.parametrize("dtype", oracle.DTYPES)
@pytest.mark.parametrize("scale", [1e-10, 1e-3, 1, 30, 700, 1e4])
def test_binary_losses_keep_their_digits(dtype, scale):
    rng = np.random.default_rng(0)
    z, y = rng.uniform(-scale, scale, 100).astype(dtype), rng.integers(0, 2, 100)
    sign = np.where(y == 1, 1, -1)
    right = oracle.sigmoid(sign * z)
    each = {"reduction": "none"}
    loss = losses.binary_cross_entropy_with_logits(z, y, **each)
    oracle.assert_close(loss, -oracle.log(right))
    gradient = losses.binary_cross_entropy_with_logits_grad(z, y, **each)
    oracle.assert_close(gradient, -sign * (1 - right))

    p = sigmoid(z)
    right = np.where(y == 1, oracle.exact(p), 1 - oracle.exact(p))
    possible = right > 0
    loss = losses.binary_cross_entropy(p, y, **each)
    assert (np.isinf(loss) == ~possible).all()
    oracle.assert_close(loss[possible], -oracle.log(right[possible]))
    gradient = losses.binary_cross_entropy_grad(p, y, **each)
    np.testing.assert_array_equal(gradient[~possible], -sign[~possible] * np.inf)
    oracle.assert_close(gradient[possible], -sign[possible] / right[possible])


@given(arrays.arrays(np.float64, 6, elements=st.floats(-1e300, 1e300) | st.floats(-50, 50)))
def test_binary_is_the_cross_entropy_of_two(z):
    y = Y.flat[:6]
    two, q = np.stack([np.zeros_like(z), z], axis=-1), np.stack([1 - y, y], axis=-1)
    each = {"reduction": "none"}
    np.testing.assert_allclose(
        losses.binary_cross_entropy_with_logits(z, y, **each),
        losses.cross_entropy(two, q, **each),
        rtol=1e-14,
    )
    np.testing.assert_allclose(
        losses.binary_cross_entropy_with_logits_grad(z, y, **each),
        losses.cross_entropy_grad(two, q, **each)[:, 1],
        atol=1e-15,
    )
    for label in (0, 1):
        hard = np.full(6, label)
        np.testing.assert_allclose(
            losses.binary_cross_entropy_with_logits(z, hard, **each),
            -log_sigmoid(z if label else -z),
            rtol=1e-15,
        )


def test_binary_agrees_with_and_without_logits():
    np.testing.assert_allclose(
        losses.binary_cross_entropy(sigmoid(PREDICTION), Y),
        losses.binary_cross_entropy_with_logits(PREDICTION, Y),
        rtol=1e-14,
    )
    y = Y > 0.5
    np.testing.assert_allclose(
        losses.binary_cross_entropy(P, y, reduction="sum"),
        -bernoulli_log_likelihood(P.ravel(), y.ravel()),
        rtol=1e-14,
    )


def test_binary_at_the_ends():
    each = {"reduction": "none"}
    p, y = [0, 1, 0, 1, 0, 1], [0, 1, 1, 0, 0.5, 0.5]
    inf = np.inf
    np.testing.assert_array_equal(losses.binary_cross_entropy(p, y, **each), [0, 0] + [inf] * 4)
    np.testing.assert_array_equal(
        losses.binary_cross_entropy_grad(p, y, **each), [1, -1, -inf, inf, -inf, inf]
    )
    assert losses.binary_cross_entropy_grad([1e-310], [1]) == -inf
    z, y = [-inf, inf, -inf, inf, 1e300, -1e300], [0, 1, 1, 0, 1, 0]
    np.testing.assert_array_equal(
        losses.binary_cross_entropy_with_logits(z, y, **each), [0, 0, inf, inf, 0, 0]
    )
    np.testing.assert_array_equal(
        losses.binary_cross_entropy_with_logits_grad(z, y, **each), [0, 0, -1, 1, 0, 0]
    )
    np.testing.assert_array_equal(
        losses.binary_cross_entropy([1e-300, 1e-20], [0, 0], **each), [1e-300, 1e-20]
    )


# Regression losses


@pytest.mark.parametrize(
    ("name", "settings", "loss", "gradient"),
    [
        ("mse_loss", {}, [0.25, 9, 0], [-1, 6, 0]),
        ("l1_loss", {}, [0.5, 3, 0], [-1, 1, 0]),
        ("huber_loss", {}, [0.125, 2.5, 0], [-0.5, 1, 0]),
        ("huber_loss", {"delta": 2}, [0.125, 4, 0], [-0.5, 2, 0]),
    ],
)
def test_by_hand(name, settings, loss, gradient):
    for tail, want in (("", loss), ("_grad", gradient)):
        f = partial(getattr(losses, name + tail), reduction="none", **settings)
        np.testing.assert_array_equal(f([0.0, 3.0, -1.0], [0.5, 0.0, -1.0]), want)


@given(st.floats(1e-3, 1e3), arrays.arrays(np.float64, 5, elements=st.floats(-1e6, 1e6)))
def test_huber_lies_between_its_two_halves(delta, d):
    zero, each = np.zeros(5), {"reduction": "none"}
    huber = losses.huber_loss(d, zero, delta=delta, **each)
    inside = np.abs(d) <= delta
    half_square = losses.mse_loss(d, zero, **each) / 2
    line = delta * (losses.l1_loss(d, zero, **each) - delta / 2)
    np.testing.assert_allclose(huber, np.where(inside, half_square, line), rtol=1e-14, atol=1e-300)


@pytest.mark.parametrize("name", ["mse_loss", "l1_loss", "huber_loss"])
def test_regression_extremes(name):
    loss, gradient = getattr(losses, name), getattr(losses, f"{name}_grad")
    assert loss([np.inf, 0.0], [0.0, 0.0]) == np.inf  # a diverged model is told so, once
    assert gradient([np.inf, 0.0], [0.0, 0.0])[1] == 0
    assert loss([1e308], [-1e308]) == np.inf
    assert gradient([1e308], [-1e308])[0] == (np.inf if name == "mse_loss" else 1)
    assert loss(np.float32(1), 1e300) == np.inf
    if name != "l1_loss":
        delta = {"delta": 1e200} if name == "huber_loss" else {}
        assert loss([1e200], [0.0], **delta) == np.inf
        assert gradient([1.7e308], [0.0], **delta)[0] == delta.get("delta", np.inf)
    assert loss(3.0, 3.0) == gradient(3.0, 3.0) == 0


def test_a_mean_is_finite_where_its_sum_is_not():
    assert losses.l1_loss([1e308] * 4, [0.0] * 4) == 1e308
    assert losses.l1_loss([1e308] * 4, [0.0] * 4, reduction="sum") == np.inf
    np.testing.assert_allclose(losses.mse_loss([1e154] * 4, [0.0] * 4), 1e308)
    np.testing.assert_allclose(losses.mse_loss_grad([1.7e308] * 4, [0.0] * 4), [0.85e308] * 4)


def test_a_mean_is_finite_where_one_loss_is_not():
    np.testing.assert_allclose(losses.mse_loss([2e154, 0, 0, 0], [0.0] * 4), 1e308)
    np.testing.assert_allclose(losses.huber_loss([2e154, 0, 0, 0], [0.0] * 4, delta=2e154), 5e307)
    np.testing.assert_array_equal(
        losses.huber_loss(np.float32([1]), [0.0], delta=1e300), np.float32(0.5)
    )
    np.testing.assert_array_equal(losses.huber_loss_grad(np.float32([1]), [0.0], delta=1e300), 1)
    gradient = losses.binary_cross_entropy_grad([2**-1025, 0.5, 1, 1], [1, 0, 1, 1])
    np.testing.assert_allclose(gradient, [-(2.0**1023), 0.5, -0.25, -0.25])


@pytest.mark.parametrize("name", nist_strd.SETS)
def test_mse_at_the_certified_coefficients_of_nist(name):
    features, y, coefficients, residual_sum = nist_strd.SETS[name]
    prediction = features @ coefficients
    rounding = 1e-14 * (np.abs(features) @ np.abs(coefficients) + np.abs(y))
    np.testing.assert_allclose(
        losses.mse_loss(prediction, y, reduction="sum"),
        residual_sum,
        rtol=1e-8,
        atol=(rounding**2).sum(),
    )
    np.testing.assert_allclose(
        losses.mse_loss(prediction, y) * len(y), residual_sum, rtol=1e-8, atol=1e-8
    )
    gradient = features.T @ losses.mse_loss_grad(prediction, y, reduction="sum")
    assert (np.abs(gradient) <= 2 * np.abs(features).T @ rounding).all()
    # Away from them it is not 0: one part in a thousand in one coefficient shows in every set.
    coefficients = coefficients * (1 + 1e-3 * np.eye(len(coefficients))[-1])
    gradient = features.T @ losses.mse_loss_grad(features @ coefficients, y, reduction="sum")
    assert (np.abs(gradient) > 100 * 2 * np.abs(features).T @ rounding).all()
