"""Numerical gradients: slow, approximate, and the way to check an analytic one."""

from dataclasses import dataclass

import numpy as np

from utils import _checks

# method: where f is evaluated, in steps; the weights of those values; the best relative step,
# at which the truncation error of the formula meets the rounding error of f.
_EPS = np.finfo(float).eps
_FORMULAS = {
    "forward": ((0, 1), (-1, 1), _EPS ** (1 / 2)),
    "central": ((-1, 1), (-1 / 2, 1 / 2), _EPS ** (1 / 3)),
    "five_point": ((-2, -1, 1, 2), (1 / 12, -8 / 12, 8 / 12, -1 / 12), _EPS ** (1 / 5)),
}


def numerical_gradient(f, x, method="central", step=None):
    """First version."""
    _checks.one_of("method", method, (*_FORMULAS, "complex"))
    x = _checks.finite_array("x", x)
    point = x.astype(float)
    gradient = np.empty_like(point)
    for i in np.ndindex(point.shape):
        if method == "complex":
            h = step or 1e-30
            moved = point.astype(complex)
            moved[i] += 1j * h
            gradient[i] = np.imag(f(moved)) / h
            continue
        nodes, weights, base = _FORMULAS[method]
        h = step or base * (abs(point[i]) or 1.0)
        total = 0.0
        for node, weight in zip(nodes, weights, strict=True):
            moved = point.copy()
            moved[i] += node * h
            total += weight * f(moved)
        gradient[i] = total / h
    return gradient.astype(x.dtype)


@dataclass(frozen=True)
class GradientCheck:
    """First version."""

    ok: bool
    max_relative_error: float
    worst_index: tuple
    numerical: np.ndarray
    analytic: np.ndarray

    def __str__(self):
        return f"ok {self.ok}, max relative error {self.max_relative_error:.2g}"


_TOLERANCES = {"forward": 1e-5, "central": 3e-7, "five_point": 3e-10, "complex": 3e-13}


def check_gradient(f, gradient, x, method="central", tolerance=None):
    """First version."""
    numerical = numerical_gradient(f, x, method)
    analytic = np.asarray(gradient(np.array(x, dtype=float)))
    _checks.same_shape("x", numerical, "gradient(x)", analytic)
    scale = np.maximum(np.maximum(abs(numerical), abs(analytic)), 1e-300)
    errors = abs(numerical - analytic) / scale
    worst = tuple(map(int, np.unravel_index(errors.argmax(), errors.shape)))
    ok = bool(errors.max() <= (tolerance or _TOLERANCES[method]))
    return GradientCheck(ok, float(errors.max()), worst, numerical, analytic)
