"""Numerical gradients: slow, approximate, and the way to check an analytic one."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from utils import _checks

EPS = np.finfo(float).eps
# The formula, of line(t) = f(x + t e_i), f along one coordinate, and a step h; the best step for a
# coordinate of size 1, where truncation, of order h, h² and h⁴, meets round-off, EPS / h, of which
# the complex step has none; and the relative error that a check lets pass.
METHODS = {
    "forward": (lambda line, h: (line(h) - line(0)) / h, EPS ** (1 / 2), 1e-5),
    "central": (lambda line, h: (line(h) - line(-h)) / (2 * h), EPS ** (1 / 3), 3e-7),
    "five_point": (
        lambda line, h: (8 * (line(h) - line(-h)) - line(2 * h) + line(-2 * h)) / (12 * h),
        EPS ** (1 / 5),
        3e-10,
    ),
    "complex": (lambda line, h: np.imag(line(1j * h)) / h, 1e-50, 5e-13),
}


def numerical_gradient(f, x, method="central", step=None):
    """The gradient of f at x, from values of f alone.

        forward     (f(x + h) - f(x)) / h                                   error O(h)
        central     (f(x + h) - f(x - h)) / 2h                              error O(h²)
        five_point  (8 f(x + h) - 8 f(x - h) - f(x + 2h) + f(x - 2h)) / 12h error O(h⁴)
        complex     Im f(x + i h) / h                                       error O(h²), h tiny

    for each coordinate in turn. P coordinates cost P, 2 P, 4 P and P values of f, and one more;
    with a tiny complex step another 2 P + 1, to see that no imaginary part is lost on the way.

    f: from an array like x, a fresh float copy at each call, to a single number. x: any shape.
    step: h, the same for all coordinates; by default in proportion to |x|, but to 0.01 where |x| is
    smaller, which suits features up to a few hundreds. Returns the shape of x, in units of f per
    unit of x; float32 for float32, else float64.
    Raises ValueError for an unknown method, an x that is empty or not finite, a step that is not
    positive, an f that is not a single finite number, or that drops the imaginary part of its
    argument; TypeError for arguments and values of a wrong kind.

    Source: Nocedal and Wright, "Numerical optimization" (2006), section 8.1; for the complex step,
    Squire and Trapp, "Using complex variables to estimate derivatives of real functions",
    SIAM Review 40 (1998).
    """
    _checks.of_kind("f", f, Callable, "callable")
    _checks.one_of("method", method, METHODS)
    if step is not None:
        _checks.positive("step", step)
    x = _checks.real_array("x", x, finite=True)
    value = _value(f, x.astype(float))
    if np.imag(value) or not np.isfinite(value):
        raise ValueError(f"f must be real and finite at x, got {value}")
    formula, best, _ = METHODS[method]
    steps = np.full(x.shape, step) if step else best * _sizes(x)
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):

        def line(t, index=index):
            moved = x.astype(np.result_type(t, float))
            moved[index] += t
            return _value(f, moved) if t else value

        gradient[index] = formula(line, steps[index])
    if not np.isfinite(gradient).all():
        raise ValueError("f must be finite around x, got a value that is not")
    if method == "complex" and steps.max() < 1e-8:
        central = numerical_gradient(f, x)
        allowed = 1e-2 * np.abs(central) + _rounding(value, x, "central") + EPS
        if (np.abs(gradient - central) > allowed).any():
            raise ValueError(
                "f must carry complex numbers through for the complex step, but its real slope is "
                "another: abs, maximum and real drop the imaginary part; take method='central'"
            )
    return gradient.astype(x.dtype)


def _value(f, x):
    value = f(x)
    if np.ma.isMaskedArray(value) or (array := np.asarray(value)).dtype.kind not in "biufc":
        raise TypeError(f"f must return a number, got {type(value).__name__}")
    if array.ndim:
        raise ValueError(
            f"f must return a single number, got an array of shape {array.shape}: "
            "take its sum or its mean"
        )
    return array[()]


def _sizes(x):
    """What the steps are in proportion to: at 0, a step of 0 would measure nothing."""
    return np.maximum(np.abs(x), 0.01, dtype=float)


def _rounding(value, x, method):
    """What round-off may add to each slope; the complex step divides none by h."""
    step = 1 if method == "complex" else METHODS[method][1]
    return 20 * EPS * np.abs(value) / (_sizes(x) * step)


@dataclass(frozen=True, eq=False, repr=False)
class GradientCheck:
    """What `check_gradient` found: true if the gradient is right, and printed as a short table.

    worst_index says where the largest relative error is. numerical, analytic and errors, the
    relative ones, have the shape of x; tolerance is the largest error that passes.
    """

    ok: bool
    max_relative_error: float
    worst_index: tuple
    numerical: np.ndarray
    analytic: np.ndarray
    errors: np.ndarray
    tolerance: float

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
        return "\n".join(lines)


def _name(index):
    return ", ".join(map(str, index)) or "()"


def check_gradient(f, gradient, x, method="central", tolerance=None):
    """Hold an analytic gradient against the numerical one, coordinate by coordinate.

    The relative error of a coordinate is |numerical - analytic| / max(|numerical|, |analytic|).
    What round-off does to the quotient, about EPS |f| / h, is not held against the gradient: a bug
    below that goes unseen. At a kink, as of |x| at 0, a right gradient may differ: check beside it.

    f, x and method: as in `numerical_gradient`, and what they raise. gradient: from an array like x
    to one of its shape, finite. tolerance: the largest relative error that passes; by default 1e-5
    for forward, 3e-7 for central, 3e-10 for five_point and 5e-13 for complex. ValueError otherwise.
    """
    _checks.of_kind("gradient", gradient, Callable, "callable")
    if tolerance is not None:
        _checks.positive("tolerance", tolerance)
    x = _checks.real_array("x", x, finite=True).astype(float)
    numerical = numerical_gradient(f, x, method)
    _, analytic = _checks.of_one_shape("x", x, "gradient(x)", gradient(x.copy()))
    analytic = _checks.real_array("gradient(x)", analytic, finite=True).astype(float)
    tolerance = tolerance or METHODS[method][2]
    difference = np.abs(numerical - analytic)
    noise = _rounding(_value(f, x.copy()), x, method) / tolerance
    scale = np.maximum.reduce([np.abs(numerical), np.abs(analytic), noise])
    errors = np.divide(difference, scale, where=difference > 0, out=np.zeros(x.shape))
    worst = tuple(map(int, np.unravel_index(errors.argmax(), errors.shape)))
    largest = float(errors[worst])
    return GradientCheck(
        largest <= tolerance, largest, worst, numerical, analytic, errors, tolerance
    )
