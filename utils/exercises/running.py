"""Run a function on one input, and hold results against each other."""

import copy
import warnings

import numpy as np


class Failed(Exception):
    """What a function did instead of giving a number: the error that it raised."""

    def __init__(self, error):
        super().__init__(str(error))
        self.error = error


def run(function, arguments):
    """What a function gives: an array of numbers, a text, True or False, or a `Failed`."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return plain(function(*copy.deepcopy(arguments)))
    except Exception as error:  # whatever an answer raises is its author's to be told
        return Failed(error)


def plain(value):
    """A result in the form in which results are compared; what is none stays as it is."""
    if value is None or isinstance(value, str) or callable(value):
        return value
    array = np.asarray(value)
    if array.dtype.kind == "O":
        try:
            array = np.array(value, dtype=float)
        except TypeError:
            return value
    if array.dtype.kind not in "biufc" or array.dtype.kind == "c":
        return value
    return array


def alike(given, expected, absolute=0.0):
    """Whether two results are the same: numbers within rounding, errors of one kind."""
    if isinstance(given, Failed) or isinstance(expected, Failed):
        both = isinstance(given, Failed) and isinstance(expected, Failed)
        return both and type(given.error) is type(expected.error)
    if not isinstance(given, np.ndarray) or not isinstance(expected, np.ndarray):
        return type(given) is type(expected) and bool(given == expected)
    if given.shape != expected.shape:
        return False
    # float32 has 7 digits, and a sum of terms that cancel loses some of the largest one.
    narrow = given.dtype.kind == "f" and given.dtype.itemsize < 8
    rtol = 2e-4 if narrow else 1e-6
    given, expected = given.astype(float), expected.astype(float)
    largest = np.max(np.abs(expected), initial=0, where=np.isfinite(expected))
    atol = (1e-6 if narrow else 1e-9) * largest if expected.ndim else 0
    if largest == 0:
        atol = 1e-7 if narrow else 1e-12
    atol = max(atol, absolute)
    return np.allclose(given, expected, rtol=rtol, atol=atol, equal_nan=True)
