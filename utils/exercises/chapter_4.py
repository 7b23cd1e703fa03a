"""The exercises of notebook 04."""

import numpy as np

from utils.activations import sigmoid
from utils.exercises.exercise import exercise
from utils.exercises.kinds import LABELS, PARAMETERS, Kind, integer, number, numbers
from utils.gradients import check_gradient
from utils.losses import cross_entropy, cross_entropy_grad

# A function of an array of any shape, with slopes of both signs and all derivatives.
WAVES = "np.sum(np.cumsum(x) * np.sin(a * np.ravel(x)))"
FUNCTION = Kind("", f"lambda x, a=rng.uniform(0.5, 2): float(np.real({WAVES}))")
GRID = Kind(
    "PC",
    "rng.normal(0, 2, P if N in (1, 4) else (P, C))",
    {"x holds integers": "rng.integers(-4, 5, (P, C))", "x is one number": "np.array(1.5)"},
    {"x has several entries": "a.size > 1", "x is a table": "a.ndim == 2"},
)
NOT_ZERO = Kind("", "float(rng.choice([-1, 1]) * rng.uniform(0.3, 4))")


@exercise("4.1", read="(4.5)")
def best_step(
    order: integer(1, 4), gap: number(1e-9, 1e-7), size: number(0.5, 5), factor: number(0.05, 3)
):
    """the step where truncation and round-off cost least together.
    order * factor -> factor : here the two errors are equal; differentiate their sum
    """
    return (gap * size / (order * factor)) ** (1 / (order + 1))


@exercise("4.2", calls="2 * x.size")
def measured_gradient(f: FUNCTION, x: GRID, step: number(0.05, 0.5)):
    """a slope for each entry, and x is left as it was.
    below[i] -= step -> pass; (2 * step) -> step : this is the forward difference, not the central
    """
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.astype(float), x.astype(float)
        above[i] += step
        below[i] -= step
        slopes[i] = (f(above) - f(below)) / (2 * step)
    return slopes


@exercise("4.3")
def model_without_a_formula():
    """its gradient is not linear in the weights: they sit inside the sigmoids.
    "line" : its gradient (4.7) is linear in w and b: the normal equations solve it
    "cubic" : it is curved in x, and linear in its weights: X gets the columns x² and x³, and the
        normal equations stay
    "penalty" : the penalty adds 2 w to the gradient, which stays linear in w and b
    """
    X, y = np.vander(np.linspace(-1, 1, 8), 4), np.arange(8) % 2
    line, steps = X * [0, 0, 1, 1], np.outer(range(3), np.ones(4))
    gradients = {
        "line": [line.T @ (line @ w - y) for w in steps],
        "cubic": [X.T @ (X @ w - y) for w in steps],
        "penalty": [line.T @ (line @ w - y) + 2 * w for w in steps],
        "sigmoid": [line.T @ (sigmoid(line @ w) - y) for w in steps],
    }
    return max(gradients, key=lambda model: np.abs(np.diff(gradients[model], 2, axis=0)).max())


@exercise("4.4", read="(4.9)")
def logistic_gradient(w: PARAMETERS, X: numbers(-2, 2, "NP"), y: LABELS):
    """any number of parameters in one line, and it holds at logits of 1000.
    X.T @ ((sigmoid(X @ w) - y) * sigmoid(X @ w) * sigmoid(-X @ w)) / len(y) : there is a factor
        p (1 - p) too many: in dL/dz = p - y it has cancelled
    [1000.0, -500], [[0.5, 1], [-1.5, 1], [2, 1]], [1, 1, 0] : when logits reach 1000
    [-1000.0, 500], [[0.5, 1], [3, 0]], [1, 0] : when logits reach -3000
    """
    return X.T @ (sigmoid(X @ w) - y) / len(y)


@exercise("4.5")
def bug_that_passes():
    """the gradient is right for the wrong loss. Only a loss worked out on paper tells.
    "sign" : the two differ by twice the slope: a relative error of 2
    "mean" : with five examples each slope is five times too large: an error of 80 %
    "entry" : its relative error is about 0.01, far above the tolerance
    """
    rng = np.random.default_rng(0)
    X, W, y = rng.normal(size=(5, 3)), rng.normal(size=(3, 3)), np.arange(5) % 3
    entry = 1 + 0.01 * np.diag([0, 1, 0])
    bugs = {"sign": (-1, y), "mean": (5, y), "entry": (entry, y), "labels": (1, (y + 1) % 3)}

    def passes(bug):
        factor, y = bugs[bug]
        slopes = lambda W: factor * (X.T @ cross_entropy_grad(X @ W, y))  # noqa: E731
        return check_gradient(lambda W: cross_entropy(X @ W, y), slopes, W)

    return next(filter(passes, bugs))


@exercise("4.6")
def divide(a: number(-5, 5), b: NOT_ZERO):
    """a value and its two local slopes: all that a Scalar has to know of a division.
    a / b, -a / b**2, 1 / b : the two slopes are exchanged
    a / b, 1 / b, -1 / b**2 : the slope by b lacks a: a / b is a times 1 / b, of slope -1 / b²
    """
    return a / b, 1 / b, -a / b**2
