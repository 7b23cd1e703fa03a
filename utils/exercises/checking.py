"""Say of a reader's answer whether it is right, and if not, what speaks against it.

Three layers: a mistake that is known (`mistakes`), how the answer behaves (`behaviour`), and else
the smallest telling example (`telling`).
"""

import dis
import importlib
import inspect
import types

import numpy as np

from utils.exercises import behaviour, mistakes
from utils.exercises.exercise import EXERCISES, Choice
from utils.exercises.running import Trial, same_shape
from utils.exercises.telling import clarity, example, raised, say


def check(name, answer):
    """Print whether `answer` solves the exercise `name`, and if not, why.

    answer: the function that the exercise asks for, or one of its choices; a stub is "not yet".
    Raises ValueError for a name that is not in the table; nothing that the answer does is raised.
    """
    print(f"{name} {diagnose(find(name), answer)}")


def find(name):
    """The table's entry for an exercise, "1.2" for the second of notebook 01."""
    chapter = str(name).partition(".")[0]
    try:
        importlib.import_module(f"utils.exercises.chapter_{chapter}")
        return EXERCISES[name]
    except (ModuleNotFoundError, KeyError):
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
    if not all(trial.right for trial in ordinary):
        return _leans(ordinary) or f"not right: {_why(ordinary)}"
    if exercise.without and (used := _uses(answer, exercise.without)):
        return f"not right: it uses {used}; the exercise asks you to do without"
    wrong = min((trial for trial in trials if not trial.right), key=clarity, default=None)
    if wrong:
        said = f"almost: right on ordinary input, but not when {wrong.case.edge}. {example(wrong)}"
        if getattr(wrong.given, "dtype", None) == np.float32:
            said += " This is float32: it holds 7 digits, and here more are asked for."
        return said
    return f"right: {exercise.praise}{_too_many_calls(trials)}"


def _choice(exercise, answer):
    truth = exercise.truth()
    if answer is None:
        return "not yet: write your choice in place of None, then run the cell again"
    said = {truth: f"right: {exercise.praise}"}
    said |= {option: f"not right: {words}" for option, words in exercise.against.items()}
    none = f"not right: choose one of {', '.join(map(repr, sorted(said, key=str)))}"
    return {_written(option): words for option, words in said.items()}.get(_written(answer), none)


def _written(option):
    """A choice as text: 1 and 1.0 are one, and so are "MAE" and " mae"."""
    return str(option).strip().casefold().removesuffix(".0")


def _globals(answer):
    """The globals that the answer's code names, by name."""
    answer = inspect.unwrap(answer)
    codes = [answer.__code__] if hasattr(answer, "__code__") else []
    for code in codes:  # it grows by the functions within
        codes += [constant for constant in code.co_consts if hasattr(constant, "co_names")]
    named = {i.argval for c in codes for i in dis.get_instructions(c) if i.opname == "LOAD_GLOBAL"}
    return {name: answer.__globals__.get(name) for name in named}


def _uses(answer, forbidden):
    """The name by which the answer uses a module that the exercise excludes, or None."""
    for name, value in {getattr(answer, "__name__", "it"): answer, **_globals(answer)}.items():
        origin = str(getattr(value, "__module__", None) or getattr(value, "__name__", ""))
        if origin.startswith(forbidden) or name.startswith(forbidden):
            return f"`{name}` of {forbidden}"
    return None


def _leans(trials):
    """The verdict on an answer that is right once a notebook's number is the input's size."""
    exercise, answer = trials[0].exercise, inspect.unwrap(trials[0].answer)
    for name, n in _globals(answer).items():
        for axis in trials[0].counts if type(n) is int else ():

            def sized(*arguments, name=name, axis=axis):
                space = answer.__globals__ | {name: exercise.counts(arguments).get(axis)}
                rest = answer.__name__, answer.__defaults__, answer.__closure__
                return types.FunctionType(answer.__code__, space, *rest)(*arguments)

            if all(Trial(exercise, sized, trial.case).right for trial in trials):
                leans = f"it leans on the notebook's own {name}, so it holds where {name} is {n}"
                return f"right: but {leans} and nowhere else; take it from the argument's shape"
    return None


def _too_many_calls(trials):
    for trial in trials if trials[0].exercise.calls else ():
        enough = trial.exercise.function(trial.exercise.calls)(*trial.case.arguments)
        if trial.called > enough:
            return f" It calls the function {trial.called} times; {enough} are enough."
    return ""


@np.errstate(all="ignore")
def _why(trials):
    """What speaks against an answer: the first layer that has something to say.

    Words that end in "…" are followed by the telling example, which is all that is said else.
    """
    shown = example(min((trial for trial in trials if not trial.right), key=clarity))
    for layer in LAYERS:
        if words := layer(trials):
            stop = "" if words.endswith("?…") else "."
            return f"{words[:-1]}{stop} {shown}" if words.endswith("…") else words
    return shown


def _no_number(trials):
    """What there is to say if the answer gives no numbers, or the same one always."""
    trial = min((trial for trial in trials if not trial.right), key=clarity)
    given, truth = trial.given, trial.expected.dtype == bool
    asked = f"{'True or False' if truth else 'a number or array'} is asked for"
    if given is None:
        return "it returns None: is a `return` missing?"
    if callable(given):
        return "it returns a function: are the brackets of a call missing?"
    if not isinstance(given, np.ndarray | BaseException):
        kind = "text," if isinstance(given, str) else type(given).__name__
        return f"it returns {kind} {say(given)}; {asked}"
    if same_shape(given) and (given.dtype == bool) != truth:
        return f"it returns {say(given)}; {asked}"
    entries = [np.unique(t.given) if same_shape(t.given) else [] for t in trials]
    if all(len(e) == 1 and e[0] == entries[0][0] for e in entries):
        return f"it gives {say(entries[0][0])}, whatever the input…"
    lost = [e for e in entries if len(e) and np.all(np.isnan(e))]
    return "it gives nan…" if 2 * len(lost) > len(trials) else None


def _raises(trials):
    """What most inputs raise, and what may have led to it."""
    raising = [trial for trial in trials if trial.raised]
    if 2 * len(raising) > len(trials):
        return raised(min(raising, key=lambda trial: trial.volume))
    return None


LAYERS = (_no_number, mistakes.known_idea, behaviour.ignores, mistakes.one_edit, _raises)
LAYERS += behaviour.RULES
