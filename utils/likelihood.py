"""How probable the data are, given a model's probabilities: a product, and its logarithm.

The likelihood of many examples underflows to 0; its logarithm, in nats, does not.
"""

import numpy as np

from utils import _checks


def bernoulli_likelihood(p, y):
    """Probability of all N outcomes at once: Π_i p_i^y_i (1 - p_i)^(1 - y_i).

    p: (N,) probabilities of outcome 1. y: (N,) labels 0 or 1. Returns one number.
    Raises ValueError where p leaves [0, 1], y is not 0 or 1, or the shapes differ.

    >>> float(bernoulli_likelihood([0.5, 0.25], [1, 0]))
    0.375
    """
    p, y = _bernoulli(p, y)
    return np.where(y == 1, p, 1 - p).prod()


def bernoulli_log_likelihood(p, y):
    """Log-likelihood of N outcomes, in nats: Σ_i y_i log p_i + (1 - y_i) log(1 - p_i).

    p: (N,) probabilities of outcome 1. y: (N,) labels 0 or 1. Returns one number; -inf where
    something happened that had probability 0. Raises as `bernoulli_likelihood` does.

    >>> print(f"{bernoulli_log_likelihood([0.5, 0.25], [1, 0]):.4f}")
    -0.9808
    """
    p, y = _bernoulli(p, y)
    with np.errstate(divide="ignore"):
        return np.where(y == 1, np.log(p), np.log1p(-p)).sum()


def categorical_likelihood(p, y):
    """Probability of all N labels at once: Π_i p[i, y_i].

    p: (N, C), each row a distribution over the classes. y: (N,) class indices. Returns one
    number. Raises ValueError where a row is no distribution, a label is no class, or the
    shapes do not fit.

    >>> float(categorical_likelihood([[0.5, 0.5], [0.25, 0.75]], [0, 1]))
    0.375
    """
    return _of_the_labels(p, y).prod()


def categorical_log_likelihood(p, y):
    """Log-likelihood of N labels, in nats: Σ_i log p[i, y_i].

    p: (N, C), each row a distribution over the classes. y: (N,) class indices. Returns one
    number; -inf where a label had probability 0. Raises as `categorical_likelihood` does.

    >>> print(f"{categorical_log_likelihood([[0.5, 0.5], [0.1, 0.9]], [0, 1]):.4f}")
    -0.7985
    """
    with np.errstate(divide="ignore"):
        return np.log(_of_the_labels(p, y)).sum()


def _bernoulli(p, y):
    p = _checks.unit_interval("p", p)
    if p.ndim != 1:
        raise ValueError(f"p must have shape (N,), got shape {p.shape}")
    return p, _checks.class_labels("y", y, len(p), 2)


def _of_the_labels(p, y):
    p = _checks.distributions("p", p)
    _checks.matrix("p", p)
    return p[np.arange(len(p)), _checks.class_labels("y", y, *p.shape)]
