"""Entropy, cross-entropy and what lies between them, all in nats.

q is the true distribution, p the predicted one. A class with q = 0 contributes 0,
whatever p says of it.

Source: Shannon, "A mathematical theory of communication" (1948); for the divergence, Kullback and
Leibler, "On information and sufficiency" (1951).
"""

import numpy as np

from utils import _checks
from utils._sums import surprise


def entropy(q):
    """Entropy H(q) = -Σ_c q_c log q_c, in nats: from 0 (certain) to log C (uniform).

    q: (..., C), distributions along the last axis. Returns shape (...).
    Raises ValueError where q is no distribution.
    """
    return cross_entropy(q, q)


def cross_entropy(q, p):
    """Cross-entropy H(q, p) = -Σ_c q_c log p_c, in nats. It is not symmetric.

    q: (..., C), the truth. p: the same shape, the prediction. Returns shape (...); inf where
    p is 0 and q is not. Raises ValueError where either is no distribution or the shapes differ.
    """
    q, p = _pair(q, p)
    with np.errstate(divide="ignore"):
        return surprise(q, np.log(p)).sum(axis=-1)


def kl_divergence(q, p):
    """Kullback-Leibler divergence KL(q, p) = Σ_c q_c log(q_c / p_c), in nats; never negative.

    q: (..., C), the truth. p: the same shape, the prediction. Returns shape (...), equal to
    H(q, p) - H(q); inf where p is 0 and q is not. Raises as `cross_entropy` does.
    """
    q, p = _pair(q, p)
    d = q - p
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        log_ratio = np.where(np.abs(d) < p / 2, np.log1p(d / p), np.log(q) - np.log(p))
        terms = np.where(q > 0, q * log_ratio, 0)
    # Σ d = 0. Taking d from each term leaves the sum, and makes every term at least 0.
    return np.maximum(terms - d, 0).sum(axis=-1)


def perplexity(mean_nll):
    """Perplexity exp(mean NLL): the number of equally likely choices that are as hard to guess.

    mean_nll: mean negative log-likelihood per prediction, in nats, at least 0; any shape.
    Returns the same shape. Raises ValueError where it is negative or NaN.
    """
    mean_nll = _checks.real_array("mean_nll", mean_nll)
    if mean_nll.min() < 0:
        raise ValueError(f"mean_nll must be at least 0, got {mean_nll.min()}")
    with np.errstate(over="ignore"):
        return np.exp(mean_nll)


def _pair(q, p):
    q, p = _checks.of_one_shape("q", q, "p", p)
    return _checks.distributions("q", q), _checks.distributions("p", p)
