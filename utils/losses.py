"""The losses and their exact gradients, under PyTorch's functional names.

Every loss takes `reduction`: "mean" (the default) divides the sum by the number of losses, as
PyTorch does; "sum" adds them; "none" returns each. Each loss has its NAME_grad with the same
arguments: the derivative with respect to the first argument, in its shape; of the scalar for
"mean" and "sum", of each element's own loss for "none". Losses are in nats, squared and
absolute errors in the units of their data. Results keep float32 where the first argument is.
Nothing is lost: the relative error is at most 1e-13 in float64, 1e-5 in float32; of a gradient
p - y with a soft label y that p nearly meets, it is so beside p.
"""

import numpy as np

from utils import _checks
from utils._sums import split_exp, surprise
from utils.activations import log_sigmoid, log_softmax, sigmoid


def binary_cross_entropy(p, y, *, reduction="mean"):
    """Cross-entropy of probabilities, in nats: -(y log p + (1 - y) log(1 - p)).

    p: probabilities of class 1, any shape. y: labels or probabilities in [0, 1], the same shape.
    A probability of exactly 0 for what happened costs inf: nothing is clipped.
    Raises ValueError where p or y leaves [0, 1] or the shapes differ.
    """
    p, y = _binary("p", p, y)
    with np.errstate(divide="ignore"):
        return _reduce(reduction, surprise(y, np.log(p)) + surprise(1 - y, np.log1p(-p)))


def binary_cross_entropy_grad(p, y, *, reduction="mean"):
    """Gradient of `binary_cross_entropy` with respect to p: (1 - y) / (1 - p) - y / p.

    Infinite where the loss is.
    """
    p, y = _binary("p", p, y)
    count = _count(reduction, p.size)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # By N first: y / p may overflow where y / p / N does not.
        against = np.where(y < 1, (1 - y) / ((1 - p) * count), 0)
        return against - np.where(y > 0, y / (p * count), 0)


def binary_cross_entropy_with_logits(z, y, *, reduction="mean"):
    """Cross-entropy of logits, in nats: -(y log σ(z) + (1 - y) log(1 - σ(z))), σ the sigmoid.

    z: logits of class 1, any shape. y: labels or probabilities in [0, 1], the same shape.
    Raises ValueError for NaN, where y leaves [0, 1] or the shapes differ.
    """
    z, y = _binary("z", z, y)
    return _reduce(reduction, surprise(y, log_sigmoid(z)) + surprise(1 - y, log_sigmoid(-z)))


def binary_cross_entropy_with_logits_grad(z, y, *, reduction="mean"):
    """Gradient of `binary_cross_entropy_with_logits` with respect to z: σ(z) - y."""
    z, y = _binary("z", z, y)
    # The same as σ(z) - y, but keeps its digits where y is 0 or 1.
    return ((1 - y) * sigmoid(z) - y * sigmoid(-z)) / _count(reduction, z.size)


def nll_loss(log_p, y, *, reduction="mean"):
    """Negative log-likelihood of the labels, in nats: -log_p[i, y_i].

    log_p: (N, C) log-probabilities. y: (N,) class indices.
    Raises ValueError where log_p is above 0 (a probability or a logit?), a label is no class,
    or the shapes do not fit.
    """
    log_p, y = _log_probabilities(log_p, y)
    return _reduce(reduction, -log_p[np.arange(len(y)), y])


def nll_loss_grad(log_p, y, *, reduction="mean"):
    """Gradient of `nll_loss` with respect to log_p: -1 at the label, 0 elsewhere."""
    log_p, y = _log_probabilities(log_p, y)
    gradient = np.zeros_like(log_p)
    gradient[np.arange(len(y)), y] = -1
    return gradient / _count(reduction, len(y))


def cross_entropy(z, y, *, reduction="mean"):
    """Cross-entropy of logits, in nats: -Σ_j y_j log softmax(z)_j, or -log softmax(z)_y.

    z: (N, C) logits, not probabilities. y: (N,) class indices, or (N, C) distributions.
    A class of probability 0 (z = -inf) costs inf where y gives it weight, else nothing.
    Raises ValueError for NaN, +inf or a row of -inf in z, where a label is no class, a row of y
    is no distribution, or the shapes do not fit.

    >>> float(cross_entropy([[0.0, 0.0], [1e4, 0.0]], [0, 0], reduction="sum"))
    0.6931471805599453
    """
    z, y = _logits_and_truth(z, y)
    return _reduce(reduction, surprise(y, log_softmax(z)).sum(axis=-1))


