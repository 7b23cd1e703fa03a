"""Going down a loss: the path of an optimizer, its minibatches, and the rate that it can bear."""

import copy
from collections.abc import Callable

import numpy as np

from utils import _checks


def descend(gradient, start, optimizer, steps):
    """The path of an optimizer down a loss.

    gradient: from parameters to the gradient of the loss there; called once per step, in order, it
    may draw a minibatch of its own. start: any shape; never written to. optimizer: any object with
    the `step` of `utils.optimizers`; a copy takes the steps, so that a second run gives the same.
    Returns the path (steps + 1, *start.shape), `path[t]` the parameters after t steps; from where a
    run leaves the finite numbers, NaN: `np.isnan(path[:, 0]).argmax()` is the first such step of
    parameters (P,), 0 if none.
    Raises ValueError for a start that is empty or not finite, negative steps or a gradient of
    another shape; TypeError for arguments of a wrong kind.
    """
    _checks.of_kind("gradient", gradient, Callable, "callable")
    parameters = _checks.real_array("start", start, finite=True)
    _checks.whole_number("steps", steps, least=0)
    optimizer = copy.deepcopy(optimizer)
    path = np.full((steps + 1, *parameters.shape), np.nan, dtype=parameters.dtype)
    path[0] = parameters
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(1, steps + 1):
            slope = _checks.as_floats("gradient(x)", gradient(path[t - 1].copy()))
            if not np.isfinite(slope).all():
                break
            parameters = optimizer.step(path[t - 1], slope)
            if not np.isfinite(parameters).all():
                break
            path[t] = parameters
    return path


def minibatches(n, size, rng):
    """One epoch's minibatches: the indices 0 to n - 1 in random order, cut into arrays of `size`.

    Every index occurs exactly once; the last minibatch is smaller where `size` does not divide n.
    rng: from `np.random.default_rng(seed)`. Returns a list of integer arrays.
    Raises ValueError for n or size below 1; TypeError for arguments of a wrong kind.
    """
    _checks.whole_number("n", n, least=1)
    _checks.whole_number("size", size, least=1)
    wanted = "a generator from np.random.default_rng(seed)"
    _checks.of_kind("rng", rng, np.random.Generator, wanted)
    order = rng.permutation(n)
    return [order[i : i + size] for i in range(0, n, size)]


def largest_stable_learning_rate(hessian):
    """The learning rate below which gradient descent on a quadratic loss converges: 2 / λ_max.

    Along an eigenvector with eigenvalue λ each step multiplies the distance to the minimum by
    1 - α λ, which stays between -1 and 1 while α is below 2 / λ.

    hessian: (P, P), the second derivatives of the loss, or a number for a single parameter.
    Returns a float, in units of parameter² per unit of loss.
    Raises ValueError for a matrix that is empty, not finite, not square, not symmetric, or whose
    eigenvalues are not all ≥ 0 with one > 0: no rate makes a saddle stable, and every one a plane.
    """
    matrix = np.atleast_2d(_checks.as_floats("hessian", hessian)).astype(float)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"hessian must have shape (P, P), got shape {np.shape(hessian)}")
    _checks.real_array("hessian", matrix, finite=True)
    size = np.sqrt(np.abs(np.diag(matrix)))
    if (np.abs(matrix - matrix.T) > 1e-6 * np.outer(size, size)).any():
        raise ValueError("hessian must be symmetric, got a matrix that is not")
    eigenvalues = np.linalg.eigvalsh(matrix)
    if eigenvalues[-1] <= 0 or eigenvalues[0] < -1e-6 * eigenvalues[-1]:
        raise ValueError(
            f"hessian must have eigenvalues of at least 0 and one above, "
            f"got {eigenvalues[0]:.4g} to {eigenvalues[-1]:.4g}"
        )
    return 2 / float(eigenvalues[-1])
