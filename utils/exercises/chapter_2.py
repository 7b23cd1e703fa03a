"""The exercises of notebook 02."""

import numpy as np

from utils import losses
from utils.activations import log_softmax
from utils.exercises.exercise import Choice, Exercise
from utils.exercises.kinds import CLASS, CLASSES, DISTRIBUTION, PREDICTED, ROW_OF_LOGITS, Kind

VOTES = Kind("NC", lambda rng, size: rng.integers(1, 9, (size.N, size.C)).astype(float))

P, Y = np.array([[0.9, 0.06, 0.04]]), np.array([0])
NLL = -np.log(P[0, 0])
LINES = {  # what each prints
    "A": losses.cross_entropy(P, Y),
    "B": -P[0, 0],
    "C": losses.nll_loss(np.log(P), Y),
    "D": losses.nll_loss(log_softmax(P), Y),
}

EXERCISES = {
    "2.1": Exercise(
        arguments={"q": DISTRIBUTION},
        answer="""
def entropy_in_bits(q):
    q = q[q > 0]
    return -np.sum(q * np.log2(q))
""",
        praise="an average of surprises, and a class that never happens adds nothing.",
        forms=["-np.sum(q * np.log(q)) / np.log(2)"],
        ideas={
            "this is the surprise of the likeliest class alone": "-np.log2(np.max(q))",
        },
        edges={
            "a class never happens": (np.array([0.0, 0.5, 0.5]),),
            "one class is certain": (np.array([0.0, 0.0, 1.0]),),
            "a class is rare": (np.array([1e-4, 1 - 1e-4]),),
        },
    ),
    "2.2": Exercise(
        arguments={"q": DISTRIBUTION, "p": DISTRIBUTION},
        answer="""
def savings(q, p):
    return np.sum(q * np.log(q / p))
""",
        praise="what remains after it is the entropy, which no model can lower.",
        read="(2.4)",
        without="utils",
        forms=["-np.sum(q * np.log(p)) + np.sum(q * np.log(q))"],
        ideas={
            "this is the cross-entropy; its entropy part cannot be saved": "-np.sum(q * np.log(p))",
            "each term lost its sign; some are negative": "np.sum(np.abs(q * np.log(q / p)))",
        },
    ),
    "2.3": Exercise(
        arguments={"counts": VOTES, "p": PREDICTED},
        answer="""
def nll_per_vote(counts, p):
    return -np.sum(counts * np.log(p)) / np.sum(counts)
""",
        praise="every vote has the same weight, whichever word it is for.",
        read="(2.7)",
        ideas={
            "this is the mean of the words' cross-entropies: each word weighs the same, not each "
            "vote": "-np.mean(np.sum(counts * np.log(p), axis=1) / np.sum(counts, axis=1))",
            "only the class with most votes is used, and every vote counts": (
                "-np.mean(np.log(p[np.arange(len(p)), counts.argmax(axis=1)]))"
            ),
        },
    ),
    "2.4": Choice(
        truth=lambda: min(LINES, key=lambda name: abs(LINES[name] - NLL)),
        praise="nll_loss takes log-probabilities, and their logarithm is all that is missing.",
        against={
            "A": f"cross_entropy takes logits and applies softmax again: for the sure prediction "
            f"{P[0].tolist()} it gives {LINES['A']:.4g}, and its NLL is {NLL:.4g}.",
            "B": f"nll_loss picks what it is given: without a logarithm that is {LINES['B']:.4g}, "
            "a negative number, and utils refuses it.",
            "D": f"log_softmax applies softmax again: {LINES['D']:.4g}, and the NLL is {NLL:.4g}.",
        },
    ),
    "2.5": Exercise(
        arguments={"p": PREDICTED, "y": CLASSES},
        answer="""
def perplexity_of(p, y):
    return np.exp(-np.mean(np.log(p[np.arange(len(y)), y])))
""",
        praise="the mean is taken of logarithms, so no product underflows.",
        ideas={
            "the labels do not enter: this is exp of the entropy of p": (
                "np.exp(-np.mean(np.sum(p * np.log(p), axis=1)))"
            ),
        },
        edges={
            "there are 2,000 examples": (np.full((2000, 3), 1 / 3), np.zeros(2000, dtype=int)),
        },
    ),
    "2.6": Exercise(
        arguments={"z": ROW_OF_LOGITS, "y": CLASS},
        answer="""
def loss_of_row(z, y):
    others = np.delete(z, y) - z[y]
    return np.logaddexp(0, np.logaddexp.reduce(others))
""",
        praise="it keeps all digits where the label leads by 40, and overflows nowhere.",
        read="(2.12)",
        without="utils",
        forms=[
            "-np.log(np.exp(z[y]) / np.sum(np.exp(z)))",
            "np.max(z) - z[y] + np.log(np.sum(np.exp(z - np.max(z))))",
        ],
        ideas={
            "the logits are taken for probabilities; softmax comes first": "-np.log(z[y])",
            "the label is left out of the sum; its own term is the 1 in (2.12)": (
                "np.log(np.sum(np.exp(np.delete(z, y) - z[y])))"
            ),
        },
        edges={
            "the label leads by 40": (np.array([40.0, 0.0, 0.0]), 0),
            "the logits are near 1000": (np.array([1000.0, 999.0, 0.0]), 1),
            "the label's logit is -800": (np.array([0.0, -800.0, 0.0]), 1),
            "the logit is -1000": (np.array([-1000.0, 0.0]), 0),
        },
    ),
}
