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
    return array if array.dtype.kind in "biuf" else value


def numbers(*results):
    """Whether results are arrays of numbers, all of one shape."""
    return all(isinstance(r, np.ndarray) and r.shape == results[0].shape for r in results)


def alike(given, expected, absolute=0.0):
    """Whether two results are the same: numbers within rounding, errors of one kind."""
    if isinstance(given, Failed) or isinstance(expected, Failed):
        both = isinstance(given, Failed) and isinstance(expected, Failed)
        return both and type(given.error) is type(expected.error)
    if not isinstance(given, np.ndarray) or not isinstance(expected, np.ndarray):
        return type(given) is type(expected) and bool(given == expected)
    if given.shape != expected.shape or (given.dtype == bool) > (expected.dtype == bool):
        return False
    # float32 has 7 digits, and a sum of terms that cancel loses some of the largest one.
    narrow = given.dtype.kind == "f" and given.dtype.itemsize < 8
    rtol = 2e-4 if narrow else 1e-5
    given, expected = given.astype(float), expected.astype(float)
    largest = np.max(np.abs(expected), initial=0, where=np.isfinite(expected))
    atol = (1e-6 if narrow else 1e-9) * largest if expected.ndim else 0
    if largest == 0:
        atol = 1e-7 if narrow else 1e-12
    return np.allclose(given, expected, rtol=rtol, atol=max(atol, absolute), equal_nan=True)


class Trial:
    """A reader's answer, run once on one case: what it gave, and what it did besides."""

    def __init__(self, exercise, answer, case):
        self.exercise, self.case = exercise, case
        self.expected = run(exercise.right, case.arguments)
        given_away = copy.deepcopy(case.arguments)
        counters = [_Counter(a) if callable(a) else a for a in given_away]
        with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn"):
            warnings.simplefilter("always")
            try:
                self.raw = answer(*counters)
                self.given = plain(self.raw)
            except Exception as error:  # whatever the reader's code raises is theirs to be told
                self.raw, self.given = None, Failed(error)
        warned = [str(one.message) for one in caught if one.category is RuntimeWarning]
        self.warned = f" (numpy says: {warned[-1]})" if warned else ""
        self.called = sum(c.count for c in counters if isinstance(c, _Counter))
        pairs = zip(exercise.arguments, case.arguments, counters, strict=True)
        self.mutated = next((name for name, old, new in pairs if _differ(old, new)), None)
        self.right = alike(self.given, self.expected, exercise.absolute)
        self.error = self.given.error if isinstance(self.given, Failed) else None
        self.volume = sum(np.size(a) for a in case.arguments)


class _Counter:
    def __init__(self, function):
        self.function, self.count = function, 0

    def __call__(self, *arguments):
        self.count += 1
        return self.function(*arguments)


def _differ(old, new):
    return not callable(old) and not np.array_equal(np.asarray(old), np.asarray(new))
