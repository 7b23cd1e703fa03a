"""Every exercise: the stub says "not yet", the solution passes, and no mistake is accepted."""

import ast
import importlib
import re
import resource
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.render import execute, notebooks, read
from utils.exercises import check, mistakes, predict
from utils.exercises.chapter_4 import measured_gradient
from utils.exercises.checking import diagnose
from utils.exercises.exercise import EXERCISES, Choice, Exercise
from utils.exercises.kinds import REALS, Size
from utils.exercises.running import Trial, alike, run
from utils.information import kl_divergence

CHECK = re.compile(r'^check\("(\d+\.\d+)", (\w+)\)$', re.MULTILINE)
SOLUTION = re.compile(r"(?s)<summary>Solution</summary>\n\n.*?```python\n(.*?)```.*?</details>")


def table(path):
    number = int(path.name[:2])
    importlib.import_module(f"utils.exercises.chapter_{number}")
    return {name: e for name, e in EXERCISES.items() if name.startswith(f"{number}.")}


TABLE = {path: table(path) for path in notebooks() if path.name >= "01"}
ALL = [pytest.param(e, id=name) for table in TABLE.values() for name, e in table.items()]
FUNCTIONS = [param for param in ALL if isinstance(param.values[0], Exercise)]
CHOICES = [param for param in ALL if isinstance(param.values[0], Choice)]

each_notebook = pytest.mark.parametrize("path", TABLE, ids=lambda path: path.stem)
each_function = pytest.mark.parametrize("exercise", FUNCTIONS)


def exercises(notebook):
    """(name, code cell, what it printed, solution in the next Markdown cell) of each exercise."""
    for cell, following in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        asked = CHECK.search(cell.source) if cell.cell_type == "code" else None
        if asked:
            solution = SOLUTION.search(following.source) if following else None
            printed = "".join(output.get("text", "") for output in cell.outputs)
            yield asked[1], cell, printed, solution and solution[1]


@each_notebook
def test_notebook_and_table_ask_the_same(path):
    found = [name for name, *_ in exercises(read(path))]
    assert found == [f"{int(path.name[:2])}.{k + 1}" for k in range(len(TABLE[path]))]
    assert 4 <= len(found) <= 6
    for name, cell, printed, solution in exercises(read(path)):
        assert solution, f"{name} has no solution in the cell that follows it"
        if isinstance(TABLE[path][name], Exercise):
            answers = TABLE[path][name].answer, solution
            assert len({ast.unparse(ast.parse(a)) for a in answers}) == 1, f"{name} differs"
        assert "raise NotImplementedError" in cell.source or "answer = None" in cell.source
        assert printed.startswith(f"{name} not yet: "), f"{name} is stale: run `make render`"


@each_notebook
def test_solutions_of_the_notebook_pass(path):
    notebook = read(path)
    for _, cell, _, solution in exercises(notebook):
        stub = re.search(r"^(def |answer = None)", cell.source, re.MULTILINE)
        cell.source = cell.source[: stub.start()] + solution + "\n" + CHECK.search(cell.source)[0]
    execute(notebook)
    for name, _, printed, _ in exercises(notebook):
        assert printed.startswith(f"{name} right: ")


@each_function
def test_the_table_is_sound(exercise):
    """The answer passes in every form, and each idea is refused in its own words."""
    for form in (lambda r: r, lambda r: np.asarray(r).tolist(), np.array):
        said = diagnose(exercise, lambda *a, form=form: form(exercise.right(*a)))
        assert said.startswith("right: ")
    narrow = diagnose(exercise, lambda *a: np.float32(exercise.right(*a)))
    assert narrow.startswith("right: ") or "float32: it holds 7 digits" in narrow
    for words, wrong in exercise.ideas.items():
        assert words in diagnose(exercise, wrong)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("exercise", [e for e in FUNCTIONS if e.values[0].forms])
def test_a_form_on_paper_is_the_answer_by_another_route(exercise, data):
    size = Size(*(data.draw(st.integers(low, 9)) for low in (1, 2, 1)))
    arguments = exercise.draw(size, data.draw(st.integers(0, 2**32)))
    for form in exercise.forms:
        assert alike(run(exercise.function(form), arguments), run(exercise.right, arguments)), form


