"""Run a function on one input, hold results against each other, and read a table of formulas."""

import copy
import warnings

import numpy as np

from utils.activations import sigmoid, softmax


def lines(text):
    """(code, words) for each line "code : words" of a table."""
    return [line.partition(" : ")[::2] for line in text.strip().splitlines()]


def rows(text, parameters):
    """(function, words) for each line of a table whose code is an expression of the parameters."""
    space = {"np": np, "sigmoid": sigmoid, "softmax": softmax}
    return [(eval(f"lambda {parameters}: {code}", space), words) for code, words in lines(text)]


def run(function, arguments):
    """What a function gives: an array, a text, whatever else it returns, or the error it raised."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return _result(function, copy.deepcopy(list(arguments)))


def _result(function, arguments):
    try:
        return plain(function(*arguments))
    except Exception as error:  # whatever an answer raises is its author's to be told
        return error


def plain(value):
    """A result in the form in which results are compared; what is no number stays as it is."""
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


def finite(given):
    """Whether a result holds a number."""
    return numbers(given) and bool(np.any(np.isfinite(given)))


@np.errstate(over="ignore")  # a large number is infinite in float32
def alike(given, expected, absolute=0.0):
    """Whether two results are the same: numbers within rounding, errors of one kind."""
    if isinstance(given, Exception) or not isinstance(given, type(expected)):
        return type(given) is type(expected)
    if not isinstance(given, np.ndarray):
        return bool(given == expected)
    if given.shape != expected.shape or (given.dtype == bool) > (expected.dtype == bool):
        return False
    # float32 has 7 digits, and a sum of terms that cancel loses some of the largest one.
    narrow = np.array_equal(given, given.astype(np.float32), equal_nan=True)
    given, expected = given.astype(float), expected.astype(float)
    largest = np.max(np.abs(expected), initial=0, where=np.isfinite(expected))
    lost = (1e-6 if narrow else 1e-9) * largest * bool(expected.ndim)
    absolute = max(absolute, lost if largest else 1e-7 if narrow else 1e-12)
    return np.allclose(given, expected, 2e-4 if narrow else 1e-5, absolute, equal_nan=True)


class Trial:
    """A reader's answer, run once on one case: what it gave, and what it did besides."""

    def __init__(self, exercise, answer, case):
        self.exercise, self.case = exercise, case
        self.named = dict(zip(exercise.arguments, case.arguments, strict=True))
        self.expected = run(exercise.right, case.arguments)
        taken = [_Counter(a) if callable(a) else a for a in copy.deepcopy(case.arguments)]
        with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn"):
            warnings.simplefilter("always")
            self.given = _result(answer, taken)
        warned = [str(one.message) for one in caught if one.category is RuntimeWarning]
        self.warned = f" (numpy says: {warned[-1]})" if warned else ""
        self.called = sum(a.count for a in taken if isinstance(a, _Counter))
        pairs = zip(self.named.items(), taken, strict=True)
        differs = (k for (k, old), new in pairs if not (callable(old) or np.array_equal(old, new)))
        self.mutated = next(differs, None)
        # Where the right answer is nan, nothing is asked for.
        self.open = numbers(self.expected) and bool(np.any(np.isnan(self.expected)))
        self.right = self.open or alike(self.given, self.expected, exercise.absolute)
        self.raised = isinstance(self.given, Exception)
        self.volume = sum(np.size(a) for a in case.arguments)


class _Counter:
    def __init__(self, function):
        self.function, self.count = function, 0

    def __call__(self, *arguments):
        self.count += 1
        return self.function(*arguments)
