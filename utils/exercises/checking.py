"""Say of a reader's answer whether it is right, and if not, what speaks against it.

Three layers: a mistake that is known (`mistakes`), how the answer behaves (`behaviour`), and else
the smallest telling example (`telling`).
"""

import importlib
import itertools

import numpy as np

from utils.exercises import mistakes
from utils.exercises.behaviour import describe, misshapen
from utils.exercises.exercise import EXERCISES, Case, Choice
from utils.exercises.kinds import Size
from utils.exercises.running import Failed, Trial, alike, numbers, plain, run
from utils.exercises.telling import example, given_input, raised, say, telling
from utils.exercises.varying import ignored


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
    if any(isinstance(trial.error, NotImplementedError) for trial in trials):
        return "not yet: replace the line that raises NotImplementedError, then run the cell again"
    if mutated := next((trial.mutated for trial in trials if trial.mutated), None):
        return f"not right: it changes its input {mutated}; work on a copy"
    ordinary = [trial for trial in trials if not trial.case.edge]
    leaning = ""
    if not all(trial.right for trial in ordinary):
        leaning = _leans(exercise, answer)
        if not leaning:
            return f"not right: {_why(exercise, answer, ordinary)}"
    if exercise.without and (used := _uses(answer, exercise.without)):
        return f"not right: it uses {used}; the exercise asks you to do without"
    unstable = [trial for trial in trials if not trial.right]
    if unstable and not leaning:
        return f"almost: right on ordinary input, {_at_the_edge(exercise, unstable)}"
    return f"right: {exercise.praise}{leaning}{_too_many_calls(exercise, trials)}"


def _choice(exercise, answer):
    truth = exercise.truth()
    if answer is None:
        return "not yet: write your choice in place of None, then run the cell again"
    for option in (truth, *exercise.against):
        if _same(answer, option):
            right = option == truth
            return (
                f"right: {exercise.praise}" if right else f"not right: {exercise.against[option]}"
            )
    options = sorted({truth, *exercise.against}, key=str)
    return f"not right: choose one of {', '.join(map(repr, options))}"


def _same(answer, option):
    if isinstance(answer, str):
        return str(option).casefold() == answer.strip().casefold()
    alone = np.ndim(answer) == 0 and isinstance(answer, bool) == isinstance(option, bool)
    return alone and option == answer


def _codes(code):
    yield code
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            yield from _codes(constant)


def _globals(answer):
    """The globals that the answer's code names, by name."""
    answer = getattr(answer, "__wrapped__", answer)
    codes = _codes(answer.__code__) if hasattr(answer, "__code__") else []
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
    for name, value in _globals(answer).items():
        if type(value) is int and 1 < value < 200:
            sizes = [Size(6, value, value), Size(9, value, value)]
            if name == "N":
                sizes = [Size(value, 3, 3), Size(value, 4, 2)]
            cases = [Case(exercise.draw(size, seed)) for seed, size in enumerate(sizes)]
            if all(Trial(exercise, answer, case).right for case in cases):
                return (
                    f" It leans on the notebook's own {name}, so it holds where {name} is {value}"
                    " and nowhere else; take it from the argument's shape."
                )
    return ""


def _too_many_calls(exercise, trials):
    for trial in trials if exercise.calls else ():
        enough = exercise.function(exercise.calls)(*trial.case.arguments)
        if trial.called > enough:
            return f" It calls the function {trial.called} times; {enough} are enough."
    return ""


def _why(exercise, answer, ordinary):
    failures = sorted((t for t in ordinary if not t.right), key=telling)
    edits = itertools.chain(mistakes.edits(exercise), mistakes.ideas(exercise))
    described = (
        lambda: _no_number(answer, ordinary, failures[0]),
        lambda: _nan(exercise, ordinary),
        lambda: known(exercise, ordinary, mistakes.ideas(exercise)),
        lambda: known(exercise, ordinary, mistakes.results(exercise)),
        lambda: misshapen(failures, ordinary),
        lambda: ignored(exercise, answer, ordinary),
        lambda: known(exercise, ordinary, edits, mistakes.SECOND),
        lambda: _mostly_raises(answer, ordinary),
        lambda: describe(exercise, answer, failures, ordinary),
    )
    words = next(filter(None, (layer() for layer in described)), "")
    if words.endswith("…"):
        return f"{words[:-1]}{'' if words[-2] == '?' else '.'} {example(failures[0])}"
    return words or example(failures[0])


