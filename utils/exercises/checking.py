"""Say of a reader's answer whether it is right, and if not, what speaks against it.

Three layers: a mistake that is known (`mistakes`), how the answer behaves (`behaviour`), and else
the smallest telling example.
"""

import copy
import importlib
import math
import warnings

import numpy as np

from utils.exercises import mistakes
from utils.exercises.behaviour import describe, ignored
from utils.exercises.exercise import Case, Choice
from utils.exercises.kinds import Size
from utils.exercises.running import Failed, alike, plain, run


def check(name, answer):
    """Print whether `answer` solves the exercise `name`, and if not, why.

    answer: the function that the exercise asks for, or one of its choices; None is "not yet".
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
    if isinstance(exercise, Choice):
        return _choice(exercise, answer)
    if not callable(answer):
        return f"not right: give check the function itself; this is {_say(answer)}"
    trials = [Trial(exercise, answer, case) for case in exercise.inputs]
    if any(isinstance(_error(trial), NotImplementedError) for trial in trials):
        return "not yet: replace the line that raises NotImplementedError, then run the cell again"
    mutated = next((trial.mutated for trial in trials if trial.mutated), None)
    if mutated:
        return f"not right: it changes its input {mutated}; work on a copy"
    ordinary = [trial for trial in trials if not trial.case.edge]
    failures = [trial for trial in ordinary if not trial.right]
    if failures:
        if leaning := _leans(exercise, answer):
            return leaning
        return f"not right: {_why(exercise, answer, ordinary, failures)}"
    if exercise.without and (used := _uses(answer, exercise.without)):
        return f"not right: it uses {used}; the exercise asks you to do without"
    unstable = [trial for trial in trials if not trial.right]
    if unstable:
        return f"almost: right on ordinary input, {_at_the_edge(exercise, unstable)}"
    if exercise.calls and (too_many := next(filter(None, (t.too_many() for t in trials)), None)):
        return f"almost: the values are right, but {too_many}"
    return f"right: {exercise.praise}"


def _choice(exercise, answer):
    truth = exercise.truth()
    options = [truth, *(option for option in exercise.against if option != truth)]
    if answer is None:
        return "not yet: write your choice in place of None, then run the cell again"
    if isinstance(answer, str):
        found = [o for o in options if str(o).casefold() == answer.strip().casefold()]
    else:
        found = [o for o in options if type(o) is type(answer) and o == answer]
    if not found:
        return f"not right: choose one of {', '.join(map(repr, sorted(options, key=str)))}"
    if found[0] == truth:
        return f"right: {exercise.praise}"
    return f"not right: {exercise.against[found[0]]}"


class Trial:
    """The answer, run once on one input."""

    def __init__(self, exercise, answer, case):
        self.exercise, self.case = exercise, case
        self.expected = run(exercise.right, case.arguments)
        given_away = copy.deepcopy(case.arguments)
        counters = [_Counter(a) if callable(a) else a for a in given_away]
        self.warned = ""
        with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn"):
            warnings.simplefilter("always")
            try:
                self.raw = answer(*counters)
                self.given = plain(self.raw)
            except Exception as error:  # whatever the reader's code raises is theirs to be told
                self.raw, self.given = None, Failed(error)
        said = [str(one.message) for one in caught if one.category is RuntimeWarning]
        if said:
            self.warned = said[-1]
        self.called = [c.count for c in counters if isinstance(c, _Counter)]
        pairs = zip(exercise.arguments, case.arguments, counters, strict=True)
        self.mutated = next((name for name, old, new in pairs if _differ(old, new)), None)
        self.right = alike(self.given, self.expected, exercise.absolute)

    def too_many(self):
        allowed = self.exercise.function(self.exercise.calls)(*self.case.arguments)
        if self.called and self.called[0] > allowed:
            return f"the function is called {self.called[0]} times; {allowed} are enough"
        return None


class _Counter:
    def __init__(self, function):
        self.function, self.count = function, 0

    def __call__(self, *arguments):
        self.count += 1
        return self.function(*arguments)


def _differ(old, new):
    return not callable(old) and not np.array_equal(np.asarray(old), np.asarray(new))


def _error(trial):
    return trial.given.error if isinstance(trial.given, Failed) else None


def _codes(code):
    yield code
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            yield from _codes(constant)


def _globals(answer):
    """(name, value) of each global that the answer's code names."""
    answer = getattr(answer, "__wrapped__", answer)
    if hasattr(answer, "__code__"):
        for code in _codes(answer.__code__):
            for name in code.co_names:
                yield name, answer.__globals__.get(name)


def _uses(answer, forbidden):
    """The name by which the answer uses a module that the exercise excludes, or None."""
    if str(getattr(answer, "__module__", "")).startswith(forbidden):
        return f"`{answer.__name__}` of {forbidden}"
    for name, value in _globals(answer):
        origin = str(getattr(value, "__module__", None) or getattr(value, "__name__", ""))
        if origin.startswith(forbidden) or name.startswith(forbidden):
            return f"`{name}` of {forbidden}"
    return None


