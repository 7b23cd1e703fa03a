"""Run a function on one input, and hold results against each other."""

import contextlib
import copy
import io
import warnings

import numpy as np


def run(function, arguments):
    """What a function gives: an array of numbers, what else it returns, or the error it raised."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return _result(function, copy.deepcopy(list(arguments)))


def _result(function, arguments):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return plain(function(*arguments))
    except (Exception, SystemExit) as error:  # whatever an answer raises is its author's to be told
        return error


def plain(value):
    """A result in the form in which results are compared; what is no number stays as it is."""
    with contextlib.suppress(TypeError, ValueError, OverflowError):  # ragged, or no numbers
        array = np.array(value)  # a copy: an answer may write into what it returned before
        if array.dtype.kind == "O" and value is not None:
            array = array.astype(float)
        if array.dtype.kind in "biuf":
            return array
    return value.tolist() if isinstance(value, np.ndarray) else value


def same_shape(*results):
    """Whether results are arrays of numbers, all of one shape."""
    return all(isinstance(r, np.ndarray) and r.shape == results[0].shape for r in results)


def has_a_number(result):
    return same_shape(result) and bool(np.any(np.isfinite(result)))


@np.errstate(over="ignore")  # a large number is infinite in float32
def alike(given, expected, absolute=0.0):
    """Whether two results are the same: numbers within rounding, anything else of one type."""
    if not (isinstance(given, np.ndarray) and isinstance(expected, np.ndarray)):
        return type(given) is type(expected)
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
        self.exercise, self.answer, self.case = exercise, answer, case
        self.named = dict(zip(exercise.arguments, case.arguments, strict=True))
        self.expected = run(exercise.right, case.arguments)
        calls, taken = [], copy.deepcopy(case.arguments)
        taken = [_counted(value, calls) if callable(value) else value for value in taken]
        with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn"):
            warnings.simplefilter("always")
            self.given = _result(answer, taken)
        warned = [str(one.message) for one in caught if one.category is RuntimeWarning]
        self.warned = f" (numpy says: {warned[-1]})" if warned else ""
        self.called = len(calls)
        pairs = zip(self.named.items(), taken, strict=True)
        differs = (k for (k, old), new in pairs if not (callable(old) or np.array_equal(old, new)))
        self.mutated = next(differs, None)
        # Where the right answer is nan, nothing is asked for.
        self.open = same_shape(self.expected) and bool(np.any(np.isnan(self.expected)))
        self.right = self.open or alike(self.given, self.expected, exercise.absolute)
        self.raised = isinstance(self.given, BaseException)
        self.volume = sum(np.size(a) for a in case.arguments)
        self.counts = exercise.counts(case.arguments)


def _counted(function, calls):
    return lambda *arguments, **named: calls.append(1) or function(*arguments, **named)
