"""The exercises of notebook 01."""

import math

import numpy as np

from utils.exercises.checking import (
    Exercise,
    Mistake,
    flipped_sign,
    log_base_2,
    log_base_10,
    sum_for_mean,
)

# What (1.9) forecast for the flights STS-1, 2, 3, 41-B and 51-C, and what happened.
P = np.array([0.43, 0.23, 0.27, 0.86, 0.94])
Y = np.array([0, 1, 0, 1, 1])
Z = np.array([-0.28, -1.2, 1.5, 1.81, 2.74])
LOG_P = np.log([[0.2, 0.5, 0.2, 0.1], [0.7, 0.1, 0.1, 0.1], [0.25, 0.25, 0.45, 0.05]])
LABELS = np.array([2, 0, 1])


def _chances(p, y):
    return [a if b else 1 - a for a, b in zip(p, y, strict=True)]


def _likelihood(p, y):
    return math.prod(_chances(p, y))


def _mean_nll(p, y):
    return -math.fsum(map(math.log, _chances(p, y))) / len(y)


def _nll_loss(log_p, y):
    return -math.fsum(row[label] for row, label in zip(log_p, y, strict=True)) / len(y)


def _nll_of_logits(z, y):
    against = [-a if b else a for a, b in zip(z, y, strict=True)]
    return math.fsum(max(a, 0) + math.log1p(math.exp(-abs(a))) for a in against) / len(y)


EXERCISES = {
    "1.1": Exercise(
        truth=_likelihood,
        cases=[(P[:1], Y[:1]), (P, Y), (P[::-1], Y)],
        mistakes=[
            Mistake(
                "the factors are added; the probability of all flights at once is their product",
                lambda p, y: np.sum(np.where(y == 1, p, 1 - p)),
            ),
            Mistake(
                "flights without distress are left out: each has the factor 1 - p",
                lambda p, y: np.prod(p**y),
            ),
            Mistake(
                "the switches are exchanged: where y is 1, the factor is p",
                lambda p, y: np.prod(np.where(y == 1, 1 - p, p)),
            ),
            Mistake(
                "this is the log-likelihood; stop before the logarithm",
                lambda p, y: np.sum(np.log(np.where(y == 1, p, 1 - p))),
            ),
        ],
        praise="one factor for each flight, and y chooses which.",
    ),
    "1.2": Exercise(
        truth=_mean_nll,
        cases=[(P[:1], Y[:1]), (P, Y), (P[::-1], Y)],
        extreme=[
            (np.array([1.0, 0.0]), np.array([1, 0])),
            (np.tile(P, 400), np.tile(Y, 400)),  # their product is 0 in float64
        ],
        mistakes=[
            flipped_sign,
            sum_for_mean,
            log_base_2,
            log_base_10,
            Mistake(
                "flights without distress are left out: the second term of the sum is missing",
                lambda p, y: -np.mean(y * np.log(p)),
            ),
            Mistake(
                "the labels are exchanged: y goes with log p, and 1 - y with log(1 - p)",
                lambda p, y: -np.mean((1 - y) * np.log(p) + y * np.log(1 - p)),
            ),
            Mistake(
                "the minus reaches the first term alone; it belongs in front of the whole sum",
                lambda p, y: np.mean(-y * np.log(p) + (1 - y) * np.log(1 - p)),
            ),
        ],
        praise="it survives certainty, and 2,000 flights: no 0 times infinity, and no product.",
    ),
    "1.3": Exercise(
        truth=_nll_loss,
        cases=[(LOG_P[:2, :2], LABELS[1:] % 2), (LOG_P[:, :3], LABELS), (LOG_P, LABELS)],
        extreme=[(np.array([[0.0, -np.inf], [-0.5, -0.9]]), np.array([0, 1]))],
        mistakes=[
            flipped_sign,
            sum_for_mean,
            Mistake(
                "rows and columns are exchanged: the row comes first, then the label",
                lambda log_p, y: -np.mean(log_p[y, np.arange(len(y))]),
            ),
            Mistake(
                "each row is given the labels of all rows: log_p[:, y] is N by N numbers; pair "
                "row i with label i",
                lambda log_p, y: -np.mean(log_p[:, y]),
            ),
            Mistake(
                "the label is used as a power, or as a factor before the log; it is an index",
                lambda log_p, y: -np.mean(np.sum(y[:, None] * log_p, axis=1)),
            ),
            Mistake(
                "the largest entry of each row is picked; pick the label's, likely or not",
                lambda log_p, y: -np.mean(np.max(log_p, axis=1)),
            ),
            Mistake(
                "the sum is divided by N times C; only N entries were picked",
                lambda log_p, y: -np.mean(np.eye(log_p.shape[1])[y] * log_p),
            ),
            Mistake(
                "the logarithm is taken twice: log_p holds logarithms already",
                lambda log_p, y: -np.mean(np.log(log_p[np.arange(len(y)), y])),
            ),
        ],
        praise="one entry from each row; what the others hold does not matter.",
    ),
    "1.4": Exercise(
        truth=_nll_of_logits,
        cases=[(Z[:1], Y[:1]), (Z, Y), (Z[::-1], Y)],
        extreme=[
            (np.array([40.0]), np.array([1])),
            (np.array([1000.0, -1000.0]), np.array([0, 1])),
            (np.array([-1000.0]), np.array([0])),
        ],
        mistakes=[
            flipped_sign,
            sum_for_mean,
            log_base_2,
            log_base_10,
            Mistake(
                "the logits are taken for probabilities; they go through the sigmoid first",
                lambda z, y: -np.mean(y * np.log(z) + (1 - y) * np.log(1 - z)),
            ),
            Mistake(
                "the labels are exchanged: a large z says that y = 1 is likely",
                lambda z, y: np.mean(np.log(1 + np.exp(np.where(y == 1, z, -z)))),
            ),
            Mistake(
                "every flight is treated as if y were 0: the label does not enter",
                lambda z, y: np.mean(np.log(1 + np.exp(z))),
            ),
        ],
        praise="from logits, a loss of 1000 nats is a number like any other.",
    ),
}
