"""The exercises of notebook 02."""

import numpy as np

from utils.exercises.exercise import Exercise
from utils.exercises.kinds import (
    CLASS,
    CLASSES,
    DISTRIBUTION,
    PREDICTED,
    ROW_OF_LOGITS,
    Kind,
    number,
)

NUMBER_OF_CLASSES = Kind("", lambda rng, size: size.C)

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
            "this is in nats: divide by log 2, or take np.log2": "-np.sum(q * np.log(q))",
            "the surprises are averaged as if all classes were equally likely; weigh each by q": (
                "-np.mean(np.log2(q))"
            ),
            "the weights q are missing: a surprise counts as often as it happens": (
                "-np.sum(np.log2(q))"
            ),
            "the terms are averaged; the weights q make the sum an average already": (
                "-np.mean(q * np.log2(q))"
            ),
        },
        edges={
            "a class never happens": (np.array([0.0, 0.5, 0.5]),),
            "one class is certain": (np.array([0.0, 0.0, 1.0]),),
            "a class is very rare": (np.array([1e-9, 1 - 1e-9]),),
        },
    ),
    "2.2": Exercise(
        arguments={"p": PREDICTED, "y": CLASSES},
        answer="""
def perplexity_of(p, y):
    return np.exp(-np.mean(np.log(p[np.arange(len(y)), y])))
""",
        praise="the mean is taken of logarithms, so no product underflows.",
        ideas={
            "exp comes before the mean here: average the NLL first, then take exp once": (
                "np.mean(1 / p[np.arange(len(y)), y])"
            ),
            "the probabilities are averaged before the logarithm; average the NLL": (
                "1 / np.mean(p[np.arange(len(y)), y])"
            ),
            "the sign is flipped inside exp: a perplexity is at least 1": "1 / right(p, y)",
            "this is the mean NLL; take exp of it": "np.log(right(p, y))",
            "bits and nats are mixed: the NLL in nats goes with exp, not with 2 to its power": (
                "2 ** -np.mean(np.log(p[np.arange(len(y)), y]))"
            ),
            "bits and nats are mixed: the NLL in bits goes with 2 to its power, not with exp": (
                "np.exp(-np.mean(np.log2(p[np.arange(len(y)), y])))"
            ),
            "the labels do not enter: this is exp of the entropy of p; pick the label's entry": (
                "np.exp(-np.mean(np.sum(p * np.log(p), axis=1)))"
            ),
        },
        edges={
            "there are 2,000 examples": (np.full((2000, 3), 1 / 3), np.zeros(2000, dtype=int)),
        },
    ),
    "2.3": Exercise(
        arguments={"y": CLASSES, "classes": NUMBER_OF_CLASSES, "u": number(0.05, 0.6)},
        answer="""
def smooth_labels(y, classes, u):
    return (1 - u) * np.eye(classes)[y] + u / classes
""",
        praise="each row is a distribution again, and its largest entry is still the label.",
        read="(2.8)",
        ideas={
            "u is spread over the C - 1 other classes; (2.8) spreads it over all C, the label "
            "included": "np.where(np.eye(classes)[y] == 1, 1 - u, u / (classes - 1))",
            "the label gets 1 - u and no share of the part that is spread": (
                "np.where(np.eye(classes)[y] == 1, 1 - u, u / classes)"
            ),
            "the weights are exchanged: u is the part that is spread, 1 - u what stays": (
                "right(y, classes, 1 - u)"
            ),
        },
        edges={
            "nothing is spread": (np.array([2, 0, 1]), 3, 0.0),
            "everything is spread": (np.array([0]), 3, 1.0),
        },
    ),
    "2.4": Exercise(
        arguments={"z": ROW_OF_LOGITS, "y": CLASS},
        answer="""
def loss_of_row(z, y):
    others = np.delete(z, y) - z[y]
    return np.logaddexp(0, np.logaddexp.reduce(others))
""",
        praise="it keeps all digits where the label leads by 40, and overflows nowhere.",
        read="(2.12)",
        without="utils",
        forms=["-np.log(np.exp(z[y]) / np.sum(np.exp(z)))", "np.log(np.sum(np.exp(z))) - z[y]"],
        ideas={
            "softmax is applied twice: give it the logits as they are": "right(softmax(z), y)",
            "the logits are taken for probabilities: they go through softmax first": (
                "-np.log(z[y])"
            ),
            "the label is left out of the sum; its own term is the 1 in (2.12)": (
                "np.log(np.sum(np.exp(np.delete(z, y) - z[y])))"
            ),
            "the largest logit is subtracted from the sum and not from the label's logit": (
                "np.log(np.sum(np.exp(z - np.max(z)))) - z[y]"
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
