"""What the public functions ask of their arguments, in one voice.

Every check names the argument, says what was expected, and says what came instead:
ValueError for a wrong value, TypeError for a wrong kind. It returns what it let pass: a number as
a float, an array in float32 for float32, else in float64; and it never writes to its input.
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
        array = np.asarray(values, order="C")  # what lies side by side numpy adds in pairs
    except ValueError:
        raise ValueError(f"{name} must be a rectangular array of numbers") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {array.shape}")
    is_float32 = array.dtype.kind == "f" and array.dtype.itemsize == 4
    return array.astype(np.float32 if is_float32 else np.float64)


def real_array(name, values):
    """`values` as a non-empty array of floats without NaN; infinities pass."""
    array = as_floats(name, values)
    if np.isnan(array).any():
        raise ValueError(f"{name} must not contain NaN")
    return array


def finite_array(name, values):
    """`values` as a non-empty array of finite floats."""
    array = real_array(name, values)
    if np.isinf(array).any():
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


def positive(name, value):
    """`value` as a float above 0, and finite."""
    return _number(name, value, lambda number: 0 < number < np.inf, "be positive and finite")


def not_negative(name, value):
    """`value` as a float from 0 on, and finite."""
    return _number(name, value, lambda number: 0 <= number < np.inf, "be at least 0 and finite")


def fraction(name, value):
    """`value` as a float in [0, 1)."""
    return _number(name, value, lambda number: 0 <= number < 1, "lie in [0, 1)")


def _number(name, value, holds, wanted):
    if not isinstance(value, numbers.Real) or isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be a real number, got {type(value).__name__}")
    if not holds(value):
        raise ValueError(f"{name} must {wanted}, got {value}")
    return float(value)


def whole_number(name, value, least):
    """Raise unless `value` is an integer from `least` on."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, got {type(value).__name__}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
