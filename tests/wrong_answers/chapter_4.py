"""Plausible wrong answers to the exercises of notebook 04, and words of each one's diagnosis."""

import numpy as np


def residual(prediction, target):
    return prediction - target


def mean_residual(prediction, target):
    return (prediction - target) / len(target)


def sum_of_squares_gradient(prediction, target):
    return 2 * (prediction - target)


def target_first(prediction, target):
    return 2 * (target - prediction) / len(target)


def subtracts_in_place(prediction, target):
    prediction -= target
    return 2 * prediction / len(target)


def gradient_of_the_sum(w, X, y):
    return X.T @ (1 / (1 + np.exp(-X @ w)) - y)


def without_sigmoid(w, X, y):
    return X.T @ (X @ w - y) / len(y)


def label_first(w, X, y):
    return X.T @ (y - 1 / (1 + np.exp(-X @ w))) / len(y)


def overflowing_sigmoid(w, X, y):
    return X.T @ (np.exp(X @ w) / (1 + np.exp(X @ w)) - y) / len(y)


def chained_once_too_often(w, X, y):
    p = 1 / (1 + np.exp(-X @ w))
    return (p - y) * p * (1 - p) @ X / len(y)


def one_slope_per_flight(w, X, y):
    return 1 / (1 + np.exp(-X @ w)) - y


def forward_loop(f, x, step):
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        moved = x.copy()
        moved[i] += step
        slopes[i] = (f(moved) - f(x)) / step
    return slopes


def never_moved_back(f, x, step):
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += step
        above = f(x)
        x[i] -= 2 * step
        slopes[i] = (above - f(x)) / (2 * step)
    return slopes


def divided_by_one_step(f, x, step):
    return 2 * keeps_integers(f, x, step)


def keeps_integers(f, x, step):
    slopes = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[i] = x[i] + step
        below[i] = x[i] - step
        slopes[i] = (f(above) - f(below)) / (2 * step)
    return slopes


def half_the_run(f, w, direction, step):
    return (f(w + step * direction) - f(w - step * direction)) / step


def one_sided(f, w, direction, step):
    return (f(w + step * direction) - f(w)) / step


def step_for_all(f, w, direction, step):
    return (f(w + step) - f(w - step)) / (2 * step)


def unit_direction(f, w, direction, step):
    unit = direction / np.linalg.norm(direction)
    return (f(w + step * unit) - f(w - step * unit)) / (2 * step)


def walks_away(f, w, direction, step):
    w += step * direction
    above = f(w)
    w -= 2 * step * direction
    return (above - f(w)) / (2 * step)


WRONG_ANSWERS = {
    "4.1": [
        (residual, "a factor 2 and the division by N are both missing"),
        (mean_residual, "a factor 2 is missing"),
        (sum_of_squares_gradient, "divide by their number N"),
        (target_first, "the sign is flipped"),
        (subtracts_in_place, "changes its input prediction"),
    ],
    "4.2": [
        (gradient_of_the_sum, "divide by their number N"),
        (without_sigmoid, "a sigmoid is missing"),
        (label_first, "the sign is flipped"),
        (overflowing_sigmoid, "unstable. For w = [1000.,    0.]"),
        (chained_once_too_often, "a factor p (1 - p) too many"),
        (one_slope_per_flight, "the shape is wrong: expected (2,), given (1,)"),
    ],
    "4.3": [
        (forward_loop, "this is the forward difference"),
        (never_moved_back, "changes its input x"),
        (divided_by_one_step, "a factor 2 too many"),
        (keeps_integers, "unstable. For f = the function cubes, x = [2, 3]"),
    ],
    "4.4": [
        (half_the_run, "a factor 2 too many"),
        (one_sided, "this is the forward difference"),
        (step_for_all, "the direction is not used"),
        (unit_direction, "for a direction of length 1"),
        (walks_away, "changes its input w"),
    ],
}
