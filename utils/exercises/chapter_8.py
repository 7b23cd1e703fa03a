"""The exercises of notebook 08."""

import numpy as np

from utils import losses
from utils.exercises.exercise import Choice, Exercise
from utils.exercises.kinds import CLASSES, ROWS_OF_LOGITS, Kind

# What the lines of 8.1 return, of the logits and labels that they are given, and what they should.
Z = np.array([[2.0, 1.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 3.0], [0.0, 2.0, 1.0]])
Y = np.array([0, 1, 2, 0])
S, B = np.array([[1.0], [-1.0], [2.0], [-3.0]]), np.array([1, 0, 0, 0])
RIGHT_LOSS = losses.cross_entropy(Z, Y)
RIGHT_SHARE = ((S[:, 0] > 0) == B).mean()
RETURNED = {  # the lines that stop are not among them
    "A": (losses.cross_entropy(Z, Y), RIGHT_LOSS),
    "C": (losses.cross_entropy(Z, np.eye(3)[Y]), RIGHT_LOSS),
    "G": (((S > 0) == B).mean(), RIGHT_SHARE),
    "H": 2 * (losses.binary_cross_entropy_with_logits(S[:, 0], B),),
}

ROWS_TO_LEAVE_OUT = Kind(
    "N",
    lambda rng, size: np.where(rng.random(size.N) < 0.4, -100, rng.integers(0, size.C, size.N)),
    traits={
        "a label is -100": lambda y: bool(np.any(y == -100)),
        "no label is -100": lambda y: bool(np.all(y != -100)),
    },
)

EXERCISES = {
    "8.1": Choice(
        truth=lambda: max(RETURNED, key=lambda line: abs(np.subtract(*RETURNED[line]))),
        praise="a comparison takes any two shapes, and makes a pair of each with each.",
        against={
            "A": "logits (4, 3) and four int64 labels are what this loss expects",
            "B": "this one stops: it asks for Long, which is int64, and is given Int",
            "C": "one-hot labels as floats are soft labels, and the loss is that of line A",
            "D": "this one stops: soft labels are floats, and these are integers",
            "E": "this one stops: axis 1 has four classes, so the labels should have the shape "
            "(1, 3), and they have (1, 4)",
            "F": "this one stops: it says that (4,) is not the shape of the logits, (4, 1)",
            "H": "both have the shape (4, 1), and the labels are floats: the loss is right",
        },
    ),
    "8.2": Choice(
        truth=lambda: float(((S > 0) == B).mean()),
        praise="8 of 16 pairs agree, and no line of the program says 16.",
        against={
            0.25: "that is the share of labels that are 1; count the pairs that agree",
            0.75: "that is the share of right predictions, which `b[:, None]` would give",
            1.0: "one of the four predictions is wrong, so even the right accuracy is below 1",
        },
    ),
    "8.3": Exercise(
        arguments={
            "z": ROWS_OF_LOGITS,
            "y": CLASSES,
            "weight": Kind("C", lambda rng, size: rng.uniform(0.2, 9, size.C)),
        },
        answer="""
def weighted_loss(z, y, weight):
    each = losses.cross_entropy(z, y, reduction="none")
    return np.sum(weight[y] * each) / np.sum(weight[y])
""",
        praise="a weighted mean divides by its weights, so a common factor of them cancels.",
        read="(8.1)",
        names={"losses": losses},
        ideas={
            "this divides by N; PyTorch divides by the weights of the labels": (
                "np.mean(weight[y] * losses.cross_entropy(z, y, reduction='none'))"
            ),
            "this divides by the sum over the classes; add the weights of the labels": (
                "np.sum(weight[y] * losses.cross_entropy(z, y, reduction='none')) / np.sum(weight)"
            ),
            "the weights multiply the logits; they belong to the losses": (
                "losses.cross_entropy(weight * z, y)"
            ),
            "the sum is not divided yet": (
                "np.sum(weight[y] * losses.cross_entropy(z, y, reduction='none'))"
            ),
            "the weights are missing: every class counts alike": "losses.cross_entropy(z, y)",
        },
    ),
    "8.4": Exercise(
        arguments={"z": ROWS_OF_LOGITS, "y": ROWS_TO_LEAVE_OUT},
        answer="""
def loss_of_labelled(z, y):
    kept = y != -100
    if not np.any(kept):
        return 0.0
    return losses.cross_entropy(z[kept], y[kept])
""",
        praise="the mean is over what is left, and where nothing is left there is no nan.",
        names={"losses": losses},
        ideas={
            "this divides by all N; the mean is over the labels that are left": (
                "right(z, y) * np.mean(y != -100)"
            ),
            "this is a sum; divide it by the number of labels that are left": (
                "right(z, y) * np.sum(y != -100)"
            ),
            "the rows with the label -100 are still in, and -100 is no class: keep the others": (
                "losses.cross_entropy(z, y)"
            ),
            "-100 is taken as a class here: leave these rows out": (
                "losses.cross_entropy(z, np.maximum(y, 0))"
            ),
        },
        edges={
            "no label is left": (np.zeros((2, 3)), np.array([-100, -100])),
        },
    ),
}
