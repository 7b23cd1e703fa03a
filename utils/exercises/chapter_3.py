"""The exercises of notebook 03."""

import numpy as np

from utils.exercises.exercise import Choice, Exercise
from utils.exercises.kinds import LABELS, LOGITS, REALS, WEIGHTS, number

TRIPS = np.append(np.linspace(20, 40, 999), 9999)
MOVED = {  # how far one failed sensor moves the best prediction, in minutes
    "MSE": abs(np.mean(TRIPS) - np.mean(TRIPS[:-1])),
    "MAE": abs(np.median(TRIPS) - np.median(TRIPS[:-1])),
}

EXERCISES = {
    "3.1": Exercise(
        arguments={"prediction": REALS, "target": REALS},
        answer="""
def rmse_loss(prediction, target):
    return np.sqrt(np.mean((prediction - target) ** 2))
""",
        praise="the RMSE is the distance between prediction and target, divided by √N.",
        ideas={
            "this is the MSE, in the square of the target's unit; one step is missing": (
                "right(prediction, target) ** 2"
            ),
            "the mean residual is taken away first: np.std measures around the mean": (
                "np.std(prediction - target)"
            ),
        },
    ),
    "3.2": Exercise(
        arguments={"x": REALS, "y": REALS, "weight": WEIGHTS},
        answer="""
def weighted_slope(x, y, weight):
    return np.sum(weight * x * y) / np.sum(weight * x**2)
""",
        praise="a weight of 2 counts a nebula twice, a weight of 0 leaves it out.",
        read="(3.3)",
        ideas={
            "this is a mean of the ratios y/x; set the derivative of the weighted squares to zero "
            "instead": "np.average(y / x, weights=weight)",
            "this is the slope with an intercept": "np.polyfit(x, y, 1, w=np.sqrt(weight))[0]",
        },
    ),
    "3.3": Exercise(
        arguments={"prediction": REALS, "target": REALS, "s": number(0.3, 4)},
        answer="""
def laplace_nll(prediction, target, s):
    return np.mean(np.abs(prediction - target)) / s + np.log(2 * s)
""",
        praise="it never leaves the logarithm, so no residual is too far off for it.",
        read="(3.8)",
        ideas={
            "this is the NLL of Gaussian noise: it squares the residuals": (
                "np.mean((prediction - target)**2) / (2 * s**2) + np.log(s * np.sqrt(2 * np.pi))"
            ),
        },
        edges={"a residual is 50,000 times s": (np.array([0.0, 1]), np.array([1e5, 1]), 2.0)},
    ),
    "3.4": Exercise(
        arguments={"z": LOGITS, "y": LABELS},
        answer="""
def mse_sigmoid_grad(z, y):
    p = sigmoid(z)
    return 2 * (p - y) * p * (1 - p) / len(z)
""",
        praise="at z = -9 with label 1 it is tiny, which is what is wrong with this loss.",
        read="(3.10)",
        ideas={
            "this is the gradient of the cross-entropy: the squared error has another factor": (
                "(sigmoid(z) - y) / len(z)"
            ),
            "this is the gradient with respect to p: one link of the chain is missing": (
                "2 * (sigmoid(z) - y) / len(z)"
            ),
        },
        absolute=1e-15,
        edges={"the logits are ±800": (np.array([-800.0, 800.0]), np.array([1, 0]))},
    ),
    "3.5": Choice(
        truth=lambda: min(MOVED, key=MOVED.get),
        praise="its best number is the median, and a few wild values leave that where it was.",
        against={
            "MSE": "its best number is the mean: one failed sensor in a thousand moves it by 10",
            "Huber with delta 1": "its pull is bounded, too, but delta is a length that you chose",
            "BCE": "it is for probabilities; a time in minutes is none",
        },
    ),
    "3.6": Exercise(
        arguments={"x": REALS, "y": REALS, "w": number(-3, 3)},
        answer="""
def best_intercept(x, y, w):
    return np.mean(y) - w * np.mean(x)
""",
        praise="the line passes through the mean point, whatever its slope.",
        read="(3.4)",
        forms=["np.mean(y - w * x)"],
    ),
}
