"""The exercises of notebook 01."""

import numpy as np

from utils.exercises.exercise import Exercise
from utils.exercises.kinds import CLASSES, LABELS, LOG_PREDICTED, LOGITS, PROBABILITIES

EXERCISES = {
    "1.1": Exercise(
        arguments={"p": PROBABILITIES, "y": LABELS},
        answer="""
def forecast_likelihood(p, y):
    return np.prod(np.where(y == 1, p, 1 - p))
""",
        praise="one factor for each flight, and y chooses which.",
        read="(1.1)",
        forms=["np.prod(p**y * (1 - p)**(1 - y))"],
        ideas={
            "this is the log-likelihood; stop before the logarithm": "np.log(right(p, y))",
            "flights without distress are left out: each has the factor 1 - p": "np.prod(p**y)",
        },
    ),
    "1.2": Exercise(
        arguments={"p": PROBABILITIES, "y": LABELS},
        answer="""
def forecast_nll(p, y):
    return -np.mean(np.log(np.where(y == 1, p, 1 - p)))
""",
        praise="it survives certainty, and 2,000 flights: no 0 times infinity, and no product.",
        read="(1.4)",
        forms=["-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))"],
        ideas={
            "flights without distress are left out: the second term of the sum is missing": (
                "-np.mean(y * np.log(p))"
            ),
            "the minus reaches the first term alone; it belongs in front of the whole sum": (
                "np.mean(-y * np.log(p) + (1 - y) * np.log(1 - p))"
            ),
            "this is the squared error of the forecast, which no likelihood stands behind": (
                "np.mean((p - y) ** 2)"
            ),
            "this is the log of the mean; the mean of the logs is asked for": (
                "-np.log(np.mean(np.where(y == 1, p, 1 - p)))"
            ),
        },
        edges={
            "a forecast is certain, and right": (np.array([1.0, 0.0]), np.array([1, 0])),
            "there are 2,000 flights": (np.full(2000, 0.3), np.arange(2000) % 2),
        },
    ),
    "1.3": Exercise(
        arguments={"log_p": LOG_PREDICTED, "y": CLASSES},
        answer="""
def pick_nll(log_p, y):
    return -log_p[np.arange(len(y)), y].mean()
""",
        praise="one entry from each row; what the others hold does not matter.",
        read="(1.8)",
        ideas={
            "the label is used as a factor; it is an index": (
                "-np.mean(np.sum(y[:, None] * log_p, axis=1))"
            ),
            "the largest entry of each row is picked; pick the label's, likely or not": (
                "-np.mean(np.max(log_p, axis=1))"
            ),
            "the sum is divided by N times C; only N entries were picked": (
                "right(log_p, y) / log_p.shape[1]"
            ),
            "the logarithm is taken twice: log_p holds logarithms already": (
                "-np.log(log_p[np.arange(len(y)), y]).mean()"
            ),
        },
        edges={
            "an entry that is not picked is -∞": (
                np.array([[0.0, -np.inf], [-0.5, -0.9]]),
                np.array([0, 1]),
            )
        },
    ),
    "1.4": Exercise(
        arguments={"z": LOGITS, "y": LABELS},
        answer="""
def logit_nll(z, y):
    return np.mean(np.logaddexp(0, np.where(y == 1, -z, z)))
""",
        praise="from logits, a loss of 1000 nats is a number like any other.",
        read="(1.4)",
        forms=[
            "-np.mean(y * np.log(sigmoid(z)) + (1 - y) * np.log(1 - sigmoid(z)))",
            "np.mean(np.log(1 + np.exp(np.where(y == 1, -z, z))))",
        ],
        ideas={
            "the minus reaches the first term alone; it belongs in front of the whole sum": (
                "np.mean(-y * np.log(sigmoid(z)) + (1 - y) * np.log(1 - sigmoid(z)))"
            ),
            "the labels are exchanged: a large z says that y = 1 is likely": "right(-z, y)",
        },
        edges={
            "the loss is small": (np.array([40.0]), np.array([1])),
            "the loss is very small": (np.array([-60.0, 70.0]), np.array([0, 1])),
            "the logits are ±1000": (np.array([1000.0, -1000.0]), np.array([0, 1])),
            "the logit is -1000 and y is 0": (np.array([-1000.0]), np.array([0])),
        },
    ),
}