NO_MISTAKE = {  # edits that change nothing, and why
    r"y \*\* 2|`y` were -1": "y is 0 or 1",
    r"all entries were counted": "of a vector",
    r"were exchanged": "the order does not enter",
    r"scores|q \*\* 2": "a rising function keeps the order",
    r"\b[zWwbp] [-+] |each": "no constant enters, and of a spread no sign",
    r"[ ([]-[a-z]|a sum were": "a sign or a factor cancels",
    r"-1": "of two axes, of two eigenvalues, 1 is the last",
}


@each_function
def test_no_edit_of_the_answer_is_accepted(exercise):
    """But those that no input at all tells from the right answer."""
    sizes = np.random.default_rng(0).integers([1, 2, 1], [9, 6, 7], (20, 3)).tolist()
    draws = [exercise.draw(Size(*size), 100 + seed) for seed, size in enumerate(sizes)]
    for words, wrong in mistakes.edits(exercise):
        if all(Trial(exercise, wrong, case).right for case in exercise.inputs):
            telling = [d for d in draws if not alike(run(wrong, d), run(exercise.right, d))]
            assert not telling, f"accepted: {words}. An input that shows it: {telling[0]}"
            assert any(re.search(known, words) for known in NO_MISTAKE), words


@pytest.mark.parametrize("exercise", CHOICES)
def test_a_choice_has_one_right_option(exercise):
    truth = exercise.truth()
    assert diagnose(exercise, truth) == f"right: {exercise.praise}"
    assert exercise.against
    assert truth not in exercise.against
    for option, words in exercise.against.items():
        assert diagnose(exercise, option) == f"not right: {words}"
    for other in ("none of these", [truth], np.array([1, 2]), True):
        assert "choose one of" in diagnose(exercise, other)
    assert diagnose(exercise, None).startswith("not yet: ")


PLANTED = """
forecast_nll : np.mean(np.log(np.where(y == 1, p, 1 - p))) : the sign is flipped
effective_rate : alpha * (1 + beta) : the effect of alpha is right; look at beta
class_nll : right(w, b, x, y - 1) : as if `p[np.arange(len(y)), y - 1]` stood where `p[
forecast_likelihood : np.prod(p) : it stays the same when the values of y change
smooth : (counts + k) / (counts.sum(1, keepdims=True) + k * len(counts)) : right, but not when
loss_of_row : -np.log(np.exp(z[y]) / np.sum(np.exp(z))) : almost: right on ordinary input, but not
rmse_loss : np.std(prediction - target, ddof=1, mean=0) : (N / (N - 1))**0.5 times
smooth : np.round(right(counts, k), 3) : it is rounded; return what you found
measured_gradient : np.trunc(right(f, x, step)) : cut to whole numbers
measured_gradient : np.minimum(right(f, x, step), 9) : it never exceeds 9, where
smooth : (counts + k) / 9 : each row of it should sum to 1
entropy_in_bits : -np.cumsum(q * np.log2(q)) : it has shape (2,), and one number is asked for
savings : np.sum((q - p) ** 2) : it stays the same when q and p are exchanged
forecast_likelihood : -np.mean(np.log(np.where(y == 1, p, 1 - p))) : it stays the same when all
loss_of_row : np.sum(np.exp(z)) / np.exp(z[y]) + z[0] : it changes when a constant is added
table_gradient : right(W, x, y) * len(y) / len(W) : it is N / rows times the right answer
divide : a / b, 1 / b, a + b : it is right in entry 1 and 2, and wrong in entry 3
no_best_at_an_edge : scores[0].argmin() == 1 : it is wrong both ways
total : smallest : it raises NameError: name 'smallest' is not defined. Was
laplace_nll : np.sqrt(-np.abs(right(prediction, target, s))) : it gives nan. For
total : sum(a) + np.pi : too large by np.pi
total : sum(a) + np.random.normal() : it changes when nothing else does
total : [sum(a)] : the values are right, the shape is not: it has shape (1,)
total : None : returns None: is a `return` missing?
total : next(iter(())) : it raises StopIteration. For a = [
total : "5.0" : it returns text, '5.0'; a number or array is asked for
total : sum(a) > 0 : a number or array is asked for
total : float(a) : `math` takes one number
total : sum(a) if a > 0 else 0 : `and`, `max` ask one truth value
total : np.sum(a) ^ 2 : `^` is no power
total : 7 : it gives 7, whatever the input. For a = [
"""


