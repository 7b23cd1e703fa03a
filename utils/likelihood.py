"""The log-likelihood: how probable the data are, given a model's probabilities.

The likelihood itself, a product over many examples, underflows to 0; its logarithm, in nats,
does not.
"""

import numpy as np

from utils import _checks


def bernoulli_log_likelihood(p, y):
    """Log-likelihood of N outcomes, in nats: Σ_i y_i log p_i + (1 - y_i) log(1 - p_i).

    p: (N,) probabilities of outcome 1. y: (N,) labels 0 or 1. Returns one number; -inf where
    something happened that had probability 0.
    Raises ValueError where p leaves [0, 1], y is not 0 or 1, or the shapes differ.
    """
    p = _checks.as_floats("p", p)
    if p.ndim != 1:
        raise ValueError(f"p must have shape (N,), got shape {p.shape}")
    y, p = _checks.class_labels("y", y, len(p), 2), _checks.unit_interval("p", p)
    with np.errstate(divide="ignore"):
        return np.where(y == 1, np.log(p), np.log1p(-p)).sum()


def categorical_log_likelihood(p, y):
    """Log-likelihood of N labels, in nats: Σ_i log p[i, y_i].

    p: (N, C), each row a distribution over the classes. y: (N,) class indices. Returns one
    number; -inf where a label had probability 0.
    Raises ValueError where a row is no distribution, a label is no class, or the shapes do not fit.
    """
    p = _checks.matrix("p", p)
    y, p = _checks.class_labels("y", y, *p.shape), _checks.distributions("p", p)
    with np.errstate(divide="ignore"):
        return np.log(p[np.arange(len(p)), y]).sum()
