"""Say of a reader's answer whether it is right, and if not, what speaks against it.

Three layers: a mistake that is known (`mistakes`), how the answer behaves (`behaviour`), and else
the smallest telling example (`telling`).
"""

import importlib

import numpy as np

from utils.exercises import behaviour, mistakes
from utils.exercises.exercise import EXERCISES, Case, Choice
from utils.exercises.kinds import Size
from utils.exercises.running import Trial, numbers
from utils.exercises.telling import example, raised, say, telling


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
        importlib.import_module(f"utils.exercises.chapter_{chapter}")
        return EXERCISES[name]
    except (ImportError, KeyError):
        raise ValueError(f"name {name!r} is no exercise; expected one like '1.2'") from None


def diagnose(exercise, answer):
    """What `check` says, without the name of the exercise."""
    if isinstance(exercise, Choice):
        return _choice(exercise, answer)
    if not callable(answer):
        return f"not right: give check the function itself; this is {say(answer)}"
    trials = [Trial(exercise, answer, case) for case in exercise.inputs]
    if any(isinstance(trial.given, NotImplementedError) for trial in trials):
        return "not yet: replace the line that raises NotImplementedError, then run the cell again"
    if mutated := next((trial.mutated for trial in trials if trial.mutated), None):
        return f"not right: it changes its input {mutated}; work on a copy"
    ordinary = [trial for trial in trials if not (trial.case.edge or trial.open)]
    leaning = "" if all(trial.right for trial in ordinary) else _leans(exercise, answer)
    if not leaning and not all(trial.right for trial in ordinary):
        return f"not right: {_why(exercise, answer, ordinary)}"
    if exercise.without and (used := _uses(answer, exercise.without)):
        return f"not right: it uses {used}; the exercise asks you to do without"
    wrong = min((trial for trial in trials if not trial.right), key=telling, default=None)
    if wrong and not leaning:
        said = f"almost: right on ordinary input, but not when {wrong.case.edge}. {example(wrong)}"
        if getattr(wrong.given, "dtype", None) == np.float32:
            said += " This is float32: it holds 7 digits, and here more are asked for."
        return said
    return f"right: {exercise.praise}{leaning}{_too_many_calls(exercise, trials)}"


def _choice(exercise, answer):
    truth = exercise.truth()
    if answer is None:
        return "not yet: write your choice in place of None, then run the cell again"
    said = {truth: f"right: {exercise.praise}"}
    said |= {option: f"not right: {words}" for option, words in exercise.against.items()}
    for option, words in said.items():
        same = str(answer).strip().casefold() == str(option).casefold()
        one = np.ndim(answer) == 0 and isinstance(answer, bool) == isinstance(option, bool)
        if one and (same or answer == option):
            return words
    return f"not right: choose one of {', '.join(map(repr, sorted(said, key=str)))}"


def _globals(answer):
    """The globals that the answer's code names, by name."""
    answer = getattr(answer, "__wrapped__", answer)
    codes = [answer.__code__] if hasattr(answer, "__code__") else []
    for code in codes:  # it grows by the functions within
        codes += [constant for constant in code.co_consts if hasattr(constant, "co_names")]
    return {name: answer.__globals__.get(name) for code in codes for name in code.co_names}


def _uses(answer, forbidden):
    """The name by which the answer uses a module that the exercise excludes, or None."""
    for name, value in {getattr(answer, "__name__", "it"): answer, **_globals(answer)}.items():
        origin = str(getattr(value, "__module__", None) or getattr(value, "__name__", ""))
        if origin.startswith(forbidden) or name.startswith(forbidden):
            return f"`{name}` of {forbidden}"
    return None


def _leans(exercise, answer):
    """A remark if the answer is right where a number of the notebook's own fits the input."""
    for name, n in _globals(answer).items():
        if type(n) is int and 1 < n < 200:
            for sizes in ([(n, 3, 3), (n, 4, 2)], [(6, n, n), (9, n, n)]):
                cases = [Case(exercise.draw(Size(*size), 0)) for size in sizes]
                if all(Trial(exercise, answer, case).right for case in cases):
                    return (
                        f" It leans on the notebook's own {name}, so it holds where {name} is {n}"
                        " and nowhere else; take it from the argument's shape."
                    )
    return ""


def _too_many_calls(exercise, trials):
    for trial in trials if exercise.calls else ():
        enough = exercise.function(exercise.calls)(*trial.case.arguments)
        if trial.called > enough:
            return f" It calls the function {trial.called} times; {enough} are enough."
    return ""


def _why(exercise, answer, trials):
    """What speaks against an answer: the first layer that has something to say."""
    shown = example(min((trial for trial in trials if not trial.right), key=telling))
    for layer in LAYERS:
        if words := layer(exercise, answer, trials):
            stop = "" if words.endswith("?…") else "."
            return f"{words[:-1]}{stop} {shown}" if words.endswith("…") else words
    return shown


def _no_number(exercise, answer, trials):
    """What there is to say if the answer gives no numbers, or numbers for True and False."""
    trial = min((trial for trial in trials if not trial.right), key=telling)
    given, truth = trial.given, np.asarray(trial.expected).dtype.kind == "b"
    asked = f"{'True or False' if truth else 'a number or array'} is asked for"
    if given is None:
        return "it returns None: is a `return` missing?"
    if callable(given):
        return "it returns a function: are the brackets of a call missing?"
    if not isinstance(given, np.ndarray | Exception):
        kind = "text," if isinstance(given, str) else type(given).__name__
        return f"it returns {kind} {say(given)}; {asked}"
    if numbers(given) and ((given.dtype == bool) != truth):
        return f"it returns {say(given)}; {asked}"
    given = [float(entry) for t in trials if numbers(t.given) for entry in np.ravel(t.given)]
    if len(set(given)) == 1 and not any(t.raised for t in trials):
        return f"it gives {say(given[0])}, whatever the input…"
    lost = [t for t in trials if numbers(t.given) and np.all(np.isnan(t.given))]
    return "it gives nan…" if 2 * len(lost) > len(trials) else None


def _raises(exercise, answer, trials):
    raising = [trial for trial in trials if trial.raised]
    if 2 * len(raising) > len(trials):
        return raised(min(raising, key=lambda trial: trial.volume))
    return None


LAYERS = (_no_number, mistakes.idea, behaviour.ignores, mistakes.slip, _raises, *behaviour.RULES)
