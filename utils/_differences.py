"""Difference quotients: a step along one coordinate, and the slope of f there from its values."""

import numpy as np

# Each formula takes line(t) = f(x + t e_i), f along one coordinate, and a step h.
FORMULAS = {
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
RELATIVE_STEPS = {
    "forward": EPS ** (1 / 2),
    "central": EPS ** (1 / 3),
    "five_point": EPS ** (1 / 5),
    "complex": 1e-50,
}


def number(value):
    """The value of f as a number."""
    if np.ma.isMaskedArray(value) or (array := np.asarray(value)).dtype.kind not in "biufc":
        raise TypeError(f"f must return a number, got {type(value).__name__}")
    if array.ndim:
        raise ValueError(
            f"f must return a single number, got an array of shape {array.shape}: "
            "take its sum or its mean"
        )
    return array[()]


def value_at(f, x):
    value = number(f(x.astype(float)))
    if np.imag(value):
        raise ValueError(f"f must be real at x, got {value}")
    if not np.isfinite(value):
        raise ValueError(f"f must be finite at x, got {value}")
    return value


def along(f, x, index, value):
    """f along one coordinate: line(t) = f(x + t e_index), with the known value at t = 0."""

    def line(t):
        if t == 0:
            return value
        moved = x.astype(np.result_type(t, float))
        moved[index] += t
        return number(f(moved))

    return line


def default_slope(line, coordinate, method):
    """The slope at the default step, and that step."""
    relative = RELATIVE_STEPS[method]
    size = abs(float(coordinate))
    h = relative * (size if size > 1e-100 else 1e-6)
    h = 2.0 ** np.round(np.log2(h))  # x + h is then free of rounding error for most x
    slope = FORMULAS[method](line, h)
    if method != "complex":
        # A tiny coordinate may be the weight of a large feature, or a rounded zero: the step
        # starts in proportion to it, and grows until f feels it.
        while h < relative and abs(slope) * h < relative / 100 * abs(line(0)):
            h *= 4
            slope = FORMULAS[method](line, h)
    return slope, h


def kink(line, h, noise):
    """The slopes of f to the left and to the right of a kink within h, None where f is smooth.

    Of a smooth f, the difference of the two slopes shrinks with the step, 8 times for an eighth of
    it; of a kink it stays, or is gone where the kink lies between the two steps.
    """
    with np.errstate(all="ignore"):  # a step may leave the domain of f
        sides = [((line(0) - line(-t)) / t, (line(t) - line(0)) / t) for t in (h, h / 8)]
    far, near = (abs(right - left) for left, right in sides)
    if not far > noise or 4 < far / max(near, noise / 99) < 16:
        return None
    return tuple(map(float, sides[int(near > far / 2)]))
