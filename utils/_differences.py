"""A function along one coordinate, and its slope there from values of the function alone."""

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
    array = np.asarray(value)
    if array.dtype.kind not in "biufc":
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
            h *= 8
            slope = FORMULAS[method](line, h)
    return slope, h


def settled_slope(line, coordinate, method, analytic, tolerance):
    """The slope, and the doubt that is left about it."""
    slope, h = default_slope(line, coordinate, method)
    rounding = EPS * abs(line(0))
    settled = max(abs(slope - analytic), 40 * rounding / h) <= tolerance * abs(slope)
    if settled or slope == analytic or method == "complex":
        return slope, 0
    best, least = slope, np.inf
    for factor in (1 / 4, 4):
        near, gap, t = slope, 0, h
        for _ in range(15):
            t *= factor
            far = FORMULAS[method](line, t)
            last, gap = gap, abs(far - near)
            # two neighbours may agree by chance, three hardly
            doubt = max(gap, last / 4) + rounding / t
            if doubt < least:
                best, least = far, doubt
            if least <= tolerance / 10 * abs(best) or (factor > 1 and not doubt < 10 * least):
                break
            near = far
    return best, 3 * least


def kink_slopes(line, coordinate):
    """The slopes of f to the left and to the right where they differ, else None.

    Of a smooth f, the difference of the two slopes shrinks with the step; near a kink it stays.
    """

    def sides(t):
        return float((line(0) - line(-t)) / t), float((line(t) - line(0)) / t)

    def gap(t):
        left, right = sides(t)
        return abs(right - left)

    _, h = default_slope(line, coordinate, "central")
    rounding = 400 * EPS * (abs(line(0)) + abs(line(h)))
    while gap(h) > rounding / h:
        if gap(h / 8) > gap(h) / 2:
            return sides(h / 8)
        h /= 8
    return None
