"""The exercises of notebook 03."""

import math

import numpy as np

from utils.exercises.checking import (
    Exercise,
    Mistake,
    extra_factor_2,
    flipped_sign,
    forgot_factor_2,
    log_base_2,
    log_base_10,
    sum_for_mean,
)

# Four of Hubble's nebulae: NGC 6822, 5457, 1068, 4649.
DISTANCE = np.array([0.214, 0.45, 1.0, 2.0])
VELOCITY = np.array([-130.0, 200.0, 920.0, 1090.0])
LINE = 450 * DISTANCE - 40


def _rmse(prediction, target):
    return math.dist(prediction, target) / math.sqrt(len(target))


def _weighted_slope(x, y, weight):
    root = np.sqrt(weight)
    return np.linalg.lstsq((root * x)[:, None], root * y)[0][0]


def _laplace_nll(prediction, target, s):
    off = [abs(a - b) / s for a, b in zip(prediction, target, strict=True)]
    return math.fsum(off) / len(off) + math.log(2) + math.log(s)


def _mse_sigmoid_grad(z, y):
    half = np.tanh(z / 2) / 2  # p - 1/2; and p (1 - p) = 1 / (4 cosh(z/2)^2)
    return (half + 0.5 - y) / 2 * np.cosh(z / 2) ** -2.0 / len(z)


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


EXERCISES = {
    "3.1": Exercise(
        truth=_rmse,
        cases=[(np.array([3.0]), np.array([1.0])), (LINE, VELOCITY), (VELOCITY - 300, VELOCITY)],
        mistakes=[
            Mistake(
                "this is the MSE, in the square of the target's unit; one step is missing",
                lambda prediction, target: np.mean((prediction - target) ** 2),
            ),
            Mistake(
                "under the root stands the sum of the squares; their mean is asked for",
                lambda prediction, target: np.sqrt(np.sum((prediction - target) ** 2)),
            ),
            Mistake(
                "the root of the sum is divided by N; divide first, then take the root",
                lambda prediction, target: math.dist(prediction, target) / len(target),
            ),
            Mistake(
                "this is the MAE: the root is taken of each square; take it of their mean",
                lambda prediction, target: np.mean(np.abs(prediction - target)),
            ),
            Mistake(
                "residuals of opposite sign cancel: square before you take the mean",
                lambda prediction, target: np.abs(np.mean(prediction - target)),
            ),
        ],
        praise="the RMSE is the distance between prediction and target, divided by √N.",
    ),
    "3.2": Exercise(
        truth=_weighted_slope,
        cases=[
            (np.array([2.0]), np.array([10.0]), np.array([3.0])),
            (DISTANCE, VELOCITY, np.array([1.0, 2.0, 0.5, 0.25])),
            (DISTANCE, VELOCITY, np.array([0.0, 1.0, 0.0, 3.0])),
        ],
        mistakes=[
            Mistake(
                "the weights are not used: this is the slope of (3.3)",
                lambda x, y, weight: np.sum(x * y) / np.sum(x**2),
            ),
            Mistake(
                "the weights act twice: each square is weighted, not each residual before "
                "it is squared",
                lambda x, y, weight: np.sum(weight**2 * x * y) / np.sum(weight**2 * x**2),
            ),
            Mistake(
                "the weights are missing from the sum below the fraction line",
                lambda x, y, weight: np.sum(weight * x * y) / np.sum(x**2),
            ),
            Mistake(
                "this is a mean of the ratios y/x; set the derivative of the weighted "
                "squares to zero instead",
                lambda x, y, weight: np.average(y / x, weights=weight),
            ),
        ],
        praise="a weight of 2 counts a nebula twice, a weight of 0 leaves it out.",
    ),
    "3.3": Exercise(
        truth=_laplace_nll,
        cases=[
            (np.array([3.0]), np.array([1.0]), 2.5),
            (LINE, VELOCITY, 180.0),
            (LINE, VELOCITY, 90.0),
        ],
        extreme=[(np.array([0.0, 1.0]), np.array([1e5, 1.0]), 2.0)],
        mistakes=[
            flipped_sign,
            sum_for_mean,
            log_base_2,
            log_base_10,
            Mistake(
                "the term log 2s is missing: without it, claiming more noise costs nothing",
                lambda prediction, target, s: np.mean(np.abs(prediction - target)) / s,
            ),
            Mistake(
                "the 2 of the density 1/(2s) is missing",
                lambda prediction, target, s: (
                    np.mean(np.abs(prediction - target)) / s + math.log(s)
                ),
            ),
            Mistake(
                "this is the NLL of Gaussian noise: it squares the residuals",
                lambda prediction, target, s: (
                    np.mean((prediction - target) ** 2) / (2 * s**2)
                    + math.log(s * math.sqrt(2 * math.pi))
                ),
            ),
        ],
        praise="it never leaves the logarithm, so no residual is too far off for it.",
    ),
    "3.4": Exercise(
        truth=_mse_sigmoid_grad,
        cases=[
            (np.array([0.5]), np.array([1.0])),
            (np.array([-4.0, 0.3, 2.0]), np.array([1.0, 0.0, 1.0])),
            (np.array([-9.0, 1.0, 3.0, 0.1]), np.array([1.0, 1.0, 0.0, 0.0])),
        ],
        extreme=[(np.array([-800.0, 800.0]), np.array([1.0, 0.0]))],
        mistakes=[
            flipped_sign,
            forgot_factor_2,
            extra_factor_2,
            sum_for_mean,
            Mistake(
                "this is the gradient of the cross-entropy: the squared error has another factor",
                lambda z, y: (_sigmoid(z) - y) / len(z),
            ),
            Mistake(
                "this is the gradient with respect to p: one link of the chain is missing",
                lambda z, y: 2 * (_sigmoid(z) - y) / len(z),
            ),
            Mistake(
                "the logit z stands where the probability p belongs",
                lambda z, y: 2 * (z - y) * z * (1 - z) / len(z),
            ),
        ],
        praise="at z = -9 with label 1 it is tiny, which is what is wrong with this loss.",
    ),
}