def _leans(exercise, answer):
    """Praise for an answer that is right where a number of the notebook's own fits the input."""
    numbers = {
        name: value
        for name, value in _globals(answer)
        if isinstance(value, int) and not isinstance(value, bool) and 1 < value < 200
    }
    for name, value in numbers.items():
        sizes = [Size(6, value, value), Size(9, value, value)]
        if name == "N":
            sizes = [Size(value, 3, 3), Size(value, 4, 2)]
        cases = [Case(exercise.draw(size, seed), size) for seed, size in enumerate(sizes)]
        if all(Trial(exercise, answer, case).right for case in cases):
            return (
                f"right: {exercise.praise} It leans on the notebook's own {name}, so it holds "
                f"where {name} is {value} and nowhere else; take it from the argument's shape."
            )
    return None


def _why(exercise, answer, ordinary, failures):
    telling = sorted(failures, key=_telling)
    return (
        _no_number(exercise, answer, ordinary, telling)
        or _not_a_number(exercise, ordinary)
        or known(exercise, ordinary, mistakes.ideas)
        or _with_example(exercise, ignored(exercise, answer), telling)
        or known(exercise, ordinary, mistakes.edits)
        or _mostly_raises(exercise, answer, ordinary)
        or _with_example(exercise, describe(exercise, answer, ordinary), telling)
        or _example(exercise, telling[0])
    )


def _telling(trial):
    """Small inputs first, but with two elements or more."""
    size = sum(np.size(a) for a in trial.case.arguments)
    given = trial.given
    finite = isinstance(given, np.ndarray) and np.all(np.isfinite(given))
    several = trial.case.size is None or trial.case.size.N > 1
    return (not finite, not several, size)


def _no_number(exercise, answer, ordinary, failures):
    """What there is to say if the answer gives no numbers at all."""
    trial = failures[0]
    given, error = trial.given, _error(trial)
    if all(_error(t) for t in ordinary):
        return _raised(exercise, answer, trial, error)
    if given is None:
        return "it returns None: is a `return` missing?"
    if callable(given):
        return "it returns a function: are the brackets of a call missing?"
    if isinstance(given, str) and not isinstance(trial.expected, str):
        return f"it returns text, {given!r}; a number is asked for"
    if not isinstance(given, np.ndarray | str | Failed):
        return f"it returns {type(given).__name__} {_say(given)}; a number or array is asked for"
    return None


def _raised(exercise, answer, trial, error):
    said = f"it raises {type(error).__name__}: {error}"
    code = getattr(answer, "__code__", None)
    wanted = list(exercise.arguments)
    if "positional argument" in str(error) and code and code.co_argcount != len(wanted):
        return f"{said}. The exercise gives it {', '.join(wanted)}, in this order"
    if isinstance(error, TypeError) and ("bitwise_xor" in str(error) or "^" in str(error)):
        return f"{said}. In Python `^` is no power; write `**`"
    if isinstance(error, TypeError) and "argument" not in str(error) and "list" in str(error):
        return f"{said}. {_input(trial)}"
    if isinstance(error, NameError):
        return f"{said}. Was the cell that defines it run?"
    if "only 0-d" in str(error) or "only length-1" in str(error) or "only size-1" in str(error):
        return f"{said}. `math` takes one number; `np` takes arrays. {_input(trial)}"
    if "ambiguous" in str(error):
        return f"{said}. `if` asks an array; np.where chooses for each entry"
    return f"{said}. {_input(trial)}"


def _not_a_number(exercise, ordinary):
    """What may have led to nan in most inputs: a suspicion, since all nan look alike."""
    lost = [t for t in ordinary if isinstance(t.given, np.ndarray) and np.all(np.isnan(t.given))]
    if 2 * len(lost) <= len(ordinary):
        return None
    trial = min(lost, key=_telling)
    said = f"it gives nan{f' (numpy says: {trial.warned})' if trial.warned else ''}"
    for words, source in exercise.ideas.items():
        wrong = [Trial(exercise, exercise.function(source), t.case) for t in ordinary]
        pairs = list(zip(wrong, ordinary, strict=True))
        if all(alike(w.given, t.given) and w.warned == t.warned for w, t in pairs):
            return f"{said}; perhaps {words}"
    return f"{said}. {_input(trial)} expected {_say(trial.expected)}"


