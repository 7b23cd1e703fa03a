"""Numerical gradients: slow, approximate, and the way to check an analytic one."""

from dataclasses import dataclass

import numpy as np

from utils import _checks

# Each formula takes line(t) = f(x + t e_i), f along one coordinate, and a step h.
_FORMULAS = {
    "forward": lambda line, h: (line(h) - line(0)) / h,
    "central": lambda line, h: (line(h) - line(-h)) / (2 * h),
    "five_point": lambda line, h: (
        (8 * (line(h) - line(-h)) - line(2 * h) + line(-2 * h)) / (12 * h)
    ),
    "complex": lambda line, h: np.imag(line(1j * h)) / h,
}

# The best step relative to the scale of x: there the truncation error of the formula, of order
# h, h² and h⁴, meets the rounding error of f, EPS / h. The complex step subtracts nothing, so that
# it has no rounding error to fear, and takes a step whose square is below every rounding error.
EPS = np.finfo(float).eps
_RELATIVE_STEPS = {
    "forward": EPS ** (1 / 2),
    "central": EPS ** (1 / 3),
    "five_point": EPS ** (1 / 5),
    "complex": 1e-50,
}

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
        |x|, and longer where |x| is below 1 and f hardly feels it (at a few more values of f).

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
    _checks.one_of("method", method, _FORMULAS)
    if step is not None:
        _checks.positive_number("step", step)
    x = _checks.finite_array("x", x)
    value = _value_at(f, x)
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        line = _line(f, x, index, value)
        if step is None:
            gradient[index], _ = _slope(line, x[index], method)
        else:
            gradient[index] = _FORMULAS[method](line, step)
    if not np.isfinite(gradient).all():
        raise ValueError("f must be finite around x, got a value that is not")
    if method == "complex" and (step or 0) < 1e-8:
        _refuse_lost_imaginary_part(f, x, value, gradient)
    return gradient.astype(x.dtype)


def _number(value):
    """The value of f as a number."""
    number = np.asarray(value)
    if number.dtype.kind not in "biufc":
        raise TypeError(f"f must return a number, got {type(value).__name__}")
    if number.ndim:
        raise ValueError(
            f"f must return a single number, got an array of shape {number.shape}: "
            "take its sum or its mean"
        )
    return number[()]


def _value_at(f, x):
    value = _number(f(x.astype(float)))
    if not np.isfinite(value):
        raise ValueError(f"f must be finite at x, got {value}")
    return value


def _line(f, x, index, value):
    """f along one coordinate: line(t) = f(x + t e_index), with the known value at t = 0."""

    def line(t):
        if t == 0:
            return value
        moved = x.astype(np.result_type(t, float))
        moved[index] += t
        return _number(f(moved))

    return line


def _slope(line, coordinate, method):
    """The slope at the default step, and that step."""
    relative = _RELATIVE_STEPS[method]
    size = abs(float(coordinate))
    h = _power_of_two(relative * (size if size > 1e-100 else 1e-6))
    slope = _FORMULAS[method](line, h)
    if method != "complex":
        # A tiny coordinate may be the weight of a large feature, or a rounded zero: the step
        # starts in proportion to it, and grows until f feels it.
        while h < relative * max(size, 1) and abs(slope) * h < relative / 100 * abs(line(0)):
            h *= 8
            slope = _FORMULAS[method](line, h)
    return slope, h


def _power_of_two(h):
    """The power of two nearest to h: x + h is then free of rounding error for most x."""
    return 2.0 ** np.round(np.log2(h))


def _refuse_lost_imaginary_part(f, x, value, gradient):
    """Hold the complex step against a real difference, along all coordinates and along the flat."""
    size = np.where(x == 0, 1e-6, x) * np.random.default_rng(0).normal(size=x.shape)
    for moved in (True, gradient == 0):
        move = _RELATIVE_STEPS["central"] * size * moved
        ahead, behind = _number(f(x + move)), _number(f(x - move))
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
    Where the default step leaves it open, steps ever 4 times shorter and longer are tried, and the
    neighbours that agree best are believed. What rounding hides even from them is not held against
    the gradient.

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
    analytic = _checks.real_array("gradient(x)", gradient(x.copy()))
    _checks.same_shape("x", x, "gradient(x)", analytic)
    tolerance = tolerance or _TOLERANCES[method]
    # a gradient in float32 cannot be righter than float32
    tolerance = max(tolerance, 32 * float(np.finfo(analytic.dtype).eps))
    analytic = analytic.astype(float)
    # what the last digit of x does to the analytic gradient, rounding does too
    signs = np.random.default_rng(0).choice([-1, 1], size=(4, *x.shape))
    blur = np.max([abs(gradient(x + 8 * EPS * x * sign) - analytic) for sign in signs], axis=0)

    value = _value_at(f, x)
    errors, kinks = np.zeros(x.shape), {}
    with np.errstate(all="ignore"):  # far steps may leave the domain of f
        for index in np.ndindex(x.shape):
            line = _line(f, x, index, value)
            slope, doubt = _settled_slope(line, x[index], method, analytic[index], tolerance)
            error = abs(slope - analytic[index])
            scale = max(abs(slope), abs(analytic[index]))
            if error > tolerance * scale:
                if kink := _kink(line, x[index], method):
                    left, right = kinks[index] = kink
                    # on the way from one slope to the other, the ends included
                    if abs(analytic[index] - (left + right) / 2) < 0.501 * abs(right - left):
                        error = 0
                else:
                    scale = max(scale, (doubt + 8 * blur[index]) / tolerance)
            numerical[index], errors[index] = slope, error / scale if error else 0
    worst = tuple(map(int, np.unravel_index(errors.argmax(), errors.shape)))
    largest = float(errors[worst])
    return GradientCheck(
        largest <= tolerance, largest, worst, numerical, analytic, errors, tolerance, kinks
    )


def _settled_slope(line, coordinate, method, analytic, tolerance):
    """The slope, and the doubt that is left about it."""
    slope, h = _slope(line, coordinate, method)
    if method == "complex":
        return slope, 0
    rounding = EPS * abs(line(0))
    if max(abs(slope - analytic), 40 * rounding / h) <= tolerance * abs(slope):
        return slope, 4 * rounding / h
    best, least = slope, np.inf
    for factor in (1 / 4, 4):
        near, gap, t = slope, 0, h
        for _ in range(15):
            t *= factor
            far = _FORMULAS[method](line, t)
            last, gap = gap, abs(far - near)
            # two neighbours may agree by chance, three hardly
            doubt = max(gap, last / 4) + rounding / t
            if doubt < least:
                best, least = far, doubt
            if least <= tolerance / 10 * abs(best) or (factor > 1 and not doubt < 10 * least):
                break
            near = far
    return best, 3 * least


def _kink(line, coordinate, method):
    """The slopes of f to the left and to the right where they differ, else None.

    Of a smooth f, the difference of the two slopes shrinks with the step; near a kink it stays.
    """

    def sides(t):
        return float((line(0) - line(-t)) / t), float((line(t) - line(0)) / t)

    def gap(t):
        left, right = sides(t)
        return abs(right - left)

    _, h = _slope(line, coordinate, "central" if method == "complex" else method)
    rounding = 400 * EPS * (abs(line(0)) + abs(line(h)))
    while gap(h) > rounding / h:
        if gap(h / 8) > gap(h) / 2:
            return sides(h / 8)
        h /= 8
    return None
