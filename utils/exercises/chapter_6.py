"""The exercises of notebook 06."""

import math

import numpy as np

from utils.exercises.checking import Exercise, Mistake, flipped_sign


def _growth(rate, curvature, beta):
    """The larger root's size of momentum's recurrence: above 1 it diverges."""
    return max(abs(np.roots([1, -(1 + beta - rate * curvature), beta])))


def _limit_by_bisection(hessian, beta):
    curvatures = np.linalg.eigvalsh(hessian)
    low, high = 0.0, 10 / max(curvatures)
    for _ in range(60):
        middle = (low + high) / 2
        stable = all(_growth(middle, curvature, beta) < 1 for curvature in curvatures)
        low, high = (middle, high) if stable else (low, middle)
    return low


def _mean(values, beta):
    """The running mean as one weighted sum."""
    latest = len(values) - 1
    return math.fsum((1 - beta) * beta ** (latest - k) * v for k, v in enumerate(values))


def _adam_with(update):
    """Adam's end for another update(m, S, t) of the uncorrected means; its own is `_update`."""

    def end(gradients, start, alpha):
        gradients, w = np.asarray(gradients, dtype=float), np.array(start, dtype=float)
        for t in range(1, len(gradients) + 1):
            m = np.array([_mean(column, 0.9) for column in gradients[:t].T])
            S = np.array([_mean(column, 0.999) for column in gradients[:t].T ** 2])
            w -= alpha * update(m, S, t)
        return w

    return end


def _corrected(m, S, t):
    return m / (1 - 0.9**t), S / (1 - 0.999**t)


def _update(m, S, t):
    m, S = _corrected(m, S, t)
    return m / (np.sqrt(S) + 1e-8)


def _squares_not_rooted(m, S, t):
    m, S = _corrected(m, S, t)
    return m / (S + 1e-8)


def _eps_inside(m, S, t):
    m, S = _corrected(m, S, t)
    return m / np.sqrt(S + 1e-8)


def _eps_on_uncorrected(m, S, t):
    return np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(S) + 1e-8)


DIAGONAL, FULL = np.diag([1.0, 50.0]), np.array([[3.0, 1.0], [1.0, 2.0]])
SLOPES = np.array([[1.0, -2.0, 1e-8], [0.5, 3.0, 1e-8], [-1.0, 0.25, -3e-8]])

EXERCISES = {
    "6.1": Exercise(
        truth=lambda alpha, beta: alpha * math.fsum(beta**k for k in range(20_000)),
        cases=[(0.1, 0.2), (0.1, 0.5), (0.02, 0.9)],
        mistakes=[
            Mistake("multiply by 1/(1 - β), not by 1 - β", lambda alpha, beta: alpha * (1 - beta)),
            Mistake("divided by β; what is left of 1 after β is asked", lambda a, beta: a / beta),
            Mistake("this is the second step; the sum goes on", lambda a, beta: a * (1 + beta)),
            Mistake("α is forgotten: this is the velocity", lambda a, beta: 1 / (1 - beta)),
        ],
        praise="a steady slope is walked 1/(1 - β) times faster.",
    ),
    "6.2": Exercise(
        truth=_limit_by_bisection,
        cases=[(np.eye(1), 0.0), (DIAGONAL, 0.9), (FULL, 0.5)],
        mistakes=[
            Mistake(
                "this is the limit without momentum: β is missing",
                lambda hessian, beta: 2 / np.linalg.eigvalsh(hessian)[-1],
            ),
            Mistake(
                "the smallest eigenvalue is used; the steepest direction leaves first",
                lambda hessian, beta: (2 + 2 * beta) / np.linalg.eigvalsh(hessian)[0],
            ),
            Mistake(
                "the largest entry of the Hessian is not its largest eigenvalue",
                lambda hessian, beta: (2 + 2 * beta) / np.max(hessian),
            ),
            Mistake(
                "momentum raises the limit: 2 + 2β, not 2 - 2β",
                lambda hessian, beta: (2 - 2 * beta) / np.linalg.eigvalsh(hessian)[-1],
            ),
            Mistake(
                "the trace of the Hessian is the sum of its eigenvalues; the largest one decides",
                lambda hessian, beta: (2 + 2 * beta) / np.trace(hessian),
            ),
            Mistake(
                "this is Nesterov's limit; plain momentum's has no 1 + 2β below",
                lambda hessian, beta: (
                    (2 + 2 * beta) / (1 + 2 * beta) / np.linalg.eigvalsh(hessian)[-1]
                ),
            ),
        ],
        praise="found here by bisection on the recurrence, which knows no formula.",
        tolerance=1e-6,
    ),
    "6.3": Exercise(
        truth=lambda values, beta: _mean(values, beta) / _mean([1.0] * len(values), beta),
        cases=[([3.0], 0.9), ([1.0, 2.0], 0.5), (np.array([4.0, -1.0, 2.0, 2.0]), 0.99)],
        mistakes=[
            flipped_sign,
            Mistake("the bias is still in it: divide by 1 - β to the t", _mean),
            Mistake(
                "divided by 1 - β; after t values it is 1 - β to the t",
                lambda values, beta: _mean(values, beta) / (1 - beta),
            ),
            Mistake(
                "the weights are swapped: β belongs to the old mean",
                lambda values, beta: _mean(values, 1 - beta) / (1 - (1 - beta) ** len(values)),
            ),
            Mistake(
                "all values weigh the same: this is the plain mean",
                lambda values, beta: np.mean(values),
            ),
        ],
        praise="one value is its own mean from the first step on.",
    ),
    "6.4": Exercise(
        truth=_adam_with(_update),
        cases=[
            (SLOPES[:1, :1], np.zeros(1), 1.0),
            (SLOPES[:2], np.array([1.0, 2.0, 3.0]), 0.1),
            (SLOPES, np.array([1.0, -2.0, 0.5]), 0.01),
        ],
        mistakes=[
            Mistake(
                "it climbs: step against the gradient",
                lambda gradients, start, alpha: (
                    2 * start - _adam_with(_update)(gradients, start, alpha)
                ),
            ),
            Mistake(
                "the means are not corrected: divide m and S by 1 - β to the t",
                _adam_with(lambda m, S, t: m / (np.sqrt(S) + 1e-8)),
            ),
            Mistake(
                "t counts from 0: the first correction divides by 0",
                lambda gradients, start, alpha: start * np.nan,
            ),
            Mistake("the root of S is missing", _adam_with(_squares_not_rooted)),
            Mistake("ε stands inside the root; it belongs outside", _adam_with(_eps_inside)),
            Mistake(
                "ε is added to the uncorrected root: that is the form of Keras",
                _adam_with(_eps_on_uncorrected),
            ),
        ],
        praise="the rule that trains most networks, in six lines.",
    ),
}
