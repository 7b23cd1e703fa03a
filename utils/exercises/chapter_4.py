"""The exercises of notebook 04."""

import numpy as np

from utils.exercises.checking import (
    Exercise,
    Mistake,
    extra_factor_2,
    flipped_sign,
    forgot_factor_2,
    sum_for_mean,
)
from utils.gradients import numerical_gradient
from utils.losses import mse_loss


def cubes(x):
    return np.sum(np.power(x, 3))


def bowl(x):
    return np.sum(np.exp(np.asarray(x) / 2)) + np.sum(x) ** 2


def mse_slopes(prediction, target):
    return numerical_gradient(
        lambda p: mse_loss(p, target), np.array(prediction, dtype=float), "five_point"
    )


def logistic_slopes(w, X, y):
    """Flight by flight, with the sigmoid as a tanh."""
    slopes = np.zeros(len(w))
    for row, label in zip(X, y, strict=True):
        slopes += (0.5 + 0.5 * np.tanh(np.dot(row, w) / 2) - label) * row / len(y)
    return slopes


def squared_error_slopes(w, X, y):
    p = 1 / (1 + np.exp(-X @ w))
    return X.T @ ((p - y) * p * (1 - p)) / len(y)


def slopes_by_complex_step(f, x, step):
    return numerical_gradient(f, np.asarray(x, dtype=float), "complex")


def slope_along(f, w, direction, step):
    return numerical_gradient(lambda moved: f(w + moved[0] * direction), [0.0], "complex")[0]


def forward_slopes(f, x, step):
    moves = step * np.eye(np.size(x)).reshape(-1, *np.shape(x))
    return np.reshape([(f(x + move) - f(x)) / step for move in moves], np.shape(x))


X = np.array([[0.5, 1.0], [-1.5, 1.0], [2.0, 1.0]])
Y = np.array([1.0, 1.0, 0.0])
GRID = np.array([[1.0, -2.0], [0.5, 3.0]])

EXERCISES = {
    "4.1": Exercise(
        truth=mse_slopes,
        cases=[
            (np.array([3.0]), np.array([1.0])),
            (np.array([1.0, 2.0, 4.0]), np.array([2.0, 2.5, 1.0])),
        ],
        mistakes=[
            flipped_sign,
            forgot_factor_2,
            sum_for_mean,
            Mistake(
                "the loss is squared, its slope is not: differentiate the square",
                lambda prediction, target: (prediction - target) ** 2 / len(target),
            ),
            Mistake(
                "a factor 2 and the division by N are both missing",
                lambda prediction, target: prediction - target,
            ),
        ],
        praise="2 / N times the residual, equal to the measured slopes.",
        tolerance=1e-6,
    ),
    "4.2": Exercise(
        truth=logistic_slopes,
        cases=[(np.array([1.0, -1.0]), X[:1], Y[:1]), (np.array([0.7, -0.2]), X, Y)],
        extreme=[(np.array([1000.0, 0.0]), X, Y), (np.array([-1000.0, 500.0]), X, Y)],
        mistakes=[
            flipped_sign,
            Mistake(
                "this is the sum over the flights: divide by their number N for the mean",
                lambda w, X, y: len(y) * logistic_slopes(w, X, y),
            ),
            Mistake(
                "the logits stand where the probabilities belong: a sigmoid is missing",
                lambda w, X, y: X.T @ (X @ w - y) / len(y),
            ),
            Mistake(
                "there is a factor p (1 - p) too many: in dL/dz = p - y it has cancelled",
                squared_error_slopes,
            ),
        ],
        praise="any number of parameters in one line, and it holds at logits of 1000.",
    ),
    "4.3": Exercise(
        truth=slopes_by_complex_step,
        cases=[
            (cubes, np.array([2.0]), 1e-4),
            (bowl, np.array([0.3, -1.0, 2.0]), 1e-4),
            (cubes, GRID, 1e-4),
        ],
        extreme=[(cubes, np.array([2, 3]), 1e-4)],
        mistakes=[
            extra_factor_2,
            flipped_sign,
            Mistake("this is the forward difference; the central one is asked for", forward_slopes),
        ],
        praise="two evaluations for each parameter, and x is left as it was.",
        tolerance=1e-6,
    ),
    "4.4": Exercise(
        truth=slope_along,
        cases=[
            (cubes, np.array([2.0]), np.array([3.0]), 1e-4),
            (bowl, np.array([0.3, -1.0, 2.0]), np.array([1.0, -1.0, 0.5]), 1e-4),
        ],
        mistakes=[
            extra_factor_2,
            flipped_sign,
            Mistake(
                "the direction is not used: the step is added to every entry of w alike",
                lambda f, w, direction, step: slope_along(f, w, np.ones_like(w), step),
            ),
            Mistake(
                "the slope is right for a direction of length 1: divide by the step alone",
                lambda f, w, direction, step: (
                    slope_along(f, w, direction, step) / np.linalg.norm(direction)
                ),
            ),
            Mistake(
                "this is the forward difference; the central one is asked for",
                lambda f, w, direction, step: (f(w + step * direction) - f(w)) / step,
            ),
        ],
        praise="two evaluations check a gradient of any length.",
        tolerance=1e-6,
    ),
}
