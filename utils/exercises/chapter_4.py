"""The exercises of notebook 04."""

import numpy as np

from utils.activations import sigmoid
from utils.exercises.exercise import Choice, Exercise
from utils.exercises.kinds import LABELS, PARAMETERS, Kind, integer, number
from utils.gradients import check_gradient
from utils.losses import cross_entropy, cross_entropy_grad


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
    lambda rng, size: rng.normal(0, 2, size.P if size.N in (1, 4) else (size.P, size.C)),
    traits={"x has several entries": lambda x: x.size > 1, "x is a table": lambda x: x.ndim == 2},
    edges={
        "x holds integers": lambda rng, size: rng.integers(-4, 5, (size.P, size.C)),
        "x is one number": lambda rng, size: np.array(rng.normal(0, 2)),
    },
)
STEP = number(0.05, 0.5)
LARGE = np.array([1000.0, -500.0])
NOT_ZERO = Kind("", lambda rng, size: float(rng.choice([-1, 1]) * rng.uniform(0.3, 4)))

LINE = np.vander(np.linspace(-1, 1, 8), 2)
CUBIC = np.vander(np.linspace(-1, 1, 8), 4)
Y = np.array([0, 0, 1, 0, 1, 0, 1, 1])
SLOPES = {  # of four models: how many weights they have, and the gradient of the loss at w
    "line": (2, lambda w: 2 * LINE.T @ (LINE @ w - Y) / 8),
    "cubic": (4, lambda w: 2 * CUBIC.T @ (CUBIC @ w - Y) / 8),
    "penalty": (2, lambda w: 2 * LINE.T @ (LINE @ w - Y) / 8 + 2 * w * [1, 0]),
    "sigmoid": (2, lambda w: LINE.T @ (sigmoid(LINE @ w) - Y) / 8),
}


def bend(name):
    """How far the gradient of a model is from linear in its weights."""
    count, slopes = SLOPES[name]
    w = np.ones(count)
    return np.abs(slopes(2 * w) - 2 * slopes(w) + slopes(0 * w)).max()


def seen(bug):
    """Whether `check_gradient` sees a bug in the gradient of a softmax loss."""
    rng = np.random.default_rng(0)
    features, W, labels = rng.normal(size=(5, 3)), rng.normal(size=(3, 3)), np.arange(5) % 3
    if bug == "labels":
        labels = (labels + 1) % 3
    entry = 1 + 0.01 * (np.arange(9).reshape(3, 3) == 4)
    factor = {"sign": -1, "mean": 5, "entry": entry, "labels": 1}[bug]
    return not check_gradient(
        lambda W: cross_entropy(features @ W, labels),
        lambda W: factor * (features.T @ cross_entropy_grad(features @ W, labels)),
        W,
    )


EXERCISES = {
    "4.1": Exercise(
        arguments={
            "order": integer(1, 4),
            "gap": number(1e-9, 1e-7),
            "size": number(0.5, 5),
            "factor": number(0.05, 3),
        },
        answer="""
def best_step(order, gap, size, factor):
    return (gap * size / (order * factor)) ** (1 / (order + 1))
""",
        praise="the step where truncation and round-off cost least together.",
        read="(4.5)",
        ideas={
            "here the two errors are equal; their sum is smallest elsewhere: differentiate it": (
                "(gap * size / factor) ** (1 / (order + 1))"
            ),
            "this is the truncation error itself; the step is asked for": (
                "factor * right(order, gap, size, factor) ** order"
            ),
        },
    ),
    "4.2": Exercise(
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
        praise="a slope for each entry, and x is left as it was.",
        calls="2 * x.size",
        ideas={
            "this is the forward difference; the central one is asked for": (
                "below[i] -= step -> pass; (2 * step) -> step"
            ),
            "this is the backward difference; the central one is asked for": (
                "above[i] += step -> pass; (2 * step) -> step"
            ),
            "this is nearer to the slope itself, as if by a smaller step, five points or a complex "
            "one; the central difference with the argument `step` is asked for": (
                "(4 * right(f, x, step) - right(f, x, 2 * step)) / 3"
            ),
        },
    ),
    "4.3": Choice(
        truth=lambda: max(SLOPES, key=bend),
        praise="its gradient is not linear in the weights: they sit inside the sigmoids.",
        against={
            "line": "its gradient (4.7) is linear in w and b: the normal equations solve it",
            "cubic": "it is curved in x, and linear in its weights: X gets the columns x² and x³, "
            "and the normal equations stay",
            "penalty": "the penalty adds 2 w to the gradient, which stays linear in w and b",
        },
    ),
    "4.4": Exercise(
        arguments={"w": PARAMETERS, "X": TABLE, "y": LABELS},
        answer="""
def logistic_gradient(w, X, y):
    return X.T @ (sigmoid(X @ w) - y) / len(y)
""",
        praise="any number of parameters in one line, and it holds at logits of 1000.",
        read="(4.9)",
        ideas={
            "there is a factor p (1 - p) too many: in dL/dz = p - y it has cancelled": (
                "X.T @ ((sigmoid(X @ w) - y) * sigmoid(X @ w) * sigmoid(-X @ w)) / len(y)"
            ),
        },
        edges={
            "logits reach 1000": (
                LARGE,
                np.array([[0.5, 1], [-1.5, 1], [2, 1]]),
                np.array([1, 1, 0]),
            ),
            "logits reach -3000": (-LARGE, np.array([[0.5, 1], [3, 0]]), np.array([1, 0])),
        },
    ),
    "4.5": Choice(
        truth=lambda: min(["sign", "mean", "entry", "labels"], key=seen),
        praise="the gradient is right for the wrong loss. Only a loss worked out on paper tells.",
        against={
            "sign": "the two differ by twice the slope: a relative error of 2",
            "mean": "with five examples each slope is five times too large: an error of 80 %",
            "entry": "its relative error is about 0.01, far above the tolerance",
        },
    ),
    "4.6": Exercise(
        arguments={"a": Kind("", lambda rng, size: float(rng.normal(0, 2))), "b": NOT_ZERO},
        answer="""
def divide(a, b):
    return a / b, 1 / b, -a / b**2
""",
        praise="a value and its two local slopes: all that a Scalar has to know of a division.",
        ideas={
            "the slopes are those of a product": "(a / b, b, a)",
            "the two slopes are exchanged": "(a / b, -a / b**2, 1 / b)",
            "the slope by b is missing its inner part: 1 / b has the slope -1 / b²": (
                "(a / b, 1 / b, -1 / b**2)"
            ),
        },
    ),
}
