"""The exercises of notebook 02."""

import math
from decimal import Decimal, localcontext

import numpy as np

from utils.exercises.checking import Exercise, Mistake, flipped_sign, log_base_10

CHALLENGE = np.array([0.3, 0.2, 0.5])
FOUR = np.array([0.7, 0.1, 0.15, 0.05])
P = np.array([[0.1, 0.2, 0.7], [0.5, 0.25, 0.25], [0.6, 0.3, 0.1], [0.05, 0.9, 0.05]])
LABELS = np.array([2, 0, 1, 0])
Z = np.array([0.4, -1.0, 0.9, 0.25])


def _entropy_in_bits(q):
    return -math.fsum(share * math.log2(share) for share in q if share > 0)


def _perplexity(p, y):
    mean = math.fsum(math.log(row[label]) for row, label in zip(p, y, strict=True)) / len(y)
    return math.exp(-mean)


def _smooth_labels(y, classes, u):
    return [[u / classes + (1 - u) * (c == label) for c in range(classes)] for label in y]


def _cross_entropy(z, y):
    """-log softmax(z)_y, with 50 digits on the way."""
    with localcontext() as context:
        context.prec = 50
        return float(sum((Decimal(float(a)) - Decimal(float(z[y]))).exp() for a in z).ln())


def _softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


EXERCISES = {
    "2.1": Exercise(
        truth=_entropy_in_bits,
        cases=[(CHALLENGE[::-1],), (CHALLENGE,), (FOUR,)],
        extreme=[(np.array([0.0, 0.5, 0.5]),), (np.array([0.0, 0.0, 1.0]),)],
        mistakes=[
            flipped_sign,
            log_base_10,
            Mistake(
                "this is in nats: divide by log 2, or take np.log2",
                lambda q: -np.sum(q * np.log(q)),
            ),
            Mistake(
                "the logarithm is multiplied by log 2; to get bits, divide by it",
                lambda q: -np.sum(q * np.log(q)) * np.log(2),
            ),
            Mistake(
                "the surprises are averaged as if all classes were equally likely; weigh each by q",
                lambda q: -np.mean(np.log2(q)),
            ),
            Mistake(
                "the terms are averaged; the weights q make the sum an average already",
                lambda q: -np.mean(q * np.log2(q)),
            ),
        ],
        praise="an average of surprises, and a class that never happens adds nothing.",
    ),
    "2.2": Exercise(
        truth=_perplexity,
        cases=[(P[:2], LABELS[:2]), (P[:3], LABELS[:3]), (P, LABELS)],
        extreme=[(np.full((2000, 3), 1 / 3), np.zeros(2000, dtype=int))],
        mistakes=[
            Mistake(
                "exp comes before the mean here: average the NLL first, then take exp once",
                lambda p, y: np.mean(1 / p[np.arange(len(y)), y]),
            ),
            Mistake(
                "the probabilities are averaged before the logarithm; average the NLL",
                lambda p, y: 1 / np.mean(p[np.arange(len(y)), y]),
            ),
            Mistake(
                "this is exp of the sum: divide the NLL by the number of examples N first",
                lambda p, y: 1 / np.prod(p[np.arange(len(y)), y]),
            ),
            Mistake(
                "the sign is flipped inside exp: a perplexity is at least 1",
                lambda p, y: 1 / _perplexity(p, y),
            ),
            Mistake(
                "this is the mean NLL; take exp of it",
                lambda p, y: math.log(_perplexity(p, y)),
            ),
            Mistake(
                "bits and nats are mixed: the NLL in bits goes with 2 to its power, not with exp",
                lambda p, y: _perplexity(p, y) ** (1 / math.log(2)),
            ),
            Mistake(
                "bits and nats are mixed: the NLL in nats goes with exp, not with 2 to its power",
                lambda p, y: _perplexity(p, y) ** math.log(2),
            ),
            Mistake(
                "the labels do not enter: this is exp of the entropy of p; pick the label's entry",
                lambda p, y: np.exp(-np.mean(np.sum(p * np.log(p), axis=1))),
            ),
            Mistake(
                "each row is given the labels of all rows; pair row i with label i",
                lambda p, y: np.exp(-np.mean(np.log(p[:, y]))),
            ),
        ],
        praise="the mean is taken of logarithms, so no product underflows.",
    ),
    "2.3": Exercise(
        truth=_smooth_labels,
        cases=[
            (np.array([1]), 2, 0.2),
            (np.array([2, 0, 1]), 3, 0.1),
            (np.array([3, 0]), 4, 0.4),
        ],
        extreme=[(np.array([2, 0, 1]), 3, 0.0), (np.array([0]), 3, 1.0)],
        mistakes=[
            Mistake(
                "u is spread over the C - 1 other classes; (2.8) spreads it over all C, the label "
                "included",
                lambda y, classes, u: np.where(np.eye(classes)[y] == 1, 1 - u, u / (classes - 1)),
            ),
            Mistake(
                "the rows sum to more than 1: the one-hot part keeps the weight 1 - u only",
                lambda y, classes, u: np.eye(classes)[y] + u / classes,
            ),
            Mistake(
                "every class gets all of u: divide it by the number of classes C",
                lambda y, classes, u: (1 - u) * np.eye(classes)[y] + u,
            ),
            Mistake(
                "the label gets 1 - u and no share of the part that is spread",
                lambda y, classes, u: np.where(np.eye(classes)[y] == 1, 1 - u, u / classes),
            ),
            Mistake(
                "the weights are exchanged: u is the part that is spread, 1 - u what stays",
                lambda y, classes, u: u * np.eye(classes)[y] + (1 - u) / classes,
            ),
        ],
        praise="each row is a distribution again, and its largest entry is still the label.",
    ),
    "2.4": Exercise(
        truth=_cross_entropy,
        cases=[(Z[:2], 1), (Z[:3], 0), (Z, 2)],
        extreme=[
            (np.array([40.0, 0.0, 0.0]), 0),
            (np.array([1000.0, 999.0, 0.0]), 1),
            (np.array([0.0, -800.0, 0.0]), 1),
            (np.array([-1000.0, 0.0]), 0),
        ],
        mistakes=[
            flipped_sign,
            log_base_10,
            Mistake(
                "softmax is applied twice: the logits must reach it as they are",
                lambda z, y: _cross_entropy(_softmax(z), y),
            ),
            Mistake(
                "this is the probability of the label; take minus its logarithm",
                lambda z, y: _softmax(z)[y],
            ),
            Mistake(
                "the logits are taken for probabilities: they go through softmax first",
                lambda z, y: -np.log(z[y]),
            ),
            Mistake(
                "the label is left out of the sum; its own term is the 1 in (2.12)",
                lambda z, y: np.log(np.sum(np.exp(np.delete(z, y) - z[y]))),
            ),
            Mistake(
                "the logit of the label is not subtracted; this is the log of the sum alone",
                lambda z, y: np.log(np.sum(np.exp(z))),
            ),
            Mistake(
                "the largest logit is subtracted from the sum and not from the label's logit",
                lambda z, y: np.log(np.sum(np.exp(z - np.max(z)))) - z[y],
            ),
        ],
        praise="it keeps all digits where the label leads by 40, and overflows nowhere.",
    ),
}
