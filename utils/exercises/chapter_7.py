"""The exercises of notebook 07."""

import numpy as np

from utils.exercises.exercise import exercise
from utils.exercises.kinds import COUNTS, DISTRIBUTION, TABLE_OF_LOGITS, Kind, number, numbers

ROWS = Kind("N", "rng.integers(0, P, N)", traits={"a row repeats": "len(set(a)) < len(a)"})
COLUMNS = Kind("N", "rng.integers(0, C, N)")


@exercise("7.1")
def row_that_was_counted():
    """the shares that were counted: their KL from the data is 0, which no other row has.
    "A" : its `n` gains less than `u` and `c` lose: a tiny probability costs much.
    "C" : this is smoothed: it may be better on other names, not on those counted.
    "D" : this is nearly uniform: it knows nothing of what was counted.
    """
    n, u, c = [0.90, 0.60, 0.54, 0.33], [0.08, 0.30, 0.31, 0.33], [0.02, 0.10, 0.15, 0.34]
    return "ABCD"[np.argmax([6, 3, 1] @ np.log([n, u, c]))]


@exercise("7.2")
def perplexity_of(p: numbers(0.02, 0.95)):
    """the number of equally likely characters that would be as hard to guess.
    np.full(2000, 1e-3) : when the text has 2,000 characters
    """
    return np.exp(-np.mean(np.log(p)))


@exercise("7.3")
def smooth(counts: COUNTS, k: number(0.1, 2)):
    """no zero is left, and every row still sums to 1.
    (counts + k) / (counts.sum(axis=1, keepdims=True) + k) : the rows do not sum to 1: k was added
        to each of C counts, so add k times C below
    [[2.0, 0], [0, 0]], 1 : when a row has no counts
    """
    table = np.asarray(counts) + k
    return table / table.sum(axis=1, keepdims=True)


@exercise("7.4", read="(7.6)", without="utils")
def table_gradient(W: TABLE_OF_LOGITS, x: ROWS, y: COLUMNS):
    """the softmax of a table, differentiated by hand; autograd would find the same.
    return collected -> return p / len(y) : one row for each example: collect them in the rows x
    [[500.0, -900, 200], [1500, 300, -700]], [0, 1, 0], [0, 0, 1] : when the logits are near 1000
    """
    z = W[x]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    collected = np.zeros_like(W)
    np.add.at(collected, x, p / len(y))
    return collected


@exercise("7.5")
def model_that_overfits():
    """lowest where it has learnt, and beaten where it has not: it learnt the names.
    "B" : no other model is lower on the hidden names; it is the one to use
    "C" : it fits too little: its two losses lie close together, but B is lower on both
    "D" : it is the highest on both: it has hardly learnt the names that it was shown
    """
    training, hidden = [1.53, 1.85, 2.27, 2.60], [2.48, 2.34, 2.41, 2.71]
    return "ABCD"[np.argmax(np.subtract(hidden, training))]


@exercise("7.6", read="(7.9)")
def at_temperature(p: DISTRIBUTION, T: number(0.3, 3)):
    """a power of 1 / T, and a sum of 1 again.
    softmax(np.log(p) / T)
    (1 / T) -> T : the power is T; dividing the logits by T gives 1 / T
    """
    powers = np.asarray(p) ** (1 / T)
    return powers / powers.sum()
