"""The exercises of notebook 04."""

import numpy as np

from utils.exercises.exercise import Exercise
from utils.exercises.kinds import LABELS, PARAMETERS, REALS, Kind, number, numbers


class Bowl:
    """A function of an array of any shape, with slopes of both signs and a third derivative."""

    def __init__(self, rng):
        self.a, self.b = rng.uniform(0.5, 2, 2)
        self.__name__ = "bowl"

    def __call__(self, x):
        x = np.asarray(x)
        weights = np.arange(1, x.size + 1).reshape(x.shape)
        cubic = np.sum(weights * (self.a * x**3 - 2 * x))
        return float(np.real(cubic + self.b * np.sum(weights * x) ** 2 / 10))


FUNCTION = Kind("", lambda rng, size: Bowl(rng))
TABLE = Kind("NP", lambda rng, size: rng.normal(0, 1, (size.N, size.P)))
GRID = Kind(
    "PC",
    lambda rng, size: rng.normal(0, 2, (size.P, size.C)),
    edges={
        "x holds integers": lambda rng, size: rng.integers(-4, 5, (size.P, size.C)),
        "x is a vector": lambda rng, size: rng.normal(0, 2, size.P),
        "x is one number": lambda rng, size: np.array(rng.normal(0, 2)),
    },
)
STEP = number(0.05, 0.5)

EXERCISES = {
    "4.1": Exercise(
        arguments={"prediction": REALS, "target": REALS},
        answer="""
def mse_gradient(prediction, target):
    return 2 * (prediction - target) / len(target)
""",
        praise="2 / N times the residual, equal to the measured slopes.",
        ideas={
            "the loss is squared, its slope is not: differentiate the square": (
                "(prediction - target)**2 / len(target)"
            ),
            "a factor 2 and the division by N are both missing": "prediction - target",
            "this is the gradient of the mean absolute error: the size of a residual is lost": (
                "np.sign(prediction - target) / len(target)"
            ),
            "this is the loss itself; its gradient is asked for": "np.mean((prediction-target)**2)",
        },
    ),
    "4.2": Exercise(
        arguments={"w": PARAMETERS, "X": TABLE, "y": LABELS},
        answer="""
def logistic_gradient(w, X, y):
    return X.T @ (sigmoid(X @ w) - y) / len(y)
""",
        praise="any number of parameters in one line, and it holds at logits of 1000.",
        read="(4.9)",
        ideas={
            "the logits stand where the probabilities belong: a sigmoid is missing": (
                "X.T @ (X @ w - y) / len(y)"
            ),
            "there is a factor p (1 - p) too many: in dL/dz = p - y it has cancelled": (
                "X.T @ ((sigmoid(X @ w) - y) * sigmoid(X @ w) * sigmoid(-X @ w)) / len(y)"
            ),
            "one error for each flight: multiply each by its row of X, and add them": (
                "sigmoid(X @ w) - y"
            ),
        },
        edges={
            "logits reach 1000": (
                np.array([1000.0, -500.0]),
                np.array([[0.5, 1.0], [-1.5, 1.0], [2.0, 1.0]]),
                np.array([1, 1, 0]),
            ),
            "logits reach -3000": (
                np.array([-1000.0, 500.0]),
                np.array([[0.5, 1.0], [-1.5, 1.0], [3.0, 0.0]]),
                np.array([1, 1, 0]),
            ),
        },
    ),
    "4.3": Exercise(
        arguments={"f": FUNCTION, "x": GRID, "step": STEP},
        answer="""
def measured_gradient(f, x, step):
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.astype(float), x.astype(float)
        above[i] += step
        below[i] -= step
        slopes[i] = (f(above) - f(below)) / (2 * step)
    return slopes
""",
        praise="two evaluations for each parameter, and x is left as it was.",
        calls="2 * x.size",
        ideas={
            "this is the forward difference; the central one is asked for": """
def forward(f, x, step):
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above = x.astype(float)
        above[i] += step
        slopes[i] = (f(above) - f(x)) / step
    return slopes
""",
            "this is the backward difference; the central one is asked for": """
def backward(f, x, step):
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        below = x.astype(float)
        below[i] -= step
        slopes[i] = (f(x) - f(below)) / step
    return slopes
""",
            "half of the step is used: move by all of it to each side": "right(f, x, step / 2)",
            "this is nearer to the slope itself, as if by a smaller step, five points or a complex "
            "one; the central difference with the argument `step` is asked for": (
                "(4 * right(f, x, step) - right(f, x, 2 * step)) / 3"
            ),
        },
    ),
    "4.4": Exercise(
        arguments={"f": FUNCTION, "w": PARAMETERS, "direction": numbers(-2, 2, "P"), "step": STEP},
        answer="""
def slope_along(f, w, direction, step):
    return (f(w + step * direction) - f(w - step * direction)) / (2 * step)
""",
        praise="two evaluations check a gradient of any length.",
        calls="2",
        ideas={
            "the direction is not used: the step is added to every entry of w alike": (
                "right(f, w, np.ones_like(w), step)"
            ),
            "the slope is right for a direction of length 1: divide by the step alone": (
                "right(f, w, direction, step) / np.linalg.norm(direction)"
            ),
            "the direction was scaled to length 1; per unit of `step`, a long one counts more": (
                "right(f, w, direction / np.linalg.norm(direction), step)"
            ),
            "this is nearer to the slope itself, as if by a smaller step; the central difference "
            "with the argument `step` is asked for": (
                "(4 * right(f, w, direction, step) - right(f, w, direction, 2 * step)) / 3"
            ),
            "this is the forward difference; the central one is asked for": (
                "(f(w + step * direction) - f(w)) / step"
            ),
            "this is the backward difference; the central one is asked for": (
                "(f(w) - f(w - step * direction)) / step"
            ),
        },
    ),
}