def total(a: REALS):
    """a sum."""
    return float(np.sum(a))


TOTAL, C = Exercise(total), 27
BY_NAME = {e.values[0].right.__name__: e.values[0] for e in reversed(FUNCTIONS)} | {"total": TOTAL}


@pytest.mark.parametrize("line", PLANTED.strip().splitlines())
def test_a_planted_mistake_is_named(line):
    name, source, words = line.split(" : ", 2)
    said = diagnose(BY_NAME[name], BY_NAME[name].function(source))
    assert words in said
    assert said.startswith(("not right: ", "almost: "))


def test_what_an_answer_does_besides_is_told():
    assert "it changes its input a; work on a copy" in diagnose(TOTAL, lambda a: a.sort())
    assert "The exercise gives it a, in this order" in diagnose(TOTAL, lambda a, b: sum(a))
    assert "give check the function itself; this is 7" in diagnose(TOTAL, 7)
    assert diagnose(TOTAL, sum) == "right: a sum."
    leaning = lambda counts, k: (counts + k) / (counts.sum(1, keepdims=True) + k * C)  # noqa: E731
    assert "right: but it leans on the notebook's own C" in diagnose(BY_NAME["smooth"], leaning)
    only_left = lambda scores: np.all(scores.argmin(C - 26) > 0)  # noqa: E731
    assert "the last rate is an edge" in diagnose(BY_NAME["no_best_at_an_edge"], only_left)
    assert "it uses `kl_divergence` of utils" in diagnose(BY_NAME["savings"], kl_divergence)
    once_more = lambda f, x, step: 0 * f(x) + measured_gradient(f, x, step)  # noqa: E731
    assert "It calls the function" in diagnose(BY_NAME["measured_gradient"], once_more)


def uneven(a: REALS):
    """a large entry beside a small one."""
    return np.array([1, 0.003 + 0.002 * np.sin(a[0])])


@given(off=st.floats(1e-4, 1))
def test_expected_and_given_never_show_the_same_digits(off):
    said = diagnose(Exercise(uneven), lambda a: uneven(a) * [1, 1 + off * np.cos(a[0])])
    expected, given_ = re.search(r"expected (\[.*?\]), given (.*?)\.?$", said).groups()
    assert expected != given_


def test_an_answer_is_told_as_fast_as_the_libraries_load():
    """The longest search: a wrong answer that no layer knows."""
    load, used = [sys.executable, "-c", "import numpy, matplotlib.pyplot"], []
    for _ in range(3):
        subprocess.run(load, check=True)
        used.append(sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]))
    for param in FUNCTIONS:
        exercise, started = param.values[0], time.process_time()
        diagnose(exercise, lambda *a, f=exercise.right: np.cos(np.asarray(f(*a), float)) + 0.1)
        assert time.process_time() - started < used[2] - used[1], param.id


def test_unknown_exercise_is_refused():
    with pytest.raises(ValueError, match="is no exercise; expected one like"):
        check(1.2, sum)


@pytest.mark.parametrize(
    ("guess", "truth", "said"),
    [
        (None, 3, ""),
        (1.02, 1, "You predicted it: 1. You said 1.02.\n"),
        (10, 2, "You said 10; it is 2: 5 times too large.\n"),
        (2.5, 3, "You said 2.5; it is 3: off by 0.5.\n"),
        (-2, 3, "You said -2; it is 3: the sign is the other one.\n"),
        ("mae", "MAE", "You predicted it: MAE.\n"),
        (True, False, "You said True; it is False.\n"),
        (1, True, "You predicted it: True.\n"),
        ("5", 5, "The answer is a number, 5; your guess was '5'.\n"),
        (["b", "a"], ("a", "b"), "0 of 2 are in their place; it is a, b.\n"),
        (1, [1, 2], "The answer is a list of 2: 1, 2.\n"),
    ],
)
def test_predict(guess, truth, said, capsys):
    predict(guess, truth)
    assert capsys.readouterr().out == said
