"""Numerical gradients against true ones, and check_gradient against planted bugs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from utils.gradients import check_gradient, numerical_gradient

METHODS = ("forward", "central", "five_point", "complex")
ACCURACY = {"forward": 1e-6, "central": 1e-8, "five_point": 1e-10, "complex": 1e-14}
BUG = {"forward": 1e-4, "central": 1e-6, "five_point": 1e-9, "complex": 1e-12}
every_method = pytest.mark.parametrize("method", METHODS)


def squares(x):
    return (x * x).sum()


def twice(x):
    return 2 * x


# The formulas


def test_each_formula_by_hand():
    """f(x) = x⁴ at 1 with h = 1/2: 1.5⁴ = 81/16, 0.5⁴ = 1/16, 2⁴ = 16, 0⁴ = 0."""
    slopes = {m: numerical_gradient(lambda x: x**4, 1.0, m, step=0.5) for m in METHODS}
    assert slopes["forward"] == (81 / 16 - 1) / 0.5
    assert slopes["central"] == 80 / 16
    assert slopes["five_point"] == (8 * 80 / 16 - 16) / 6
    assert slopes["complex"] == pytest.approx(3)  # Im (1 + i/2)⁴ / (1/2) = 4 - 4 h²


@pytest.mark.parametrize(("method", "order"), [("forward", 1), ("central", 2), ("five_point", 4)])
def test_each_formula_has_its_order(method, order):
    error = [abs(numerical_gradient(np.exp, 1.0, method, step=h) - np.e) for h in (0.1, 0.05)]
    assert error[0] / error[1] == pytest.approx(2**order, rel=0.1)


@pytest.mark.parametrize(
    ("method", "per_coordinate", "once"),
    [("forward", 1, 1), ("central", 2, 1), ("five_point", 4, 1), ("complex", 1, 5)],
)
def test_the_cost_is_what_the_docstring_says(method, per_coordinate, once):
    calls = []
    numerical_gradient(lambda x: calls.append(1) or squares(x), np.arange(1.0, 8), method)
    assert len(calls) == 7 * per_coordinate + once


def test_the_complex_step_needs_no_search_for_its_size():
    calls = []
    numerical_gradient(lambda x: calls.append(1) or 1 + squares(x), [0.0], "complex")
    assert len(calls) == 1 + 5


# The default step

POINTS = [1e6, 3.0, 1.0, 0.3, 1e-3, 1e-6, 1e-8, 1e-17, 0.0]


@every_method
@pytest.mark.parametrize("x", [*POINTS, *[-x for x in POINTS[:-1]]])
def test_a_function_with_unit_scale_at_points_of_every_size(method, x):
    slope = numerical_gradient(np.arctan, x, method)
    assert abs(slope - 1 / (1 + x * x)) < ACCURACY[method]


@every_method
@pytest.mark.parametrize("scale", [1e-6, 1e-3, 1.0, 1e3, 1e6])
@pytest.mark.parametrize("natural", [0.3, 1.0, 2.0])
def test_weights_in_proportion_to_the_scale_of_their_feature(method, scale, natural):
    slope = numerical_gradient(lambda w: np.exp(w * scale), natural / scale, method)
    assert slope == pytest.approx(scale * np.exp(natural), rel=10 * ACCURACY[method])


@pytest.mark.parametrize("method", ["central", "five_point", "complex"])
@pytest.mark.parametrize("scale", [1.0, 1e3, 1e6])
def test_weights_that_start_at_zero_for_large_features(method, scale):
    slope = numerical_gradient(lambda w: np.exp(w * scale), 0.0, method)
    assert slope == pytest.approx(scale, rel=10 * ACCURACY[method])


@every_method
def test_coordinates_of_unlike_sizes_side_by_side(method):
    x, scale = np.array([1e-6, 1e6, 0.5, -2.0]), np.array([1e6, 1e-6, 1.0, -1.0])
    gradient = numerical_gradient(lambda x: np.exp(x * scale).sum(), x, method)
    np.testing.assert_allclose(gradient, scale * np.exp(x * scale), rtol=30 * ACCURACY[method])


def test_an_explicit_step_is_taken_as_it_is():
    seen = []
    numerical_gradient(lambda x: seen.append(x.item()) or 0.0, [1.0], step=0.25)
    assert seen == [1.0, 1.25, 0.75]


# What goes in, and what comes out


@every_method
@given(x=hnp.arrays(float, hnp.array_shapes(min_dims=0, max_side=3), elements=st.floats(-9, 9)))
def test_any_shape_and_the_input_unchanged(method, x):
    before = x.copy()
    x.flags.writeable = False
    gradient = numerical_gradient(squares, x, method)
    np.testing.assert_array_equal(x, before)
    np.testing.assert_allclose(gradient, 2 * x, atol=1e-5 if method == "forward" else 1e-7)
    assert gradient.shape == x.shape


@every_method
@pytest.mark.parametrize(
    "x",
    [
        [[1, 2], [3, 4]],
        np.array([[1, 2], [3, 4]]),
        np.array([[1, 2], [3, 4]], dtype=np.uint8),
        np.asfortranarray([[1.0, 2.0], [3.0, 4.0]]),
        np.repeat([[1.0, 2.0], [3.0, 4.0]], 2, axis=0)[::2],
        np.float32([[1, 2], [3, 4]]),
    ],
)
def test_every_kind_of_input(method, x):
    gradient = numerical_gradient(lambda x: (x**3).sum(), x, method)
    np.testing.assert_allclose(gradient, [[3, 12], [27, 48]], rtol=1e-6)
    kept = np.float32 if getattr(x, "dtype", None) == np.float32 else float
    assert gradient.dtype == kept


def test_the_derivative_of_a_square_at_the_integer_3_is_6():
    assert numerical_gradient(squares, np.array([3])) == pytest.approx(6)


@every_method
def test_a_function_that_writes_to_its_argument_harms_nobody(method):
    def careless(x):
        x *= x
        return x.sum()

    x = np.array([1.0, 2.0])
    np.testing.assert_allclose(numerical_gradient(careless, x, method), [2, 4], rtol=1e-7)
    assert x.tolist() == [1, 2]


def test_a_complex_value_at_a_real_point_is_refused():
    with pytest.raises(ValueError, match="f must be real at x"):
        numerical_gradient(lambda x: (x * (1 + 2j)).sum(), [1.0])


def test_a_constant_has_no_slope():
    for method in METHODS:
        assert numerical_gradient(lambda x: 3.0, [1.0, 0.0], method).tolist() == [0, 0]


# Bad input

NAN_AHEAD = "^f must be finite around x"
BAD_INPUT = [
    ((3, [1.0]), {}, TypeError, "f must be callable, got int"),
    ((squares, []), {}, ValueError, r"x must not be empty, got shape \(0,\)"),
    ((squares, [np.nan]), {}, ValueError, "x must not contain NaN"),
    ((squares, [np.inf]), {}, ValueError, "x must be finite"),
    ((squares, ["a"]), {}, TypeError, "x must hold real numbers"),
    ((squares, [1j]), {}, TypeError, "x must hold real numbers"),
    ((squares, [[1, 2], [3]]), {}, ValueError, "x must be a rectangular array"),
    ((squares, [1.0], "exact"), {}, ValueError, "method must be one of .*'central'.*got 'exact'"),
    ((squares, [1.0]), {"step": 0}, ValueError, "step must be positive and finite, got 0"),
    ((squares, [1.0]), {"step": -1e-6}, ValueError, "step must be positive and finite"),
    ((squares, [1.0]), {"step": np.nan}, ValueError, "step must be positive and finite, got nan"),
    ((squares, [1.0]), {"step": "small"}, TypeError, "step must be a real number, got str"),
    ((lambda x: x, [1.0, 2.0]), {}, ValueError, r"f must return a single .* \(2,\): take its sum"),
    ((lambda x: None, [1.0]), {}, TypeError, "f must return a number, got NoneType"),
    ((lambda x: np.ma.array(1.0), [1.0]), {}, TypeError, "f must return a number, got MaskedArray"),
    ((lambda x: "1", [1.0]), {}, TypeError, "f must return a number, got str"),
    ((lambda x: np.inf, [1.0]), {}, ValueError, "f must be finite at x, got inf"),
    ((lambda x: 1.0 if x[0] == 1 else np.nan, [1.0]), {}, ValueError, NAN_AHEAD),
]
LOST = (
    "^f must carry complex numbers through for the complex step, but its real slope is another: "
    "abs, maximum and real drop the imaginary part, a kink has two slopes; take method='central'$"
)


@pytest.mark.parametrize(("arguments", "named", "error", "message"), BAD_INPUT)
def test_bad_input_is_named(arguments, named, error, message):
    with pytest.raises(error, match=message):
        numerical_gradient(*arguments, **named)


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
@pytest.mark.parametrize("size", [1e-6, 1.0, 1e6])
def test_a_lost_imaginary_part_is_an_error(f, size):
    with pytest.raises(ValueError, match=LOST):
        numerical_gradient(f, [size, -2 * size], "complex")


def test_a_lost_imaginary_part_at_zero_is_an_error():
    with pytest.raises(ValueError, match=LOST):
        numerical_gradient(lambda x: np.real(x).sum(), [0.0, 0.0], "complex")


def test_a_maximum_that_keeps_the_imaginary_part_is_right():
    hinge = numerical_gradient(lambda x: np.maximum(x, 0).sum(), [2.0, -1.0], "complex")
    assert hinge.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("f", "gradient", "named", "error", "message"),
    [
        (squares, 3, {}, TypeError, "gradient must be callable, got int"),
        (3, twice, {}, TypeError, "f must be callable, got int"),
        (squares, squares, {}, ValueError, r"gradient\(x\) must have the shape of x, \(2,\)"),
        (squares, lambda x: x * np.nan, {}, ValueError, r"gradient\(x\) must not contain NaN"),
        (squares, lambda x: None, {}, TypeError, r"gradient\(x\) must hold real numbers"),
        (squares, twice, {"method": "exact"}, ValueError, "method must be one of"),
        (squares, twice, {"tolerance": 0}, ValueError, "tolerance must be positive and finite"),
        (squares, twice, {"tolerance": "1"}, TypeError, "tolerance must be a real number"),
        (np.abs, twice, {}, ValueError, "f must return a single number"),
    ],
)
def test_bad_input_to_check_gradient_is_named(f, gradient, named, error, message):
    with pytest.raises(error, match=message):
        check_gradient(f, gradient, [1.0, 2.0], **named)


@pytest.mark.parametrize(
    ("x", "message"), [([], "^x must not be empty"), ([np.nan], "^x must not contain NaN")]
)
def test_a_bad_x_of_check_gradient_is_named(x, message):
    with pytest.raises(ValueError, match=message):
        check_gradient(squares, twice, x)


# check_gradient: models with features of every scale, and a bug planted in one component


def softplus(z):
    return np.where(z.real > 0, z, 0) + np.log1p(np.exp(np.where(z.real > 0, -z, z)))


def logistic(X, y):
    def loss(w):
        return (softplus(X @ w) - y * (X @ w)).mean()

    def gradient(w):
        return X.T @ (1 / (1 + np.exp(-X @ w)) - y) / len(y)

    return loss, gradient


def least_squares(X, y):
    def loss(w):
        return ((X @ w - y) ** 2).mean()

    def gradient(w):
        return 2 * X.T @ (X @ w - y) / len(y)

    return loss, gradient


def exponential(X, y):
    def loss(w):
        return np.exp(X @ w / 3).mean()

    def gradient(w):
        return X.T @ np.exp(X @ w / 3) / 3 / len(y)

    return loss, gradient


def problem(model, scale, start):
    """A model over six features: three of unit scale, three of the scale; and where to look."""
    rng = np.random.default_rng(7)
    scales = np.array([1.0, scale, 1.0, scale, scale, 1.0])
    X, y = rng.normal(size=(40, 6)) * scales, (rng.random(40) < 0.5).astype(float)
    w = {"natural": rng.normal(size=6) / scales, "zero": np.zeros(6)}[start]
    return *model(X, y), w


SCALES = [1e-6, 1e-3, 1.0, 1e3, 1e6]
every_problem = pytest.mark.parametrize(
    ("model", "scale", "start"),
    [
        (model, scale, start)
        for model in (logistic, least_squares, exponential)
        for scale in SCALES
        for start in ("natural", "zero")
    ],
)


@every_method
@every_problem
def test_a_right_gradient_raises_no_alarm(method, model, scale, start):
    f, gradient, w = problem(model, scale, start)
    check = check_gradient(f, gradient, w, method)
    assert check, str(check)
    assert check.ok
    assert not check.kinks


@every_method
@every_problem
@pytest.mark.parametrize("component", [1, 3])
def test_a_wrong_sign_in_one_component_is_found(method, model, scale, start, component):
    if method == "forward":
        scale = max(scale, 1e-3)  # a slope of 1e-9 |f| is below the rounding error of its step
    f, gradient, w = problem(model, scale, start)
    bug = np.ones(6)
    bug[component] = -1
    check = check_gradient(f, lambda w: gradient(w) * bug, w, method)
    assert not check, str(check)
    assert check.worst_index == (component,)


@every_method
@pytest.mark.parametrize("model", [logistic, least_squares, exponential])
@pytest.mark.parametrize("scale", [1.0, 1e3, 1e6])
@pytest.mark.parametrize("component", [1, 3])
def test_a_small_bug_in_one_component_is_found(method, model, scale, component):
    f, gradient, w = problem(model, scale, "natural")
    bug = np.ones(6)
    bug[component] += BUG[method]
    check = check_gradient(f, lambda w: gradient(w) * bug, w, method)
    assert not check, str(check)
    assert not check.ok
    assert check.worst_index == (component,)
    assert BUG[method] / 10 < check.max_relative_error < 2 * BUG[method]


@every_method
@pytest.mark.parametrize("scale", [1e-6, 1e-3, 1.0])
def test_rounding_at_the_very_minimum_is_not_held_against_the_gradient(method, scale):
    """There the true gradient is 0, and both gradients are noise."""
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(40, 3)) * [1, scale, 1], rng.normal(size=40)
    f, gradient = least_squares(X, y)
    w = np.linalg.lstsq(X / [1, scale, 1], y, rcond=None)[0] / [1, scale, 1]
    assert check_gradient(f, gradient, w, method)


@every_method
def test_a_wrong_sign_a_lost_mean_and_a_forgotten_term_are_found(method):
    f, gradient, w = problem(logistic, 1.0, "natural")
    assert not check_gradient(f, lambda w: -gradient(w), w, method)
    assert not check_gradient(f, lambda w: 40 * gradient(w), w, method)
    assert not check_gradient(f, lambda w: 0 * w, w, method)
    assert not check_gradient(lambda w: 0.0, gradient, w, method)


def test_the_worst_index_of_a_matrix():
    def bad(x):
        slope = 2 * x
        slope[1, 2] *= 1.5
        slope[0, 1] *= 1.2
        return slope

    check = check_gradient(squares, bad, np.arange(1.0, 7).reshape(2, 3))
    assert check.worst_index == (1, 2)
    assert check.analytic[check.worst_index] == pytest.approx(18)
    assert check.numerical[check.worst_index] == pytest.approx(12)
    assert check.max_relative_error == pytest.approx(1 / 3)
    assert check.errors[0, 1] == pytest.approx(1 / 6)
    rows = str(check).splitlines()
    assert "at index 1, 2, tolerance" in rows[0]
    assert [row.split()[:2] for row in rows[2:4]] == [["1,", "2"], ["0,", "1"]]


def test_the_table_names_the_worst_component_first():
    check = check_gradient(squares, lambda x: x * [2, 2.5, 2], [1.0, 2.0, 3.0])
    verdict, head, first, *others = str(check).splitlines()
    assert verdict == (
        "The gradients differ: largest relative error 0.2 at index 1, tolerance 3e-07"
    )
    assert head.split() == ["index", "numerical", "analytic", "relative", "error"]
    assert [float(number) for number in first.split()] == pytest.approx([1, 4, 5, 0.2])
    assert len(others) == 2
    assert repr(check) == str(check)


def test_equal_errors_stand_in_the_order_of_x():
    wrong = np.where(np.arange(100) % 2, 3.0, 0.0)
    check = check_gradient(lambda x: 0.0, lambda x: wrong, np.zeros(100))
    assert [row.split()[0] for row in str(check).splitlines()[2:]] == ["1", "3", "5", "7", "9"]


def test_a_single_number_has_the_index_of_a_single_number():
    assert "at index (), tolerance" in str(check_gradient(lambda x: x * x, twice, 3))


def test_the_table_stays_short():
    check = check_gradient(squares, twice, np.arange(1.0, 101))
    assert str(check).startswith("The gradients agree: largest relative error ")
    assert len(str(check).splitlines()) == 7


def test_the_tolerance_is_the_readers():
    def off(x):
        return 2.02 * x

    assert check_gradient(squares, off, [1.0], tolerance=0.02)
    assert not check_gradient(squares, off, [1.0], tolerance=0.005)
    assert check_gradient(squares, off, [1.0], tolerance=0.02).tolerance == 0.02


def test_a_float32_gradient_is_held_to_float32():
    def single(x):
        return np.float32(2) * x.astype(np.float32) / np.float32(3)

    assert check_gradient(lambda x: squares(x) / 3, single, [0.1, 0.7], "complex")
    assert not check_gradient(lambda x: squares(x) / 3, lambda x: single(x) * 1.0001, [0.1, 0.7])


def test_check_gradient_leaves_x_alone():
    def careless(x):
        x *= 2
        return x

    x = np.array([1.0, 2.0])
    x.flags.writeable = False
    assert check_gradient(squares, careless, x)
    assert check_gradient(squares, twice, [1, 2])
    assert check_gradient(lambda x: x * x, twice, 3).worst_index == ()


# Kinks

REAL_METHODS = ("forward", "central", "five_point")


@pytest.mark.parametrize("method", REAL_METHODS)
@pytest.mark.parametrize("slope", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("where", [0.0, 1.0, 1e-6, -3e4])
def test_at_a_kink_every_slope_between_is_right(method, slope, where):
    def f(x):
        return np.maximum(x - where, 0).sum()

    def gradient(x):
        return np.where(x == where, slope, x > where)

    check = check_gradient(f, gradient, [where, where + 1], method)
    assert check, str(check)
    if slope == 0.3:
        assert check.kinks[(0,)] == pytest.approx((0, 1), abs=1e-4)
        assert "f has a kink at index 0: its slope is" in str(check)
        assert "every value between is a right answer" in str(check)


@pytest.mark.parametrize("method", REAL_METHODS)
def test_the_slopes_of_a_kink_are_taken_close_to_it(method):
    def f(x):
        return np.maximum(x - 1, 0) + 50 * (x - 1) ** 2

    check = check_gradient(f, lambda x: 0 * x + 0.3, 1.0, method)
    assert check
    assert check.kinks[()] == pytest.approx((0, 1), abs={"five_point": 2e-2}.get(method, 2e-4))


@pytest.mark.parametrize("method", REAL_METHODS)
@pytest.mark.parametrize("distance", [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-9])
@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize("where", [0.0, 1.0])
def test_near_a_kink_nobody_is_accused(method, distance, side, where):
    def f(x):
        return (np.maximum(x - where, 0) + x * x).sum()

    check = check_gradient(f, lambda x: 2 * x + (x > where), [where + side * distance], method)
    assert check, str(check)


@pytest.mark.parametrize("method", REAL_METHODS)
@pytest.mark.parametrize("slope", [-0.1, 1.1, 2.0])
def test_a_slope_beyond_the_kink_is_wrong(method, slope):
    check = check_gradient(lambda x: np.maximum(x, 0).sum(), lambda x: x * 0 + slope, [0.0], method)
    assert not check
    assert check.kinks[(0,)] == (0, 1)


@pytest.mark.parametrize("slope", [-3, -1.5, 0, 3, 3.1])
def test_at_a_kink_from_down_to_up_too(slope):
    check = check_gradient(lambda x: 3 * abs(x).sum(), lambda x: 0 * x + slope, [0.0])
    assert bool(check) == (slope <= 3)
    assert check.kinks == ({(0,): (-3, 3)} if slope else {})  # the central difference is 0 itself


def test_a_parameter_that_does_not_matter_has_the_gradient_0():
    calls = []
    check = check_gradient(
        lambda x: calls.append(1) or x[0] ** 2, lambda x: np.array([2 * x[0], 0]), [1.0, 2.0]
    )
    assert check
    assert check.errors[1] == 0
    assert len(calls) < 20


def test_a_function_with_a_domain():
    edge = 1 - 1e-2

    def f(x):
        return np.sqrt(x - edge).sum()

    assert check_gradient(f, lambda x: 0.5 / np.sqrt(x - edge), [1.0])
    assert not check_gradient(f, lambda x: 0.505 / np.sqrt(x - edge), [1.0])
    assert check_gradient(lambda x: np.log(x).sum(), lambda x: 1 / x, [0.5, 1e-3])
    assert not check_gradient(lambda x: np.log(x).sum(), lambda x: 1.01 / x, [0.5, 1e-3])


def test_a_bug_elsewhere_is_found_beside_a_kink():
    check = check_gradient(
        lambda x: np.maximum(x, 0).sum(), lambda x: np.where(x > 0, 1.1, 0), [0.0, 2.0]
    )
    assert not check
    assert check.worst_index == (1,)
    assert list(check.kinks) == [(0,)]


def test_a_sharp_bend_is_no_kink():
    """softplus(1000 x) bends within a thousandth, but it bends: a bug there is a bug."""

    def gradient(x):
        return 1000 / (1 + np.exp(-1000 * x))

    def f(x):
        return softplus(1000 * x).sum()

    assert check_gradient(f, gradient, [0.0, 1e-4])
    check = check_gradient(f, lambda x: 1.001 * gradient(x), [0.0, 1e-4])
    assert not check
    assert not check.kinks
