"""The exercises of notebook 02."""

import numpy as np

from utils import losses
from utils.activations import log_softmax
from utils.exercises.exercise import exercise
from utils.exercises.kinds import CLASS, CLASSES, DISTRIBUTION, PREDICTED, ROW_OF_LOGITS, Kind

VOTES = Kind("NC", "rng.integers(1, 9, (N, C)).astype(float)")
P = np.array([[0.9, 0.06, 0.04]])
NLL = -np.log(0.9)
LINES = {  # what each line of 2.4 prints
    "A": losses.cross_entropy(P, [0]),
    "B": -0.9,
    "C": losses.nll_loss(np.log(P), [0]),
    "D": losses.nll_loss(log_softmax(P), [0]),
}


@exercise("2.1")
def entropy_in_bits(q: DISTRIBUTION):
    """an average of surprises, and a class that never happens adds nothing.
    -np.sum(q * np.log(q)) / np.log(2)
    [0.0, 0.5, 0.5] : when a class never happens
    [0.0, 0.0, 1.0] : when one class is certain
    [1e-4, 1 - 1e-4] : when a class is rare
    """
    q = q[q > 0]
    return -np.sum(q * np.log2(q))


@exercise("2.2", read="(2.4)", without="utils")
def savings(q: DISTRIBUTION, p: DISTRIBUTION):
    """what remains after it is the entropy, which no model can lower.
    -np.sum(q * np.log(p)) + np.sum(q * np.log(q))
    -np.sum(q * np.log(p)) : this is the cross-entropy; its entropy part cannot be saved
    """
    return np.sum(q * np.log(q / p))


@exercise("2.3", read="(2.7)")
def nll_per_vote(counts: VOTES, p: PREDICTED):
    """every vote has the same weight, whichever word it is for.
    -np.mean(np.sum(counts * np.log(p), axis=1) / np.sum(counts, axis=1)) : this is the mean of the
        words' cross-entropies: each word weighs the same, not each vote
    -np.log(p[np.arange(len(p)), counts.argmax(1)]).mean() : only the class with most votes is used
    """
    return -np.sum(counts * np.log(p)) / np.sum(counts)


@exercise("2.4")
def line_that_gives_the_nll():
    """nll_loss takes log-probabilities, and their logarithm is all that is missing.
    "A" : cross_entropy takes logits and applies softmax again: for the sure prediction [0.9, 0.06,
        0.04] it gives {LINES[A]:.4g}, and its NLL is {NLL:.4g}.
    "B" : nll_loss picks what it is given: without a logarithm that is {LINES[B]:.4g}, a negative
        number, and utils refuses it.
    "D" : log_softmax applies softmax again: {LINES[D]:.4g}, and the NLL is {NLL:.4g}.
    """
    return min(LINES, key=lambda line: abs(LINES[line] - NLL))


@exercise("2.5")
def perplexity_of(p: PREDICTED, y: CLASSES):
    """the mean is taken of logarithms, so no product underflows.
    np.full((2000, 3), 1 / 3), np.zeros(2000, dtype=int) : when there are 2,000 examples
    """
    return np.exp(-np.mean(np.log(p[np.arange(len(y)), y])))


@exercise("2.6", read="(2.12)", without="utils")
def loss_of_row(z: ROW_OF_LOGITS, y: CLASS):
    """it keeps all digits where the label leads by 40, and overflows nowhere.
    -np.log(np.exp(z[y]) / np.sum(np.exp(z)))
    np.max(z) - z[y] + np.log(np.sum(np.exp(z - np.max(z))))
    logaddexp(0, np -> add(0, np : the label is left out of the sum; its own term is the 1 in (2.12)
    [40.0, 0, 0], 0 : when the label leads by 40
    [1000.0, 999, 0], 1 : when the logits are near 1000
    [0.0, -800, 0], 1 : when the label's logit is -800
    [-1000.0, 0], 0 : when the logit is -1000
    """
    others = np.delete(z, y) - z[y]
    return np.logaddexp(0, np.logaddexp.reduce(others))
