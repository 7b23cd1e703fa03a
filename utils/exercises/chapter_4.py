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
    lambda rng, size: rng.normal(0, 2, (size.P, size.C)),
    edges={
        "x holds integers": lambda rng, size: rng.integers(-4, 5, (size.P, size.C)),
        "x is a vector": lambda rng, size: rng.normal(0, 2, size.P),
        "x is one number": lambda rng, size: np.array(rng.normal(0, 2)),
    },
)
STEP = number(0.05, 0.5)
LARGE = np.array([1000.0, -500.0])
NOT_ZERO = Kind("", lambda rng, size: float(rng.choice([-1, 1]) * rng.uniform(0.3, 4)))

x, y = np.linspace(-1, 1, 8), np.array([0, 0, 1, 0, 1, 0, 1, 1])
LINE = np.column_stack([x, np.ones(8)])
CUBIC = np.column_stack([x, x**2, x**3, np.ones(8)])
SLOPES = {  # of four models: their inputs, and the gradient of the loss at weights w
    "line": (LINE, lambda w: 2 * LINE.T @ (LINE @ w - y) / 8),
    "cubic": (CUBIC, lambda w: 2 * CUBIC.T @ (CUBIC @ w - y) / 8),
    "penalty": (LINE, lambda w: 2 * LINE.T @ (LINE @ w - y) / 8 + 2 * w * [1, 0]),
    "sigmoid": (LINE, lambda w: LINE.T @ (sigmoid(LINE @ w) - y) / 8),
}


def without_formula():
    """The model whose gradient is not linear in its weights."""
    for name, (inputs, slopes) in SLOPES.items():
        w = np.ones(inputs.shape[1])
        if not np.allclose(slopes(2 * w) - slopes(w), slopes(w) - slopes(0 * w)):
            return name
    return None


def bug_that_passes():
    """The one of four bugs that `check_gradient` does not see."""
    rng = np.random.default_rng(0)
    features, W, labels = rng.normal(size=(5, 3)), rng.normal(size=(3, 3)), np.arange(5) % 3

    def loss(W, labels=labels):
        return cross_entropy(features @ W, labels)

    def slopes(W, labels=labels):
        return features.T @ cross_entropy_grad(features @ W, labels)

    wrong = (labels + 1) % 3
    bugs = {
        "sign": (loss, lambda W: -slopes(W)),
        "mean": (loss, lambda W: 5 * slopes(W)),
        "entry": (loss, lambda W: slopes(W) * (1 + 0.01 * (np.arange(9).reshape(3, 3) == 4))),
        "labels": (lambda W: loss(W, wrong), lambda W: slopes(W, wrong)),
    }
    return next(name for name, (f, gradient) in bugs.items() if check_gradient(f, gradient, W))


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
            "this is the rule of thumb; `size` and `factor` are known here": (
                "gap ** (1 / (order + 1))"
            ),
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
            "half of the step is used: move by all of it to each side": "right(f, x, step / 2)",
            "this is nearer to the slope itself, as if by a smaller step, five points or a complex "
            "one; the central difference with the argument `step` is asked for": (
                "(4 * right(f, x, step) - right(f, x, 2 * step)) / 3"
            ),
        },
    ),
    "4.3": Choice(
        truth=without_formula,
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
                LARGE,
                np.array([[0.5, 1], [-1.5, 1], [2, 1]]),
                np.array([1, 1, 0]),
            ),
            "logits reach -3000": (-LARGE, np.array([[0.5, 1], [3, 0]]), np.array([1, 0])),
        },
    ),
    "4.5": Choice(
        truth=bug_that_passes,
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