def _no_number(answer, ordinary, trial):
    """What there is to say if the answer gives no numbers at all."""
    given = trial.given
    if all(t.error for t in ordinary):
        return raised(answer, trial)
    if given is None:
        return "it returns None: is a `return` missing?"
    if callable(given):
        return "it returns a function: are the brackets of a call missing?"
    yes_no = [isinstance(r, np.ndarray) and r.dtype == bool for r in (given, trial.expected)]
    asked = f"{'True or False' if yes_no[1] else 'a number or array'} is asked for"
    if yes_no == [True, False] and given.shape == np.shape(trial.expected):
        return f"it returns {say(given)}; {asked}"
    if yes_no == [False, True] and any(np.any(t.given > 1) for t in ordinary if numbers(t.given)):
        return f"it returns {say(given)}; {asked}"
    if not isinstance(given, np.ndarray | Failed) and not isinstance(given, type(trial.expected)):
        kind = "text," if isinstance(given, str) else type(given).__name__
        return f"it returns {kind} {say(given)}; {asked}"
    return None


def _nan(exercise, ordinary):
    """What may have led to nan in most inputs: a suspicion, since all nan look alike."""
    lost = [t for t in ordinary if isinstance(t.given, np.ndarray) and np.all(np.isnan(t.given))]
    if 2 * len(lost) <= len(ordinary):
        return None
    trial = min(lost, key=telling)
    for words, source in exercise.ideas.items():
        wrong = [Trial(exercise, exercise.function(source), t.case) for t in ordinary]
        pairs = zip(wrong, ordinary, strict=True)
        if all(alike(w.given, t.given) and w.warned == t.warned for w, t in pairs):
            return f"it gives nan{trial.warned}; perhaps {words}"
    return f"it gives nan{trial.warned}. {given_input(trial)} expected {say(trial.expected)}"


def known(exercise, trials, wrongs, second=()):
    """The words of the first wrong function that gives what the answer gave, on every input.

    If there is none, those of the first with one of the changes `second` of its result.
    """
    first = max((t for t in trials if not t.right), key=lambda t: (not t.error, t.volume))
    both = None
    for words, wrong in wrongs:
        gives = run(wrong, first.case.arguments)
        if alike(gives, first.given) and _everywhere(wrong, trials):
            return words
        if both or wrong.__closure__ or not numbers(gives, first.given):
            continue  # a closure changes an argument, and is no edit
        for change, too in second:
            slipped = mistakes.then(exercise, wrong, change)
            changed = plain(change(None, gives.astype(float)))
            if alike(changed, first.given) and _everywhere(slipped, trials):
                both = words + too
    return both


def _everywhere(wrong, trials):
    """Whether a wrong function gives what the answer gave, and numbers on two inputs at least."""
    agrees = all(alike(run(wrong, t.case.arguments), t.given) for t in trials)
    return agrees and sum(_finite(t.given) for t in trials) >= 2


def _finite(given):
    return isinstance(given, np.ndarray) and bool(np.any(np.isfinite(given)))


def _mostly_raises(answer, ordinary):
    raising = [trial for trial in ordinary if trial.error]
    if 2 * len(raising) > len(ordinary):
        return raised(answer, min(raising, key=lambda trial: trial.volume))
    return None


def _at_the_edge(exercise, unstable):
    trial = min(unstable, key=telling)
    words = f"but not when {trial.case.edge}. {example(trial)}"
    raw = trial.raw
    if isinstance(raw, np.ndarray | np.generic) and raw.dtype == np.float32:
        return f"{words} This is float32: it holds 7 digits, and here more are asked for."
    floats = [isinstance(a, np.ndarray) and a.dtype.kind == "f" for a in trial.case.arguments]
    pairs = zip(floats, trial.case.arguments, strict=True)
    narrow = [a.astype(np.float32) if short else a for short, a in pairs]
    if isinstance(trial.given, np.ndarray) and alike(trial.given, run(exercise.right, narrow)):
        return f"{words} As if it were computed in float32, which holds 7 digits."
    return words
