"""The exercises of notebook 07."""

import math
from itertools import pairwise

import numpy as np

from utils.exercises.checking import Exercise, Mistake, flipped_sign, log_base_2
from utils.gradients import numerical_gradient
from utils.losses import cross_entropy

LETTERS = ".abcdefghiklmnoprstuvwxyz"  # the characters of the names, in the notebook's order


def _log_table(seed):
    return np.log(np.random.default_rng(seed).dirichlet(np.ones(25), size=25))


def _cost(text, log_p):
    path = [LETTERS.index(letter) for letter in text]
    return -math.fsum(log_p[a, b] for a, b in pairwise(path))


def _shares(table, axis):
    table = np.asarray(table, dtype=float)
    return table / table.sum(axis=axis, keepdims=True)


def _gradient(W, x, y):
    return numerical_gradient(
        lambda V: cross_entropy(np.asarray(V)[x], y), np.asarray(W, dtype=float), "five_point"
    )


def _last_example_wins(W, x, y):
    lost = np.zeros_like(W)
    for row, label in zip(x, y, strict=True):
        lost[row] = _gradient(W, [row], [label])[row] / len(x)
    return lost


def _labels_not_subtracted(W, x, y):
    labels = np.zeros_like(W)
    np.add.at(labels, (x, y), 1 / len(y))
    return _gradient(W, x, y) + labels


LOGITS = np.array([[0.5, -1.0, 0.2], [1.5, 0.3, -0.7], [0.0, 2.0, 1.0]])

EXERCISES = {
    "7.1": Exercise(
        truth=lambda p: math.exp(-math.fsum(map(math.log, p)) / len(p)),
        cases=[([0.5],), ([0.5, 0.125],), (np.array([0.9, 0.2, 0.4, 0.3]),)],
        extreme=[(np.full(2000, 1e-3),)],
        mistakes=[
            Mistake(
                "the mean is missing: this is one over the probability of the whole text",
                lambda p: 1 / np.prod(p),
            ),
            Mistake(
                "this is the mean NLL: its exponential is missing", lambda p: -np.log(p).mean()
            ),
            Mistake(
                "this is one over the perplexity: a minus is missing",
                lambda p: np.exp(np.log(p).mean()),
            ),
            Mistake(
                "the bases differ: e belongs to nats, 2 belongs to bits",
                lambda p: np.exp(-np.log2(p).mean()),
            ),
            Mistake(
                "the bases differ: the mean is in nats, and 2 belongs to bits",
                lambda p: 2 ** -np.log(p).mean(),
            ),
            Mistake(
                "the mean comes before the logarithm; it belongs after it",
                lambda p: 1 / np.mean(p),
            ),
        ],
        praise="the number of equally likely characters that would be as hard to guess.",
    ),
    "7.2": Exercise(
        truth=lambda name, log_p: _cost(f".{name}.", log_p),
        cases=[("i", _log_table(1)), ("tin", _log_table(2)), ("oxygen", _log_table(3))],
        mistakes=[
            flipped_sign,
            log_base_2,
            Mistake(
                "the end is missing: the name must also stop",
                lambda name, log_p: _cost(f".{name}", log_p),
            ),
            Mistake(
                "the start is missing: the name must also begin",
                lambda name, log_p: _cost(f"{name}.", log_p),
            ),
            Mistake("both ends are missing: pair the dots, too", _cost),
            Mistake(
                "rows and columns are swapped: the row is the earlier character",
                lambda name, log_p: _cost(f".{name}.", log_p.T),
            ),
            Mistake(
                "this is the mean over the bigrams; the sum is asked for",
                lambda name, log_p: _cost(f".{name}.", log_p) / (len(name) + 1),
            ),
            Mistake("log_p holds logarithms already: no second one", lambda name, log_p: np.nan),
        ],
        praise="a name costs what its start, its letters and its end cost together.",
    ),
    "7.3": Exercise(
        truth=lambda counts, k: np.array(
            [[(n + k) / (math.fsum(row) + k * len(row)) for n in row] for row in counts]
        ),
        cases=[
            (np.array([[3.0, 1.0], [0.0, 4.0]]), 1.0),
            (np.array([[5.0, 0.0, 1.0], [2.0, 2.0, 8.0], [0.0, 0.0, 1.0]]), 0.5),
        ],
        extreme=[(np.array([[2, 0], [0, 0]]), 1)],
        mistakes=[
            Mistake(
                "the rows do not sum to 1: what was added is missing from the denominator",
                lambda counts, k: (counts + k) / counts.sum(axis=1, keepdims=True),
            ),
            Mistake(
                "the rows do not sum to 1: k was added to each of C counts, so add k times C below",
                lambda counts, k: (counts + k) / (counts.sum(axis=1, keepdims=True) + k),
            ),
            Mistake(
                "the columns sum to 1; the rows should: the axis is wrong",
                lambda counts, k: _shares(counts + k, axis=0),
            ),
            Mistake(
                "the whole table sums to 1; each row should",
                lambda counts, k: _shares(counts + k, None),
            ),
            Mistake("k is ignored: zeros are left", lambda counts, k: _shares(counts, axis=1)),
        ],
        praise="no zero is left, and every row still sums to 1.",
    ),
    "7.4": Exercise(
        truth=_gradient,
        cases=[
            (LOGITS, np.array([1]), np.array([2])),
            (LOGITS, np.array([0, 2, 0]), np.array([1, 1, 2])),
            (-LOGITS, np.array([1, 1, 2, 1, 0]), np.array([0, 2, 2, 0, 1])),
        ],
        extreme=[(1000 * LOGITS, np.array([0, 1, 0]), np.array([0, 0, 1]))],
        mistakes=[
            flipped_sign,
            Mistake(
                "this is the sum over the examples: divide by their number N for the mean",
                lambda W, x, y: len(x) * _gradient(W, x, y),
            ),
            Mistake(
                "rows that occur twice lose a part: `+=` with repeated indices keeps the last",
                _last_example_wins,
            ),
            Mistake("this is only p: take 1 away at each label", _labels_not_subtracted),
            Mistake(
                "rows and columns are swapped: the row is the input x",
                lambda W, x, y: _gradient(W, x, y).T,
            ),
        ],
        praise="the softmax of a table, differentiated by hand; autograd would find the same.",
        tolerance=1e-6,
        noise=1e-9,
    ),
}
