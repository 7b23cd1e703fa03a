"""What the public functions ask of their arguments, in one voice.

Every check names the argument, says what was expected, and says what came instead:
ValueError for a wrong value, TypeError for a wrong kind. A check that returns an array
returns float32 for float32, float64 for every other real kind, and never writes to its input.
Where several arguments must fit, their shapes are judged before their values.
"""

import numbers

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
        array = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} must be a rectangular array of numbers") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {array.shape}")
    is_float32 = array.dtype.kind == "f" and array.dtype.itemsize == 4
    return array.astype(np.float32 if is_float32 else np.float64, copy=False)


def real_array(name, values):
    """`values` as a non-empty array of floats without NaN; infinities pass."""
    array = as_floats(name, values)
    if np.isnan(np.vdot(array, array)):  # squares add up to NaN for no other reason
        raise ValueError(f"{name} must not contain NaN")
    return array


def finite_array(name, values):
    """`values` as a non-empty array of finite floats."""
    array = real_array(name, values)
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got an infinity")
    return array


def logits(name, values):
    """`values` as a (..., C) array of logits: no +inf, and no row of -inf only."""
    array = as_floats(name, values)
    if array.ndim == 0:
        raise ValueError(f"{name} must have a class axis, got a single number")
    if not np.isfinite(np.vdot(array, array)):  # else all are finite: no need to look at each row
        real_array(name, array)
        if not np.isfinite(array.max(axis=-1)).all():
            raise ValueError(f"{name} must have a finite largest logit in every row, got ±inf")
    return array


def unit_interval(name, values):
    """`values` as a non-empty array of floats in [0, 1]."""
    array = as_floats(name, values)
    low, high = array.min(), array.max()
    if not (low >= 0 and high <= 1):  # NaN compares false
        raise ValueError(f"{name} must lie in [0, 1], got {high if low >= 0 else low}")
    return array


def distributions(name, values):
    """`values` as a (..., C) array of probabilities that sum to 1 along the last axis."""
    array = unit_interval(name, values)
    if array.ndim == 0:
        raise ValueError(f"{name} must have a class axis, got a single number")
    totals = array.sum(axis=-1, dtype=np.float64)
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
    low, high = array.min(), array.max()
    in_range = low >= 0 and high < classes  # NaN compares false
    labels = array.astype(np.intp) if in_range else None
    if not in_range or (labels != array).any():
        wrong = array[labels != array][0] if in_range else high if low >= 0 else low
        raise ValueError(f"{name} must be whole numbers from 0 to {classes - 1}, got {wrong:g}")
    return labels


def matrix(name, values):
    """`values` as an array of floats of shape (N, C)."""
    array = as_floats(name, values)
    if array.ndim != 2:
        raise ValueError(f"{name} must have shape (N, C), got shape {array.shape}")
    return array


def same_shape(name, array, other_name, other):
    """Raise unless both arrays have one shape: (N, 1) against (N,) would broadcast to (N, N)."""
    if array.shape != other.shape:
        raise ValueError(
            f"{other_name} must have the shape of {name}, {array.shape}, got shape {other.shape}"
        )


def one_of(name, value, choices):
    """Raise unless `value` is one of `choices`."""
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, choices))}, got {value!r}")


def _number(name, value):
    if not isinstance(value, numbers.Real) or isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be a real number, got {type(value).__name__}")


def positive_number(name, value):
    """Raise unless `value` is a number above 0, and finite."""
    _number(name, value)
    if not 0 < value < np.inf:
        raise ValueError(f"{name} must be positive and finite, got {value}")


def at_least_0(name, value):
    """Raise unless `value` is a number from 0 on, and finite."""
    _number(name, value)
    if not 0 <= value < np.inf:
        raise ValueError(f"{name} must be at least 0 and finite, got {value}")


def fraction(name, value):
    """Raise unless `value` is a number in [0, 1)."""
    _number(name, value)
    if not 0 <= value < 1:
        raise ValueError(f"{name} must lie in [0, 1), got {value}")


def whole_number(name, value, least):
    """Raise unless `value` is an integer from `least` on."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, got {type(value).__name__}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
