"""Numerical gradients: slow, approximate, and the way to check an analytic one."""

from dataclasses import dataclass

import numpy as np

from utils import _checks
from utils._differences import (
    EPS,
    FORMULAS,
    RELATIVE_STEPS,
    along,
    default_slope,
    kink,
    number,
    value_at,
)

_TOLERANCES = {"forward": 1e-5, "central": 3e-7, "five_point": 3e-10, "complex": 5e-13}


def numerical_gradient(f, x, method="central", step=None):
    """The gradient of f at x, from values of f alone.

        forward     (f(x + h) - f(x)) / h                                   error O(h)
        central     (f(x + h) - f(x - h)) / 2h                              error O(h²)
        five_point  (8 f(x + h) - 8 f(x - h) - f(x + 2h) + f(x - 2h)) / 12h error O(h⁴)
        complex     Im f(x + i h) / h                                       error O(h²), h tiny

    for each coordinate in turn. P coordinates cost P, 2 P, 4 P and P values of f, and one to five
    more that guard against misuse: dear for training, cheap for checking.

    Parameters
    ----------
    f : callable
        From an array like `x` to a single number. The complex step needs an f that carries complex
        numbers through.
    x : array_like, any shape
        Never changed; f gets a fresh float copy at every call.
    method : {"central", "forward", "five_point", "complex"}
    step : float, optional
        h, the same for all coordinates. By default each coordinate has its own, in proportion to
        |x|, and longer where |x| is below 1 and f hardly feels it (which costs more
        values of f).

    Returns
    -------
    array, the shape of `x`; float32 for float32, else float64
        In units of f per unit of x.

    Raises
    ------
    ValueError
        An unknown method, an x that is empty or not finite, a step that is not positive, an f that
        is not a single finite number, or that drops the imaginary part of its argument.
    TypeError
        An f that cannot be called or does not return a number.

    Source: Nocedal and Wright, "Numerical optimization" (2006), section 8.1; for the complex step,
    Squire and Trapp, "Using complex variables to estimate derivatives of real functions",
    SIAM Review 40 (1998).
    """
    if not callable(f):
        raise TypeError(f"f must be callable, got {type(f).__name__}")
    _checks.one_of("method", method, FORMULAS)
    if step is not None:
        _checks.positive_number("step", step)
    x = _checks.finite_array("x", x)
    value = value_at(f, x)
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        line = along(f, x, index, value)
        if step is None:
            gradient[index], _ = default_slope(line, x[index], method)
        else:
            gradient[index] = FORMULAS[method](line, step)
    if not np.isfinite(gradient).all():
        raise ValueError("f must be finite around x, got a value that is not")
    if method == "complex" and (step or 0) < 1e-8:
        _refuse_lost_imaginary_part(f, x, value, gradient)
    return gradient.astype(x.dtype)


def _refuse_lost_imaginary_part(f, x, value, gradient):
    """Hold the complex step against a real difference, along all coordinates and along the flat."""
    size = np.where(x == 0, 1e-6, x) * np.random.default_rng(0).normal(size=x.shape)
    for moved in (True, gradient == 0):
        move = RELATIVE_STEPS["central"] * size * moved
        ahead, behind = number(f(x + move)), number(f(x - move))
        change, expected = (ahead - behind) / 2, gradient * move
        allowed = 1e-3 * (abs(expected).sum() + abs(ahead - value)) + 100 * EPS * abs(value)
        if abs(change - expected.sum()) > allowed:
            raise ValueError(
                "f must carry complex numbers through for the complex step, but its real slope is "
                "another: abs, maximum and real drop the imaginary part, a kink has two slopes; "
                "take method='central'"
            )


