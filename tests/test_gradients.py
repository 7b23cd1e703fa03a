"""Numerical gradients against true ones, and check_gradient against planted bugs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from utils import losses
from utils.gradients import check_gradient, numerical_gradient

# method: relative error of a slope, evaluations for seven coordinates
METHODS = {
    "forward": (1e-6, 8),
    "central": (1e-8, 15),
    "five_point": (1e-10, 29),
    "complex": (1e-14, 8 + 15),
}
every_method = pytest.mark.parametrize("method", METHODS)


def squares(x):
    return (x * x).sum()


def twice(x):
    return 2 * x


def careless(x):
    x *= x
    return x.sum()


# The formulas


def test_each_formula_by_hand():
    """f(x) = x⁴ at 1 with h = 1/2: 1.5⁴ = 81/16, 0.5⁴ = 1/16, 2⁴ = 16, 0⁴ = 0."""
    by_hand = [(81 / 16 - 1) / 0.5, 80 / 16, (8 * 80 / 16 - 16) / 6, 4 - 4 * 0.5**2]
    slopes = [numerical_gradient(lambda x: x**4, 1.0, method, step=0.5) for method in METHODS]
    np.testing.assert_allclose(slopes, by_hand, rtol=1e-15)


@pytest.mark.parametrize(("method", "order"), [("forward", 1), ("central", 2), ("five_point", 4)])
def test_each_formula_has_its_order(method, order):
    error = [abs(numerical_gradient(np.exp, 1.0, method, step=h) - np.e) for h in (0.1, 0.05)]
    assert error[0] / error[1] == pytest.approx(2**order, rel=0.1)


@every_method
def test_the_cost_is_what_the_docstring_says(method):
    calls = []
    numerical_gradient(lambda x: calls.append(1) or squares(x), np.arange(1.0, 8), method)
    assert len(calls) == METHODS[method][1]


def test_an_explicit_step_is_taken_as_it_is():
    seen = []
    numerical_gradient(lambda x: seen.append(x.item()) or 0.0, [1.0], step=0.25)
    assert seen == [1.0, 1.25, 0.75]
    assert numerical_gradient(squares, [0.5, 0], "forward", step=1).tolist() == [2, 1]


# The default step

SLOPES = [
    *((np.arctan, x, 1 / (1 + x * x)) for x in (1e6, 3.0, 1.0, -0.3, 1e-3, 1e-17, 0.0)),
    # a weight in proportion to the scale of its feature
    *((lambda w, s=s: np.exp(w * s), 0.7 / s, s * np.exp(0.7)) for s in (1e-6, 1e-3, 1.0, 70)),
    # one that starts at 0
    *((lambda w, s=s: np.exp(w * s), 0.0, s) for s in (1e-3, 1.0, 70)),
    (lambda w: 3.0, 1.0, 0.0),
    (careless, 3, 6),  # an integer, and a function that writes to its argument
]


@every_method
@pytest.mark.parametrize(("f", "x", "slope"), SLOPES)
def test_the_slope_is_right_at_points_of_every_size(method, f, x, slope):
    accuracy = METHODS[method][0]
    found = numerical_gradient(f, x, method)
    np.testing.assert_allclose(found, slope, rtol=10 * accuracy, atol=accuracy)


@every_method
def test_coordinates_of_unlike_sizes_side_by_side(method):
    x, scale = np.array([1e-2, 1e6, 0.5, -2.0]), np.array([1e2, 1e-6, 1.0, -1.0])
    gradient = numerical_gradient(lambda x: np.exp(x * scale).sum(), x, method)
    rtol = 30 * METHODS[method][0]
    np.testing.assert_allclose(gradient, scale * np.exp(x * scale), rtol=rtol, atol=rtol)


# What goes in, and what comes out


@every_method
@given(x=hnp.arrays(float, hnp.array_shapes(min_dims=0, max_side=3), elements=st.floats(-1, 1)))
def test_any_shape_and_the_input_unchanged(method, x):
    before = x.copy()
    x.flags.writeable = False
    gradient = numerical_gradient(squares, x, method)
    np.testing.assert_array_equal(x, before)
    np.testing.assert_allclose(gradient, 2 * x, atol=1e-4 if method == "forward" else 1e-6)
    assert gradient.shape == x.shape


@every_method
@pytest.mark.parametrize(
    "x",
    [
        [[1, 2], [3, 4]],
        np.array([[1, 2], [3, 4]], dtype=np.uint8),
        np.asfortranarray([[1.0, 2.0], [3.0, 4.0]]),
        np.repeat([[1.0, 2.0], [3.0, 4.0]], 2, axis=0)[::2],
        np.float32([[1, 2], [3, 4]]),
    ],
)
def test_every_kind_of_input(method, x):
    gradient = numerical_gradient(lambda x: (x**3).sum(), x, method)
    np.testing.assert_allclose(gradient, [[3, 12], [27, 48]], rtol=1e-6)
    assert gradient.dtype == (np.float32 if getattr(x, "dtype", None) == np.float32 else float)


# The imaginary part


@pytest.mark.parametrize(
    "f",
    [
        lambda x: abs(x).sum(),
        lambda x: np.maximum(np.real(x), 0).sum(),
        lambda x: abs(x[0]) + x[1] ** 2,
        lambda x: x[0] ** 2 + x[1] * np.real(x[1]),
        lambda x: np.linalg.norm(x),
        lambda x: (x * x.conj()).sum(),
        lambda x: np.real(2 * x[0] + x[1]),  # along x itself it is flat
    ],
)
@pytest.mark.parametrize("x", [[1e-5, -2e-5], [1.0, -2.0], [1e6, -2e6]])
@pytest.mark.parametrize("step", [None, 1e-20])
def test_a_lost_imaginary_part_is_an_error(f, x, step):
    with pytest.raises(ValueError, match=r"^f must carry complex .* take method='central'$"):
        numerical_gradient(f, x, "complex", step)


def test_a_maximum_that_keeps_the_imaginary_part_is_right():
    hinge = numerical_gradient(lambda x: np.maximum(x, 0).sum(), [2.0, -1.0], "complex")
    assert hinge.tolist() == [1, 0]


# check_gradient: losses over features of every scale, and a bug planted in one component


def logistic(X, y):
    def gradient(w):
        return X.T @ losses.binary_cross_entropy_with_logits_grad(X @ w, y)

    return lambda w: (np.log(1 + np.exp(X @ w)) - y * (X @ w)).mean(), gradient


def least_squares(X, y):
    def gradient(w):
        return X.T @ losses.mse_loss_grad(X @ w, y)

    return lambda w: ((X @ w - y) ** 2).mean(), gradient


def softmax_loss(X, y):
    labels, rows = y.astype(int), np.arange(len(y))

    def loss(w):
        z = X @ w.reshape(-1, 2)
        return (np.log(np.exp(z).sum(axis=1)) - z[rows, labels]).mean()

    def gradient(w):
        return (X.T @ losses.cross_entropy_grad(X @ w.reshape(-1, 2), labels)).ravel()

    return loss, gradient


MODELS = {logistic: 6, least_squares: 6, softmax_loss: 12}  # and how many weights


def problem(model, scale, rng):
    """A model over six features, three of unit scale and three of the scale; and where to look."""
    scales = np.array([1.0, scale, 1.0, scale, scale, 1.0])
    X, y = rng.normal(size=(40, 6)) * scales, (rng.random(40) < 0.5).astype(float)
    P = MODELS[model]
    return *model(X, y), rng.normal(size=P) / np.repeat(scales, P // 6)


def bugged(gradient, component, factor):
    def wrong(w):
        slopes = gradient(w)
        slopes[component] *= factor
        return slopes

    return wrong


# method: a share of one slope that a check must see
BUGS = {"forward": 1e-4, "central": 1e-6, "five_point": 1e-9, "complex": 1e-12}


@every_method
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("scale", [1e-3, 1.0, 70])
def test_a_right_gradient_passes_and_a_wrong_one_is_found(method, model, scale):
    rng = np.random.default_rng(0)
    for _ in range(5):
        f, gradient, w = problem(model, scale, rng)
        check = check_gradient(f, gradient, w, method)
        assert check, str(check)
        assert check_gradient(f, gradient, 0 * w, method)
        component = int(np.abs(gradient(w) * w).argmax())
        for factor in (-1, 0, 40, 1 + BUGS[method], 1 - BUGS[method]):
            check = check_gradient(f, bugged(gradient, component, factor), w, method)
            assert not check, str(check)
            assert check.worst_index == (component,)
            error = abs(factor - 1) / max(abs(factor), 1)
            assert check.max_relative_error == pytest.approx(error, rel=0.2)


@every_method
@pytest.mark.parametrize("scale", [1e-3, 1.0])
def test_round_off_at_the_very_minimum_is_not_held_against_the_gradient(method, scale):
    """There the true gradient is 0, and both gradients are noise."""
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(40, 3)) * [1, scale, 1], rng.normal(size=40)
    w = np.linalg.lstsq(X / [1, scale, 1], y, rcond=None)[0] / [1, scale, 1]
    assert check_gradient(*least_squares(X, y), w, method)


def test_a_parameter_that_does_not_matter_has_the_gradient_0():
    check = check_gradient(lambda x: x[0] ** 2, lambda x: x * [2, 0], [1.0, 2.0])
    assert check
    assert check.errors[1] == 0
    assert not check_gradient(lambda x: 0.0, twice, [1.0, 2.0])
    assert not check_gradient(squares, lambda x: 0 * x, [1.0, 2.0])


def test_a_function_with_a_domain():
    assert check_gradient(lambda x: np.log(x).sum(), lambda x: 1 / x, [0.5, 1e-3])
    assert not check_gradient(lambda x: np.log(x).sum(), lambda x: 1.001 / x, [0.5, 1e-3])


def test_what_a_check_says():
    x = np.arange(1.0, 7).reshape(2, 3)
    check = check_gradient(squares, lambda x: x * [[2, 2.4, 2], [2, 2, 3]], x)
    assert not check
    assert check.ok is False
    assert check.worst_index == (1, 2)
    assert check.max_relative_error == pytest.approx(1 / 3)
    assert check.analytic[1, 2] == pytest.approx(18)
    assert check.numerical[1, 2] == pytest.approx(12)
    assert check.errors[0, 1] == pytest.approx(1 / 6)
    verdict, head, first, second, *others = str(check).splitlines()
    assert verdict == (
        "The gradients differ: largest relative error 0.33 at index 1, 2, tolerance 3e-07"
    )
    assert head.split() == ["index", "numerical", "analytic", "relative", "error"]
    assert first.split()[:2] == ["1,", "2"]
    assert [float(n) for n in first.split()[2:]] == pytest.approx([12, 18, 0.33])
    assert second.split()[:2] == ["0,", "1"]
    assert len(others) == 3  # of six
    assert repr(check) == str(check)


def test_equal_errors_stand_in_the_order_of_x():
    wrong = np.where(np.arange(100) % 2, 3.0, 0.0)
    check = check_gradient(lambda x: 0.0, lambda x: wrong, np.zeros(100))
    assert [row.split()[0] for row in str(check).splitlines()[2:]] == ["1", "3", "5", "7", "9"]


def test_a_single_number_has_the_index_of_a_single_number():
    check = check_gradient(lambda x: x * x, twice, 3)
    assert check.worst_index == ()
    assert str(check).startswith("The gradients agree: largest relative error ")
    assert "at index (), tolerance" in str(check)


def test_the_tolerance_is_the_readers():
    for tolerance, passes in ((0.02, True), (0.005, False)):
        check = check_gradient(squares, lambda x: 2.02 * x, [1.0], tolerance=tolerance)
        assert (check.ok, check.tolerance) == (passes, tolerance)
    assert check_gradient(lambda x: 0.0, np.ones_like, [1.0], tolerance=1)  # an error of just 1


def test_check_gradient_leaves_x_alone():
    x = np.array([1.0, 2.0])
    x.flags.writeable = False

    def doubles(x):
        x *= 2
        return x

    assert check_gradient(careless, doubles, x)
    assert check_gradient(squares, twice, [1, 2])

    def grows(x):
        x *= 1e6
        return 1.0

    checks = [check_gradient(f, lambda x: 1e-4 + 0 * x, [1.0]) for f in (grows, lambda x: 1.0)]
    assert checks[0].errors == checks[1].errors
