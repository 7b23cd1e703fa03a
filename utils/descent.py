"""Going down a loss: the path of an optimizer, its minibatches, and the rate that it can bear."""

import copy

import numpy as np

from utils import _checks


def descend(gradient, start, optimizer, steps):
    """The path of an optimizer down a loss.

    Parameters
    ----------
    gradient : callable
        From parameters to the gradient of the loss there. It is called once per step, in order,
        and may draw a minibatch of its own.
    start : array_like, any shape
        The first parameters; never written to.
    optimizer : an optimizer of `utils.optimizers`, or any object with their `step`
        It is copied first: two runs with the same optimizer give the same path.
    steps : int
        At least 0.

    Returns
    -------
    path : (steps + 1, *start.shape) array; float32 for float32, else float64
        `path[t]` holds the parameters after t steps, `path[0]` the start. A run that diverges stops
        where it leaves the finite numbers: from there on the path is NaN, before it finite. For
        parameters of shape (P,), `np.isnan(path[:, 0]).argmax()` is the first such step, 0 if none.

    Raises
    ------
    ValueError
        A start that is empty or not finite, negative steps, a gradient of another shape.
    TypeError
        A gradient that cannot be called or does not return numbers, steps that are not an integer.
    """
    if not callable(gradient):
        raise TypeError(f"gradient must be callable, got {type(gradient).__name__}")
    parameters = _checks.finite_array("start", start)
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

    Parameters
    ----------
    n, size : int
        At least 1.
    rng : numpy.random.Generator
        From `np.random.default_rng(seed)`.

    Returns
    -------
    list of integer arrays

    Raises
    ------
    ValueError
        n or size below 1.
    TypeError
        n or size not an integer, or rng not a Generator.
    """
    _checks.whole_number("n", n, least=1)
    _checks.whole_number("size", size, least=1)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng must be a generator from np.random.default_rng(seed), got {type(rng).__name__}"
        )
    order = rng.permutation(n)
    return [order[i : i + size] for i in range(0, n, size)]


def largest_stable_learning_rate(hessian):
    """The learning rate below which gradient descent on a quadratic loss converges: 2 / λ_max.

    Along an eigenvector of the Hessian with eigenvalue λ each step multiplies the distance to the
    minimum by 1 - α λ. That stays between -1 and 1 for every λ while α is below 2 / λ_max.

    Parameters
    ----------
    hessian : (P, P) array_like, or a number for a single parameter
        Second derivatives of the loss; symmetric, without negative eigenvalues.

    Returns
    -------
    float
        In units of parameter² per unit of loss.

    Raises
    ------
    ValueError
        A matrix that is empty, not finite, not square, not symmetric, or whose eigenvalues are not
        all ≥ 0 with one > 0: no learning rate makes a saddle stable, and every one a plane.
    """
    matrix = np.atleast_2d(_checks.as_floats("hessian", hessian)).astype(float)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"hessian must have shape (P, P), got shape {np.shape(hessian)}")
    _checks.finite_array("hessian", matrix)
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