@dataclass(frozen=True, eq=False, repr=False)
class GradientCheck:
    """What `check_gradient` found: true if the gradient is right, and printed as a short table.

    Attributes
    ----------
    ok : bool
    max_relative_error : float
    worst_index : tuple
        Where the largest error is: an index into the arrays.
    numerical, analytic, errors : array, the shape of x
        The two gradients, and the relative error of each coordinate.
    tolerance : float
        The largest relative error that passes.
    kinks : dict
        From the index of a kink to the slopes of f on its left and on its right.
    """

    ok: bool
    max_relative_error: float
    worst_index: tuple
    numerical: np.ndarray
    analytic: np.ndarray
    errors: np.ndarray
    tolerance: float
    kinks: dict

    def __bool__(self):
        return self.ok

    def __repr__(self):
        verdict = "agree" if self.ok else "differ"
        lines = [
            f"The gradients {verdict}: largest relative error {self.max_relative_error:.2g} "
            f"at index {_name(self.worst_index)}, tolerance {self.tolerance:.2g}",
            f"{'index':>10} {'numerical':>24} {'analytic':>24} {'relative error':>15}",
        ]
        for flat in np.argsort(-self.errors, axis=None, kind="stable")[:5]:
            index = np.unravel_index(flat, self.errors.shape)
            lines.append(
                f"{_name(index):>10} {self.numerical[index]:24.16g} {self.analytic[index]:24.16g} "
                f"{self.errors[index]:15.2g}"
            )
        lines += [
            f"f has a kink at index {_name(index)}: its slope is {left:.4g} to the left and "
            f"{right:.4g} to the right; every value between is a right answer"
            for index, (left, right) in self.kinks.items()
        ]
        return "\n".join(lines)


def _name(index):
    return ", ".join(map(str, index)) or "()"


def check_gradient(f, gradient, x, method="central", tolerance=None):
    """Hold an analytic gradient against the numerical one, coordinate by coordinate.

    The relative error of a coordinate is |numerical - analytic| / max(|numerical|, |analytic|).
    What rounding does to the difference quotient, about EPS |f| / h, is not held against the
    gradient: a bug below that goes unseen.

    Parameters
    ----------
    f : callable
        From an array like `x` to a single number.
    gradient : callable
        From an array like `x` to an array of its shape.
    x : array_like, any shape
        Never changed.
    method : {"central", "forward", "five_point", "complex"}
    tolerance : float, optional
        The largest relative error that passes: by default 1e-5 for forward, 3e-7 for central, 3e-10
        for five_point and 5e-13 for complex.

    Returns
    -------
    GradientCheck
        Where f has a kink (as |x| at 0), every value from its slope on the left to its slope on the
        right is a right answer; the kink is reported.

    Raises
    ------
    ValueError, TypeError
        As `numerical_gradient`; a gradient of another shape than x, or with NaN; a tolerance that
        is not positive.
    """
    if not callable(gradient):
        raise TypeError(f"gradient must be callable, got {type(gradient).__name__}")
    if tolerance is not None:
        _checks.positive_number("tolerance", tolerance)
    x = _checks.finite_array("x", x).astype(float)
    numerical = numerical_gradient(f, x, method)
    analytic = _checks.as_floats("gradient(x)", gradient(x.copy()))
    _checks.same_shape("x", x, "gradient(x)", analytic)
    _checks.real_array("gradient(x)", analytic)
    tolerance = tolerance or _TOLERANCES[method]
    # a gradient in float32 cannot be righter than float32
    tolerance = max(tolerance, 32 * float(np.finfo(analytic.dtype).eps))
    analytic = analytic.astype(float)
    value = value_at(f, x)
    errors, kinks = np.zeros(x.shape), {}
    for index in np.ndindex(x.shape):
        line = along(f, x, index, value)
        numerical[index], h = default_slope(line, x[index], method)
        # the complex step subtracts nothing: there it is the analytic gradient that is rounded
        rounding = 40 * EPS * abs(value) / (10 * (abs(x[index]) or 1) if method == "complex" else h)
        error = abs(numerical[index] - analytic[index])
        scale = max(abs(numerical[index]), abs(analytic[index]), rounding / tolerance)
        if error > tolerance * scale and (sides := kink(line, 2 * h, 10 * rounding)):
            kinks[index] = sides
            # on the way from one slope to the other, the ends included
            if abs(analytic[index] - np.mean(sides)) < 0.501 * abs(sides[1] - sides[0]):
                error = 0
        errors[index] = error / scale if error else 0
    worst = tuple(map(int, np.unravel_index(errors.argmax(), errors.shape)))
    largest = float(errors[worst])
    return GradientCheck(
        largest <= tolerance, largest, worst, numerical, analytic, errors, tolerance, kinks
    )