def known(exercise, ordinary, makes):
    """The words of the mistake that gives the same on every input, or None."""
    usable = [t for t in ordinary if not t.right]
    first = max(usable, key=lambda t: (not isinstance(t.given, Failed), _volume(t)))
    tried = []
    for words, wrong in makes(exercise):
        gives = run(wrong, first.case.arguments)
        if alike(gives, first.given) and _everywhere(wrong, ordinary):
            return words
        tried.append((words, wrong, gives))
    N = mistakes.examples(first.case.arguments)
    for words, wrong, gives in tried:
        if makes is mistakes.ideas or not isinstance(gives, np.ndarray):
            continue
        for too, change in mistakes.SECOND.items():
            with np.errstate(all="ignore"):
                twice = np.asarray(change(gives.astype(float), N))
            if alike(twice, first.given) and _everywhere(mistakes.then(wrong, change), ordinary):
                return f"{words}; and {too}"
    return None


def _volume(trial):
    return sum(np.size(a) for a in trial.case.arguments)


def _everywhere(wrong, trials):
    """Whether a wrong function gives what the answer gave, and numbers on two inputs at least."""
    agrees = all(alike(run(wrong, t.case.arguments), t.given) for t in trials)
    return agrees and sum(_finite(t.given) for t in trials) >= 2


def _finite(given):
    return isinstance(given, np.ndarray) and bool(np.any(np.isfinite(given)))


def _with_example(exercise, words, telling):
    return words and f"{words}. {_example(exercise, telling[0])}"


def _mostly_raises(exercise, answer, ordinary):
    raising = [trial for trial in ordinary if _error(trial)]
    if 2 * len(raising) <= len(ordinary):
        return None
    trial = min(raising, key=_volume)
    return _raised(exercise, answer, trial, _error(trial))


def _at_the_edge(exercise, unstable):
    trial = min(unstable, key=_telling)
    words = [f"but not when {trial.case.edge}. {_example(exercise, trial)}"]
    narrow = tuple(
        a.astype(np.float32) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a
        for a in trial.case.arguments
    )
    raw = trial.raw
    if isinstance(raw, np.ndarray | np.generic) and raw.dtype == np.float32:
        words.append("This is float32: it holds 7 digits, and here more are asked for.")
    elif isinstance(trial.given, np.ndarray) and alike(trial.given, run(exercise.right, narrow)):
        words.append("As if it were computed in float32, which holds 7 digits.")
    return " ".join(words)


def _example(exercise, trial):
    """The input, what was expected and what was given, to the digits where they differ."""
    given, expected = trial.given, trial.expected
    see = f" See {exercise.read}." if exercise.read else ""
    place = _input(trial)
    if isinstance(given, Failed):
        return f"{place} it raises {type(given.error).__name__}: {given.error}.{see}"
    if given is None:
        return f"{place} it returns None: is a `return` missing?"
    if not isinstance(given, np.ndarray) or not isinstance(expected, np.ndarray):
        return f"{place} expected {_say(expected)}, given {_say(given)}.{see}"
    if given.shape != expected.shape:
        return (
            f"{place} the shape is wrong: expected {_shape(expected)}, given {_shape(given)}.{see}"
        )
    entry = ""
    if expected.size > 8:
        off = ~np.isclose(given, expected, rtol=1e-6, atol=0, equal_nan=True)
        index = tuple(int(i) for i in np.argwhere(off)[0]) if off.any() else (0,) * expected.ndim
        entry, expected, given = f"at {list(index)} ", expected[index], given[index]
    nan = ""
    if not np.all(np.isfinite(given)) and trial.warned:
        nan = f" (numpy says: {trial.warned})"
    right, wrong = _apart(expected, given)
    return f"{place} {entry}expected {right}, given {wrong}{nan}.{see}"


def _shape(array):
    return f"shape {array.shape}" if array.shape else "one number"


def _apart(expected, given):
    """Both as text, with the fewest digits from 6 on at which they differ."""
    for digits in range(6, 18):
        texts = _say(expected, digits), _say(given, digits)
        if texts[0] != texts[1]:
            break
    return texts


def _input(trial):
    parts = [
        f"{name} = {_say(value, brief=True)}"
        for name, value in zip(trial.exercise.arguments, trial.case.arguments, strict=True)
    ]
    return f"For {', '.join(parts)}"


def _say(value, digits=6, brief=False):
    if callable(value):
        return f"the function {getattr(value, '__name__', value)}"
    if isinstance(value, bool | int | str) or value is None:
        return repr(value)
    if isinstance(value, np.ndarray) and value.shape == () and value.dtype == bool:
        return str(value)
    try:
        array = np.asarray(value) + 0  # -0. becomes 0.
    except (TypeError, ValueError):
        return repr(value)
    if array.dtype.kind == "O":
        return repr(value)
    if brief and array.size > 12:
        return f"an array of shape {array.shape}"
    if array.ndim == 0 and array.dtype.kind == "f" and math.isfinite(array):
        return f"{float(array):.{digits}g}"
    shown = 4 if brief else digits
    with np.printoptions(floatmode="maxprec" if digits < 9 else "unique"):
        return np.array2string(array, precision=shown, separator=", ").replace("\n", "")
