"""The exercises of notebook 03."""

import numpy as np

from utils.activations import sigmoid
from utils.exercises.exercise import exercise
from utils.exercises.kinds import LABELS, LOGITS, REALS, WEIGHTS, number


@exercise("3.1")
def rmse_loss(prediction: REALS, target: REALS):
    """the RMSE is the distance between prediction and target, divided by √N.
    right(prediction, target) ** 2 : this is the MSE, in the square of the target's unit
    np.std(prediction - target) : np.std takes the mean residual away first
    """
    return np.sqrt(np.mean((prediction - target) ** 2))


@exercise("3.2", read="(3.3)")
def weighted_slope(x: REALS, y: REALS, weight: WEIGHTS):
    """a weight of 2 counts a nebula twice, a weight of 0 leaves it out.
    np.average(y / x, weights=weight) : a mean of ratios y/x; set the derivative to zero instead
    np.polyfit(x, y, 1, w=np.sqrt(weight))[0] : this is the slope with an intercept
    """
    return np.sum(weight * x * y) / np.sum(weight * x**2)


@exercise("3.3", read="(3.8)")
def laplace_nll(prediction: REALS, target: REALS, s: number(0.3, 4)):
    """it never leaves the logarithm, so no residual is too far off for it.
    np.mean((prediction - target)**2) / (2 * s**2) + np.log(s * np.sqrt(2 * np.pi)) : this is the
        NLL of Gaussian noise: it squares the residuals
    [0.0, 1], [1e5, 1], 2.0 : when a residual is 50,000 times s
    """
    return np.mean(np.abs(prediction - target)) / s + np.log(2 * s)


@exercise("3.4", read="(3.10)", absolute=1e-15)
def mse_sigmoid_grad(z: LOGITS, y: LABELS):
    """at z = -9 with label 1 it is tiny, which is what is wrong with this loss.
    p * (1 - p) -> 0.5 : this is the gradient of the cross-entropy; the square has another factor
    p * (1 - p) -> 1 : this is the gradient with respect to p: one link of the chain is missing
    [-800.0, 800], [1, 0] : when the logits are ±800
    """
    p = sigmoid(z)
    return 2 * (p - y) * p * (1 - p) / len(z)


@exercise("3.5")
def loss_that_a_failed_sensor_moves_least():
    """its best number is the median, and a few wild values leave that where it was.
    "MSE" : its best number is the mean: one failed sensor in a thousand moves it by 10
    "Huber with delta 1" : its pull is bounded, too, but delta is a length that you chose
    "BCE" : it is for probabilities; a time in minutes is none
    """
    trips, best = np.append(np.linspace(20, 40, 999), 9999), {"MSE": np.mean, "MAE": np.median}
    return min(best, key=lambda loss: abs(best[loss](trips) - best[loss](trips[:-1])))


@exercise("3.6", read="(3.4)")
def best_intercept(x: REALS, y: REALS, w: number(-3, 3)):
    """the line passes through the mean point, whatever its slope.
    np.mean(y - w * x)
    """
    return np.mean(y) - w * np.mean(x)
