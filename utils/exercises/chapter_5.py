"""The exercises of notebook 05."""

import numpy as np

from utils.exercises.exercise import exercise
from utils.exercises.kinds import HESSIAN, PARAMETERS, REALS, Kind, integer, number, numbers

FEATURE = Kind("N", "rng.normal(2 * rng.normal(), rng.uniform(0.2, 2), N)")
SPREAD = Kind("N", "rng.normal() + 2 * rng.permutation(N) + rng.random(N)")
SLOPES = Kind("NP", "rng.normal(0, 3, (N + 1, P))")
BATCH = Kind("", "int(rng.integers(1, max(2, N)))")


@exercise("5.1", read="(5.1)")
def gradient_step(
    theta: PARAMETERS, gradient: numbers(-5, 5, "P"), learning_rate: number(0.01, 0.9)
):
    """against the gradient, by the learning rate, into a new array.
    - -> + : this climbs: the gradient points uphill, and the step must go against it
    [[1.0, 2], [3, 4]], [[0.5, -1], [2, 0]], 0.1 : when the parameters are a table
    """
    return theta - learning_rate * gradient


@exercise("5.2", read="(5.4)")
def steps_needed(
    learning_rate: number(0.05, 0.7), curvature: number(0.3, 2.5), share: number(0.01, 0.6)
):
    """the error shrinks by one factor a step, so its logarithm falls evenly.
    np.log(share) / np.log(np.abs(1 - learning_rate * curvature))
    product - 1 -> 1 - product : the factor is negative where the descent oscillates: use its size
    / log_factor -> / log_factor / 2 : this is for the excess loss, which goes as the error squared
    / log_factor -> / -product : as if log(1 - αλ) were -αλ, which is close for a small αλ only
    """
    product = learning_rate * curvature
    log_factor = np.log1p(-product) if product < 1 else np.log(product - 1)
    return np.log(share) / log_factor


@exercise("5.3", read="(5.7)", without="utils.descent")
def largest_rate(x: FEATURE):
    """the limit comes from the feature alone, before any descent.
    1 / np.mean(x**2) : this is the limit for a slope alone; the intercept has a column of ones
    """
    X = np.column_stack([x, np.ones(len(x))])
    return 2 / np.linalg.eigvalsh(2 / len(x) * X.T @ X)[-1]


@exercise("5.4", read="(5.9)")
def scaled_descent(x: SPREAD, y: REALS, learning_rate: number(0.02, 0.45), steps: integer(1, 9)):
    """scaled, descended, and mapped back to the units you began with.
    [w / sd, b - w * mean / sd] -> theta : this is for the scaled feature; map it back by (5.9)
    """
    mean, sd = x.mean(), x.std()
    X = np.column_stack([(x - mean) / sd, np.ones(len(x))])
    theta = np.zeros(2)
    for _ in range(steps):
        theta = theta - learning_rate * 2 / len(x) * X.T @ (X @ theta - y)
    w, b = theta
    return np.array([w / sd, b - w * mean / sd])


@exercise("5.5", read="(5.12)")
def batch_error(each: SLOPES, B: BATCH):
    """four times the batch, about half of the noise, and none with all examples.
    * (N - B) / (N - 1) -> * 1 : the last factor of (5.12) is missing: no example comes twice
    each.var(axis=0) -> (each**2).mean(axis=0) : this is measured from 0, not from the full gradient
    [[1.0, 2], [3, -1], [0, 5]], 3 : when the batch is everything
    """
    N = len(each)
    return np.sqrt(each.var(axis=0) / B * (N - B) / (N - 1))


@exercise("5.6", read="(5.13)")
def too_high(gradient: numbers(-3, 3, "P"), hessian: HESSIAN):
    """and at a saddle a small gradient, even none, is no reason to stop.
    gradient @ np.linalg.pinv(hessian) @ gradient / 2 : this is the excess itself, not its bound
    [0.3, -2], [[2.0, 0.7], [0.7, -0.5]] : when the smallest curvature is negative
    [0.0, 0], [[2.0, 0], [0, -0.5]] : when the gradient is zero at a saddle
    [0.0, 0], [[3.0, 0], [0, 0]] : when the gradient and a curvature are zero
    """
    smallest = np.linalg.eigvalsh(hessian)[0]
    if smallest <= 0:
        return np.inf
    return np.sum(gradient**2) / (2 * smallest)
