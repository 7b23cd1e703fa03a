"""Plausible wrong answers to the exercises of notebook 03, and words of each one's diagnosis."""

import numpy as np


def rmse_without_root(prediction, target):
    return np.mean((prediction - target) ** 2)


def rmse_root_of_sum(prediction, target):
    return np.sqrt(np.sum((prediction - target) ** 2))


def rmse_divided_last(prediction, target):
    return np.sqrt(np.sum((prediction - target) ** 2)) / len(target)


def rmse_root_of_each(prediction, target):
    return np.mean(np.sqrt((prediction - target) ** 2))


def rmse_that_writes(prediction, target):
    prediction -= target
    return np.sqrt(np.mean(prediction**2))


def slope_without_weights(x, y, weight):
    return np.sum(x * y) / np.sum(x**2)


def slope_weights_inside_the_square(x, y, weight):
    return np.sum((weight * x) * (weight * y)) / np.sum((weight * x) ** 2)


def slope_half_weighted(x, y, weight):
    return np.sum(weight * x * y) / np.sum(x**2)


def slope_of_ratios(x, y, weight):
    return np.sum(weight * y / x) / np.sum(weight)


def nll_without_scale(prediction, target, s):
    return np.mean(np.abs(prediction - target) / s)


def nll_without_the_two(prediction, target, s):
    return np.mean(np.abs(prediction - target) / s + np.log(s))


def nll_without_minus(prediction, target, s):
    return np.mean(-np.abs(prediction - target) / s - np.log(2 * s))


def nll_summed(prediction, target, s):
    return np.sum(np.abs(prediction - target) / s + np.log(2 * s))


def nll_through_the_density(prediction, target, s):
    return -np.mean(np.log(np.exp(-np.abs(prediction - target) / s) / (2 * s)))


def gradient_of_cross_entropy(z, y):
    return (1 / (1 + np.exp(-z)) - y) / len(z)


def gradient_in_p(z, y):
    return 2 * (1 / (1 + np.exp(-z)) - y) / len(z)


def gradient_without_mean(z, y):
    p = 1 / (1 + np.exp(-z))
    return 2 * (p - y) * p * (1 - p)


def gradient_target_minus_prediction(z, y):
    p = 1 / (1 + np.exp(-z))
    return 2 * (y - p) * p * (1 - p) / len(z)


def gradient_that_overflows(z, y):
    p = np.exp(z) / (1 + np.exp(z))
    return 2 * (p - y) * p * (1 - p) / len(z)


WRONG_ANSWERS = {
    "3.1": [
        (rmse_without_root, "this is the MSE"),
        (rmse_root_of_sum, "the sum of the squares"),
        (rmse_divided_last, "divide first, then take the root"),
        (rmse_root_of_each, "this is the MAE"),
        (rmse_that_writes, "changes its input prediction"),
    ],
    "3.2": [
        (slope_without_weights, "the weights are not used"),
        (slope_weights_inside_the_square, "the weights act twice"),
        (slope_half_weighted, "below the fraction line"),
        (slope_of_ratios, "a mean of the ratios"),
    ],
    "3.3": [
        (nll_without_scale, "log 2s is missing"),
        (nll_without_the_two, "the 2 of the density"),
        (nll_without_minus, "the sign is flipped"),
        (nll_summed, "sum over the examples"),
        (nll_through_the_density, "almost: right on ordinary input, but unstable"),
    ],
    "3.4": [
        (gradient_of_cross_entropy, "the gradient of the cross-entropy"),
        (gradient_in_p, "with respect to p"),
        (gradient_without_mean, "sum over the examples"),
        (gradient_target_minus_prediction, "the sign is flipped"),
        (gradient_that_overflows, "almost: right on ordinary input, but unstable"),
    ],
}
