"""The exercises of notebook 07."""

import numpy as np

from utils.exercises.exercise import Choice, Exercise
from utils.exercises.kinds import COUNTS, DISTRIBUTION, TABLE_OF_LOGITS, Kind, number, numbers

ROWS = Kind(
    "N",
    lambda rng, size: rng.integers(0, size.P, size.N),
    traits={"a row repeats": lambda x: len(set(x)) < len(x)},
)
COLUMNS = Kind("N", lambda rng, size: rng.integers(0, size.C, size.N))
FOLLOWERS = {
    "A": (0.90, 0.08, 0.02),
    "B": (0.60, 0.30, 0.10),
    "C": (0.54, 0.31, 0.15),
    "D": (0.33, 0.33, 0.34),
}
SCORES = {"A": (1.53, 2.48), "B": (1.85, 2.34), "C": (2.27, 2.41), "D": (2.60, 2.71)}

EXERCISES = {
    "7.1": Choice(
        truth=lambda: min(FOLLOWERS, key=lambda row: -np.dot([6, 3, 1], np.log(FOLLOWERS[row]))),
        praise="the shares that were counted: their KL from the data is 0, which no other row has.",
        against={
            "A": "its `n` gains less than `u` and `c` lose: a tiny probability costs much.",
            "C": "this is smoothed: it may be better on other names, not on those counted.",
            "D": "this is nearly uniform: it knows nothing of what was counted.",
        },
    ),
    "7.2": Exercise(
        arguments={"p": numbers(0.02, 0.95)},
        answer="""
def perplexity_of(p):
    return np.exp(-np.mean(np.log(p)))
""",
        praise="the number of equally likely characters that would be as hard to guess.",
        edges={"the text has 2,000 characters": (np.full(2000, 1e-3),)},
    ),
    "7.3": Exercise(
        arguments={"counts": COUNTS, "k": number(0.1, 2)},
        answer="""
def smooth(counts, k):
    table = np.asarray(counts) + k
    return table / table.sum(axis=1, keepdims=True)
""",
        praise="no zero is left, and every row still sums to 1.",
        ideas={
            "the rows do not sum to 1: what was added is missing from the denominator": (
                "(counts + k) / counts.sum(axis=1, keepdims=True)"
            ),
            "the rows do not sum to 1: k was added to each of C counts, so add k times C below": (
                "(counts + k) / (counts.sum(axis=1, keepdims=True) + k)"
            ),
            "the shares of the counts are mixed with equal shares; add k to each count instead": (
                "(1 - k) * right(counts, 0) + k / counts.shape[1]"
            ),
        },
        edges={"a row has no counts": (np.array([[2, 0], [0, 0]]), 1)},
    ),
    "7.4": Exercise(
        arguments={"W": TABLE_OF_LOGITS, "x": ROWS, "y": COLUMNS},
        answer="""
def table_gradient(W, x, y):
    z = W[x]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    collected = np.zeros_like(W)
    np.add.at(collected, x, p / len(y))
    return collected
""",
        praise="the softmax of a table, differentiated by hand; autograd would find the same.",
        read="(7.6)",
        without="utils",
        ideas={
            "each row loses 1 at the labels of all: pair them": "np.arange(len(y)), y -> :, y",
            "one row for each example: collect them in the rows x of the table": (
                "return collected -> return p / len(y)"
            ),
        },
        edges={
            "the logits are near 1000": (
                1000 * np.array([[0.5, -1.0, 0.2], [1.5, 0.3, -0.7], [0.0, 2.0, 1.0]]),
                np.array([0, 1, 0]),
                np.array([0, 0, 1]),
            ),
        },
    ),
    "7.5": Choice(
        truth=lambda: max(SCORES, key=lambda model: SCORES[model][1] - SCORES[model][0]),
        praise="lowest where it has learnt, and beaten where it has not: it learnt the names.",
        against={
            "B": "no other model is lower on the hidden names; it is the one to use",
            "C": "its two losses lie close together, and both are high: it smooths too much",
            "D": "it is the highest on both: it has hardly learnt the names that it was shown",
        },
    ),
    "7.6": Exercise(
        arguments={"p": DISTRIBUTION, "T": number(0.3, 3)},
        answer="""
def at_temperature(p, T):
    powers = np.asarray(p) ** (1 / T)
    return powers / powers.sum()
""",
        praise="a power of 1 / T, and a sum of 1 again.",
        read="(7.9)",
        forms=["softmax(np.log(p) / T)"],
        ideas={
            "the power is T; dividing the logits by T gives 1 / T": "(1 / T) -> T",
        },
    ),
}
