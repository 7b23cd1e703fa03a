"""The exercises of notebook 05."""

import math

import numpy as np

from utils.exercises.chapter_3 import DISTANCE, VELOCITY
from utils.exercises.checking import Exercise, Mistake, extra_factor_2, flipped_sign


def _gradient_step(theta, gradient, learning_rate):
    pairs = zip(theta, gradient, strict=True)
    return np.array([math.fsum([t, -learning_rate * g]) for t, g in pairs])


def _steps_needed(learning_rate, curvature, share):
    product = learning_rate * curvature
    lost = min(product, 2 - product)  # 1 - |1 - αλ|; and log(1 - a) = -2 artanh(a / (2 - a))
    return -math.log(share) / (2 * math.atanh(lost / (2 - lost)))


def _largest_rate(x):
    first, second = math.fsum(x) / len(x), math.fsum(x * x) / len(x)
    return 2 / (second + 1 + math.hypot(second - 1, 2 * first))


def _eigenvalues(x):
    X = np.column_stack([x, np.ones(len(x))])
    return np.linalg.eigvalsh(2 / len(x) * X.T @ X)


def _scaled_line(x, y, learning_rate, steps):
    """Slope and intercept for the scaled feature: each error shrinks by 1 - 2 α per step."""
    done = 1 - (1 - 2 * learning_rate) ** steps
    scaled = (x - np.mean(x)) / np.std(x)
    return done * np.mean(scaled * y), done * np.mean(y)


def _scaled_descent(x, y, learning_rate, steps):
    w, b = _scaled_line(x, y, learning_rate, steps)
    return np.array([w / np.std(x), b - w * np.mean(x) / np.std(x)])


EXERCISES = {
    "5.1": Exercise(
        truth=_gradient_step,
        cases=[
            (np.array([3.0]), np.array([2.0]), 0.25),
            (np.array([0.0, 0.0]), np.array([-1042.8, -746.25]), 0.1),
            (np.array([500.0, -40.0, 1.0]), np.array([4.0, -20.0, 0.0]), 0.3),
        ],
        mistakes=[
            Mistake(
                "this climbs: the gradient points uphill, and the step must go against it",
                lambda theta, gradient, learning_rate: theta + learning_rate * gradient,
            ),
            Mistake(
                "the learning rate is not used",
                lambda theta, gradient, learning_rate: theta - gradient,
            ),
            Mistake(
                "this is the step alone: take it from where you are",
                lambda theta, gradient, learning_rate: -learning_rate * gradient,
            ),
        ],
        praise="against the gradient, by the learning rate, into a new array.",
    ),
    "5.2": Exercise(
        truth=_steps_needed,
        cases=[(0.05, 2.4598, 0.01), (0.7, 2.4598, 0.01), (0.3, 2.0, 0.5)],
        extreme=[(1e-9, 1e-10, 0.01)],
        mistakes=[
            flipped_sign,
            Mistake(
                "the factor is negative where the descent oscillates: use its size",
                lambda learning_rate, curvature, share: (
                    np.log(share) / np.log(1 - learning_rate * curvature)
                ),
            ),
            Mistake(
                "this is for the excess loss, which goes with the square of the error",
                lambda learning_rate, curvature, share: (
                    np.log(share) / np.log(abs(1 - learning_rate * curvature)) / 2
                ),
            ),
            Mistake(
                "this takes away equal amounts; each step takes a share of what is left",
                lambda learning_rate, curvature, share: (
                    (1 - share) / (1 - abs(1 - learning_rate * curvature))
                ),
            ),
            Mistake(
                "the logarithms are upside down",
                lambda learning_rate, curvature, share: (
                    np.log(abs(1 - learning_rate * curvature)) / np.log(share)
                ),
            ),
        ],
        praise="it also knows the creep: 1 - αλ is 1 in float64 long before αλ is 0.",
    ),
    "5.3": Exercise(
        truth=_largest_rate,
        cases=[(np.array([2.0, 3.0]),), (DISTANCE,), (np.array([-3.0, -1.0, 0.0, 4.0, 9.0]),)],
        mistakes=[
            Mistake(
                "this is the limit for a slope alone; the intercept has a column of ones",
                lambda x: 1 / np.mean(x**2),
            ),
            Mistake(
                "this uses the smallest curvature; the steepest direction sets the limit",
                lambda x: 2 / _eigenvalues(x)[0],
            ),
            Mistake(
                "this is the limit for the sum over the examples; the loss is their mean",
                lambda x: 2 / _eigenvalues(x)[-1] / len(x),
            ),
            Mistake(
                "this is λmax itself; the limit is 2 divided by it",
                lambda x: _eigenvalues(x)[-1],
            ),
            Mistake(
                "half of the limit: at 1/λmax the steep error is gone in one step, and it may "
                "still double",
                lambda x: 1 / _eigenvalues(x)[-1],
            ),
            extra_factor_2,
        ],
        praise="the limit comes from the feature alone, before any descent.",
    ),
    "5.4": Exercise(
        truth=_scaled_descent,
        cases=[
            (np.array([1.0, 2.0]), np.array([10.0, 30.0]), 0.25, 1),
            (DISTANCE, VELOCITY, 0.1, 3),
            (DISTANCE, VELOCITY, 0.4, 30),
        ],
        extreme=[(DISTANCE + 1e6, VELOCITY, 0.1, 3)],
        mistakes=[
            Mistake(
                "this is the line for the scaled feature; map it back by (5.9)",
                lambda x, y, learning_rate, steps: np.array(
                    _scaled_line(x, y, learning_rate, steps)
                ),
            ),
            Mistake(
                "the slope is mapped back, the intercept is not",
                lambda x, y, learning_rate, steps: np.array(
                    [
                        _scaled_descent(x, y, learning_rate, steps)[0],
                        _scaled_line(x, y, learning_rate, steps)[1],
                    ]
                ),
            ),
            Mistake(
                "the factor 2 of the squared error's gradient is missing",
                lambda x, y, learning_rate, steps: _scaled_descent(x, y, learning_rate / 2, steps),
            ),
            Mistake(
                "the gradient is a sum over the examples: divide by their number N",
                lambda x, y, learning_rate, steps: _scaled_descent(
                    x, y, learning_rate * len(x), steps
                ),
            ),
            Mistake(
                "one step too few",
                lambda x, y, learning_rate, steps: _scaled_descent(x, y, learning_rate, steps - 1),
            ),
            Mistake(
                "this is the least-squares line itself; the descent has not got there yet",
                lambda x, y, learning_rate, steps: np.polyfit(x, y, 1),
            ),
        ],
        praise="scaled, descended, and mapped back to the units you began with.",
        tolerance=1e-7,
    ),
}
