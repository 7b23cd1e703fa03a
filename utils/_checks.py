"""What the public functions ask of their arguments, in one voice.

Every check names the argument, says what was expected, and says what came instead:
ValueError for a wrong value, TypeError for a wrong kind. It returns what it let pass: a number as
a float, an array in float32 for float32, else in float64; and it never writes to its input.
Where several arguments must fit, their shapes are judged before their values.
"""

import numbers
from functools import partial

import numpy as np

SUM_TOLERANCE = 1e-6  # how far from 1 a row of probabilities may sum; float32 rows stay within 1e-7


def as_floats(name, values):
    """`values` as a non-empty array of floats; NaN and infinities pass."""
    parts = values if isinstance(values, list | tuple) else [values]
    if any(map(np.ma.isMaskedArray, parts)):
        raise TypeError(
            f"{name} must not be a masked array, whose mask would be lost: "
            "leave out what it hides, or fill it in"
        )
    try:
        array = np.asarray(values, order="C")  # what lies side by side numpy adds in pairs
    except ValueError:
        raise ValueError(f"{name} must be a rectangular array of numbers") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {array.shape}")
    return array.astype(np.float32 if array.dtype.char == "f" else np.float64)


def real_array(name, values, finite=False):
    """`values` as a non-empty array of floats without NaN; infinities pass, unless finite."""
    array = as_floats(name, values)
    if np.isnan(array).any():
        raise ValueError(f"{name} must not contain NaN")
    if finite and np.isinf(array).any():
        raise ValueError(f"{name} must be finite, got an infinity")
    return array


def of_one_shape(name, values, other_name, others):
    """Both as arrays of floats: (N, 1) against (N,) would broadcast to (N, N)."""
    array, other = as_floats(name, values), as_floats(other_name, others)
    if array.shape != other.shape:
        raise ValueError(
            f"{other_name} must have the shape of {name}, {array.shape}, got shape {other.shape}"
        )
    return array, other


def matrix(name, values):
    """`values` as an array of floats of shape (N, C)."""
    array = as_floats(name, values)
    if array.ndim != 2:
        raise ValueError(f"{name} must have shape (N, C), got shape {array.shape}")
    return array


def logits(name, values):
    """`values` as a (..., C) array of logits: no +inf, and no row of -inf only."""
    array = real_array(name, values)
    if not np.isfinite(array.max(axis=-1)).all():
        raise ValueError(f"{name} must have a finite largest logit in every row, got ±inf")
    return array


def unit_interval(name, array):
    """`array`, from one of the checks above, if it lies in [0, 1]."""
    low, high = array.min(), array.max()
    if not (low >= 0 and high <= 1):  # NaN compares false
        raise ValueError(f"{name} must lie in [0, 1], got {high if low >= 0 else low}")
    return array


def distributions(name, array):
    """`array`, (..., C), if it holds probabilities that sum to 1 along the last axis."""
    unit_interval(name, array)
    if array.ndim == 0:
        raise ValueError(f"{name} must have a class axis, got a single number")
    totals = array.sum(axis=-1)
    worst = totals.flat[np.abs(totals - 1).argmax()]
    if abs(worst - 1) > SUM_TOLERANCE:
        raise ValueError(
            f"{name} must sum to 1 along the last axis, got a row that sums to {worst}"
        )
    return array


def class_labels(name, values, count, classes):
    """`values` as a (count,) array of integers from 0 to classes - 1."""
    array = as_floats(name, values)
    if array.shape != (count,):
        cure = f": class labels have shape (N,), `{name}.ravel()`" if array.size == count else ""
        raise ValueError(
            f"{name} must have shape ({count},), one label per row, got shape {array.shape}{cure}"
        )
    whole = (array >= 0) & (array < classes) & (array == np.floor(array))
    if not whole.all():
        raise ValueError(
            f"{name} must be whole numbers from 0 to {classes - 1}, got {array[~whole][0]:g}"
        )
    return array.astype(np.intp)


def one_of(name, value, choices):
    """Raise unless `value` is one of `choices`."""
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, choices))}, got {value!r}")


def of_kind(name, value, kind, called):
    """Raise unless `value` is of that kind, as the message calls it; True is no number."""
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{name} must be {called}, got {type(value).__name__}")


def _number(holds, wanted, name, value):
    """`value` as a float, if it holds what is wanted."""
    of_kind(name, value, numbers.Real, "a real number")
    if not holds(value):
        raise ValueError(f"{name} must {wanted}, got {value}")
    return float(value)


positive = partial(_number, lambda value: 0 < value < np.inf, "be positive and finite")
not_negative = partial(_number, lambda value: 0 <= value < np.inf, "be at least 0 and finite")
fraction = partial(_number, lambda value: 0 <= value < 1, "lie in [0, 1)")


def whole_number(name, value, least):
    """Raise unless `value` is an integer from `least` on."""
    of_kind(name, value, numbers.Integral, "an integer")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
