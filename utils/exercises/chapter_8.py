"""The exercises of notebook 08."""

import numpy as np

from utils import losses
from utils.exercises.exercise import exercise
from utils.exercises.kinds import CLASSES, ROWS_OF_LOGITS, Kind, numbers

Z = np.array([[2.0, 1.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 3.0], [0.0, 2.0, 1.0]])
Y = np.array([0, 1, 2, 0])
S, B = np.array([[1.0], [-1.0], [2.0], [-3.0]]), np.array([1, 0, 0, 0])
RETURNED = {  # by the lines of 8.1 that do not stop, and what they should
    "A": (losses.cross_entropy(Z, Y), losses.cross_entropy(Z, Y)),
    "C": (losses.cross_entropy(Z, np.eye(3)[Y]), losses.cross_entropy(Z, Y)),
    "G": (((S > 0) == B).mean(), ((S[:, 0] > 0) == B).mean()),
    "H": 2 * (losses.binary_cross_entropy_with_logits(S[:, 0], B),),
}
LABELS_OR_NONE = Kind(
    "N",
    "np.where(rng.random(N) < 0.4, -100, rng.integers(0, C, N))",
    traits={
        "no label is left": "max(a) < 0",
        "a label is -100": "-100 in a",
        "a label is 0": "0 in a",
    },
)


@exercise("8.1")
def line_that_misleads():
    """a comparison takes any two shapes, and makes a pair of each with each.
    "A" : logits (4, 3) and four int64 labels are what this loss expects
    "B" : this one stops: it asks for Long, which is int64, and is given Int
    "C" : one-hot labels as floats are soft labels, and the loss is that of line A
    "D" : this one stops: soft labels are floats, and these are integers
    "E" : this one stops: axis 1 has four classes, so the labels should have the shape (1, 3), and
        they have (1, 4)
    "F" : this one stops: it says that (4,) is not the shape of the logits, (4, 1)
    "H" : both have the shape (4, 1), and the labels are floats: the loss is right
    """
    return max(RETURNED, key=lambda line: abs(np.subtract(*RETURNED[line])))


@exercise("8.2")
def share_that_line_g_returns():
    """8 of 16 pairs agree, and no line of the program says 16.
    0.25 : that is the share of labels that are 1; count the pairs that agree
    0.75 : that is the share of right predictions, which `b[:, None]` would give
    1.0 : one of the four predictions is wrong, so even the right accuracy is below 1
    """
    return float(((S > 0) == B).mean())


@exercise("8.3", read="(8.1)")
def weighted_loss(z: ROWS_OF_LOGITS, y: CLASSES, weight: numbers(0.2, 9, "C")):
    """a weighted mean divides by its weights, so a common factor of them cancels.
    losses.cross_entropy(weight * z, y) : the weights multiply the logits; they belong to the losses
    """
    each = losses.cross_entropy(z, y, reduction="none")
    return np.sum(weight[y] * each) / np.sum(weight[y])


@exercise("8.4")
def loss_of_labelled(z: ROWS_OF_LOGITS, y: LABELS_OR_NONE):
    """the mean is over what is left, and where nothing is left there is no nan.
    right(z, y) * np.mean(y != -100) : this divides by all N; divide by the number of labels left
    right(z, y) * np.sum(y != -100) : this is a sum; divide it by the number of labels left
    np.zeros((2, 3)), [-100, -100] : when no label is left
    """
    kept = y != -100
    if not np.any(kept):
        return 0.0
    return losses.cross_entropy(z[kept], y[kept])