def cross_entropy_grad(z, y, *, reduction="mean"):
    """Gradient of `cross_entropy` with respect to z: softmax(z) - y, a label y one-hot."""
    z, y = _logits_and_truth(z, y)
    e, total, _ = split_exp(z)
    gradient = e * y.sum(axis=-1, keepdims=True) - y * total
    # Each row sums to 0, so the entry of the likeliest class is minus the sum of the others: where
    # p and y are both near 1, p - y would lose every digit.
    likely = y.argmax(axis=-1, keepdims=True)
    np.put_along_axis(gradient, likely, 0, axis=-1)
    np.put_along_axis(gradient, likely, -gradient.sum(axis=-1, keepdims=True), axis=-1)
    return gradient / (total * _count(reduction, len(z)))


def mse_loss(prediction, target, *, reduction="mean"):
    """Squared error: (prediction - target)².

    prediction: any shape. target: the same shape.
    Raises ValueError for NaN, an infinite target, or where the shapes differ.
    """
    d = _difference(prediction, target)
    return _reduce(reduction, d, d)


def mse_loss_grad(prediction, target, *, reduction="mean"):
    """Gradient of `mse_loss` with respect to the prediction: 2 (prediction - target)."""
    d = _difference(prediction, target)
    with np.errstate(over="ignore"):
        return d / (_count(reduction, d.size) / 2)  # 2 d may overflow where 2 d / N does not


def l1_loss(prediction, target, *, reduction="mean"):
    """Absolute error: |prediction - target|. Takes and raises what `mse_loss` does."""
    return _reduce(reduction, np.abs(_difference(prediction, target)))


def l1_loss_grad(prediction, target, *, reduction="mean"):
    """Gradient of `l1_loss` with respect to the prediction: its sign, and 0 at the kink."""
    d = _difference(prediction, target)
    return np.sign(d) / _count(reduction, d.size)


def huber_loss(prediction, target, *, delta=1.0, reduction="mean"):
    """Huber's loss of d = prediction - target: d² / 2 where |d| <= δ, else δ (|d| - δ / 2).

    Takes and raises what `mse_loss` does, and delta, where the parabola becomes a line: ValueError
    where it is not positive and finite.
    Source: Huber, Annals of Mathematical Statistics 35 (1964).
    """
    delta = _checks.positive("delta", delta)
    distance = np.abs(_difference(prediction, target))
    with np.errstate(over="ignore"):
        bounded = np.minimum(distance, delta)
    return _reduce(reduction, bounded, distance - bounded / 2)


def huber_loss_grad(prediction, target, *, delta=1.0, reduction="mean"):
    """Gradient of `huber_loss` with respect to the prediction: d, held within [-δ, δ]."""
    delta = _checks.positive("delta", delta)
    d = _difference(prediction, target)
    with np.errstate(over="ignore"):
        return np.clip(d, -delta, delta) / _count(reduction, d.size)


def _reduce(reduction, loss, factor=1):
    """loss * factor, their sum, or their mean: it may be finite where one of them is not."""
    count = _count(reduction, loss.size)
    with np.errstate(over="ignore"):
        return loss * factor if reduction == "none" else (loss / count * factor).sum()


def _count(reduction, count):
    """What the reduction divides by: `count` for "mean", else 1."""
    _checks.one_of("reduction", reduction, ("mean", "sum", "none"))
    return count if reduction == "mean" else 1


def _binary(name, first, y):
    first, y = _checks.of_one_shape(name, first, "y", y)
    first = _checks.unit_interval("p", first) if name == "p" else _checks.real_array("z", first)
    return first, _checks.unit_interval("y", y).astype(first.dtype)


def _log_probabilities(log_p, y):
    log_p = _checks.matrix("log_p", log_p)
    y = _checks.class_labels("y", y, *log_p.shape)
    if _checks.real_array("log_p", log_p).max() > _checks.SUM_TOLERANCE:
        raise ValueError(f"log_p must be log-probabilities, at most 0, got {log_p.max()}")
    return log_p, y


def _logits_and_truth(z, y):
    """The logits, and the truth as a distribution in each row: of a label, all on its class."""
    z, y = _checks.matrix("z", z), _checks.as_floats("y", y)
    if y.ndim < 2 or y.shape == (len(z), 1) != z.shape:
        labels = _checks.class_labels("y", y, *z.shape)
        y = np.zeros_like(z)
        y[np.arange(len(z)), labels] = 1
    else:
        _, y = _checks.of_one_shape("z", z, "y", y)
        y = _checks.distributions("y", y).astype(z.dtype)
    return _checks.logits("z", z), y


def _difference(prediction, target):
    prediction, target = _checks.of_one_shape("prediction", prediction, "target", target)
    prediction = _checks.real_array("prediction", prediction)
    target = _checks.real_array("target", target, finite=True)
    with np.errstate(over="ignore"):
        return prediction - target.astype(prediction.dtype)
