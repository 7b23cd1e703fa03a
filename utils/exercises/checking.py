"""Run a reader's answer, and name the kind of mistake it makes.

An `Exercise` holds a truth, found by another route than the reader's, the inputs to try, and the
known mistakes. A mistake is a wrong function: an answer that agrees with it on every ordinary
input, and not with the truth, has made that mistake.
"""

import copy
import importlib
import inspect
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Mistake:
    """A wrong function of the exercise's arguments, and what to say to who wrote it."""

    words: str
    wrong: Callable


@dataclass(frozen=True)
class Exercise:
    """One entry of the table.

    truth: the right answer, by an independent route; cases: tuples of arguments;
    extreme: tuples on which a formula that is right on paper can break; mistakes: a list of
    `Mistake`, or of the functions below, which make one from the truth; praise: what a right
    answer has shown; tolerance: relative; noise: absolute, for a truth found numerically.
    """

    truth: Callable
    cases: list
    praise: str
    mistakes: list = field(default_factory=list)
    extreme: list = field(default_factory=list)
    tolerance: float = 1e-8
    noise: float = 0


def _scaled(words, factor):
    return lambda truth: Mistake(words, lambda *arguments: factor(*arguments) * truth(*arguments))


def _length(*arguments):
    return next(len(a) for a in arguments if np.ndim(a) > 0)


flipped_sign = _scaled("the sign is flipped: a minus is missing, or one too many", lambda *a: -1)
forgot_factor_2 = _scaled("half of what it should be: a factor 2 is missing", lambda *a: 0.5)
extra_factor_2 = _scaled("twice what it should be: there is a factor 2 too many", lambda *a: 2)
log_base_2 = _scaled(
    "the logarithm has base 2: that gives bits, and nats are asked for", lambda *a: 1 / math.log(2)
)
log_base_10 = _scaled("the logarithm has base 10: use the natural one", lambda *a: 1 / math.log(10))
# These two take N from the first argument that is an array.
mean_for_sum = _scaled(
    "this is the mean over the examples; the sum is asked for", lambda *a: 1 / _length(*a)
)
sum_for_mean = _scaled(
    "this is the sum over the examples: divide by their number N for the mean", _length
)


def check(name, answer):
    """Print whether `answer`, a function, solves the exercise `name`, and if not, why.

    Raises ValueError for a name that is not in the table; nothing that the answer does is raised.
    """
    print(f"{name} {diagnose(find(name), answer)}")


def find(name):
    """The table's entry for an exercise, "1.2" for the second of notebook 01."""
    chapter = str(name).partition(".")[0]
    try:
        return importlib.import_module(f"utils.exercises.chapter_{chapter}").EXERCISES[name]
    except (ImportError, KeyError):
        raise ValueError(f"name {name!r} is no exercise; expected one like '1.2'") from None


def diagnose(exercise, answer):
    """What `check` says, without the name of the exercise."""
    if not callable(answer):
        return f"not right: give check the function itself; this is {_say(answer)}"
    trials = [_Trial(exercise, answer, arguments) for arguments in exercise.cases]
    extremes = [_Trial(exercise, answer, arguments) for arguments in exercise.extreme]
    if any(isinstance(trial.error, NotImplementedError) for trial in trials):
        return "not yet: replace the line that raises NotImplementedError, then run the cell again"

    for trial in trials + extremes:
        if trial.mutated:
            return f"not right: it changes its input {trial.mutated}; work on a copy"
    failures = [trial for trial in trials if not trial.right]
    if failures:
        return "not right: " + (_known_mistake(exercise, trials) or _smallest(failures).words())
    unstable = [trial for trial in extremes if not trial.right]
    if unstable:
        return f"almost: right on ordinary input, but unstable. {_smallest(unstable).words()}"
    return f"right: {exercise.praise}"


def _known_mistake(exercise, trials):
    for mistake in exercise.mistakes:
        mistake = mistake if isinstance(mistake, Mistake) else mistake(exercise.truth)
        if all(trial.agrees_with(mistake.wrong) for trial in trials):
            return mistake.words
    return None


def _smallest(trials):
    return min(trials, key=lambda trial: sum(np.size(a) for a in trial.arguments))


class _Trial:
    """The answer, run once on one tuple of arguments."""

    def __init__(self, exercise, answer, arguments):
        self.arguments = arguments
        self.names = list(inspect.signature(exercise.truth).parameters)
        self.tolerance, self.noise = exercise.tolerance, exercise.noise
        self.expected = _quietly(exercise.truth, arguments)
        given_away = copy.deepcopy(arguments)
        self.given, self.error = None, None
        try:
            self.given = _quietly(answer, given_away)
            np.shape(self.given)  # rows of unlike lengths are an error of the answer, too
        except Exception as error:  # whatever the reader's code raises is theirs to be told
            self.error = error
        pairs = zip(self.names, arguments, given_away, strict=False)
        self.mutated = next((name for name, old, new in pairs if _differ(old, new)), None)
        self.right = self.error is None and self._same(self.expected)

    def agrees_with(self, wrong):
        try:
            if self.error is not None or self.given is None:
                return False
            return self._same(_quietly(wrong, copy.deepcopy(self.arguments)))
        except Exception:  # a wrong function may fail where the answer does not
            return False

    def _same(self, value):
        try:
            given, value = np.asarray(self.given, dtype=float), np.asarray(value, dtype=float)
        except (OverflowError, TypeError, ValueError):
            return False
        noise = self.noise or (0 if np.all(value) else 1e-12)
        return given.shape == value.shape and np.allclose(
            given, value, rtol=self.tolerance, atol=noise, equal_nan=True
        )

    def words(self):
        inputs = ", ".join(
            f"{name} = {_say(value)}"
            for name, value in zip(self.names, self.arguments, strict=False)
        )
        place = f"For {inputs}" if inputs else "Here"
        expected = np.asarray(self.expected)
        if self.error is not None:
            return f"{place} it raises {type(self.error).__name__}: {self.error}"
        if self.given is None:
            return f"{place} it returns None: is a return missing?"
        if np.shape(self.given) != expected.shape:
            return (
                f"{place} the shape is wrong: expected {expected.shape}, "
                f"given {np.shape(self.given)}"
            )
        return f"{place} expected {_say(self.expected)}, given {_say(self.given)}"


def _quietly(function, arguments):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*arguments)


def _differ(old, new):
    if callable(old):
        return False
    return not np.array_equal(np.asarray(old), np.asarray(new))


def _say(value):
    if callable(value):
        return f"the function {getattr(value, '__name__', value)}"
    try:
        value = np.asarray(value) + 0  # -0. becomes 0.
        return np.array2string(value, precision=6, separator=", ", threshold=20)
    except (AttributeError, TypeError, ValueError):
        return repr(value)
