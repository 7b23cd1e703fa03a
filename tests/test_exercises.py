"""Every exercise: the stub says "not yet", the solution passes, and no mistake is accepted."""

import ast
import importlib
import math
import re
import subprocess
import sys
import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.render import execute, notebooks, read
from utils.exercises import check, checking, mistakes, predict
from utils.exercises.exercise import Choice, Exercise
from utils.exercises.kinds import REALS, Size
from utils.exercises.running import alike, run

CHECK = re.compile(r'^check\("(\d+\.\d+)", (\w+)\)$', re.MULTILINE)
SOLUTION = re.compile(
    r"<details>\s*<summary>Solution</summary>\n\n.*?```python\n(.*?)```.*?</details>", re.DOTALL
)
COURSE = [path for path in notebooks() if "01" <= path.name[:2] <= "07"]
TABLE = {
    int(path.name[:2]): importlib.import_module(
        f"utils.exercises.chapter_{int(path.name[:2])}"
    ).EXERCISES
    for path in COURSE
}
FUNCTIONS = [
    pytest.param(exercise, id=name)
    for table in TABLE.values()
    for name, exercise in table.items()
    if isinstance(exercise, Exercise)
]
CHOICES = [
    pytest.param(exercise, id=name)
    for table in TABLE.values()
    for name, exercise in table.items()
    if isinstance(exercise, Choice)
]


def exercises(notebook):
    """(name, code cell, solution) for each exercise; the solution is in the next Markdown cell."""
    for cell, following in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        asked = CHECK.search(cell.source) if cell.cell_type == "code" else None
        if asked:
            solution = SOLUTION.search(following.source) if following else None
            yield asked[1], cell, solution and solution[1]


def printed(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


@pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)
def test_everything_has_its_partner(path):
    chapter = int(path.name[:2])
    found = {name: solution for name, _, solution in exercises(read(path))}
    assert sorted(found) == sorted(TABLE[chapter]), "notebook and table name other exercises"
    assert list(found) == [f"{chapter}.{k + 1}" for k in range(len(found))], "not numbered 1, 2, .."
    assert all(found.values()), "an exercise has no solution in the cell that follows it"
    for name, solution in found.items():
        exercise = TABLE[chapter][name]
        if isinstance(exercise, Exercise):
            assert ast.dump(ast.parse(solution)) == ast.dump(ast.parse(exercise.answer)), (
                f"the answer of {name} in the table is not the solution of the notebook"
            )


@pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)
def test_stubs_say_not_yet(path):
    for name, cell, _ in exercises(read(path)):
        assert "raise NotImplementedError" in cell.source or "answer = None" in cell.source
        assert printed(cell).startswith(f"{name} not yet: ")


@pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)
def test_solutions_of_the_notebook_pass(path):
    notebook = read(path)
    for _, cell, solution in exercises(notebook):
        stub = re.search(r"^(def |answer = None)", cell.source, re.MULTILINE)
        cell.source = cell.source[: stub.start()] + solution + "\n" + CHECK.search(cell.source)[0]
    execute(notebook)
    for name, cell, _ in exercises(notebook):
        assert printed(cell).startswith(f"{name} right: ")


def said_of(exercise, answer):
    return checking.diagnose(exercise, answer)


def after(exercise, change):
    """The right answer in another form."""
    return lambda *arguments: change(exercise.right(*arguments))


@pytest.mark.parametrize("exercise", FUNCTIONS)
def test_the_table_is_sound(exercise):
    """The answer takes the arguments and passes, in every form in which a result may come."""
    code = exercise.right.__code__
    taken = list(code.co_varnames[: code.co_argcount])
    assert taken == list(exercise.arguments), "the answer takes other arguments than the table says"
    assert said_of(exercise, exercise.right).startswith("right: ")
    for form in (lambda r: np.asarray(r).tolist(), np.array):
        assert said_of(exercise, after(exercise, form)).startswith("right: ")
    if not any(isinstance(run(exercise.right, c.arguments), str | bool) for c in exercise.inputs):
        narrow = said_of(exercise, after(exercise, np.float32))
        assert narrow.startswith("right: ") or "float32: it holds 7 digits" in narrow


@settings(max_examples=25, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("exercise", [e for e in FUNCTIONS if e.values[0].forms])
def test_a_form_on_paper_is_the_answer_by_another_route(exercise, data):
    size = Size(*(data.draw(st.integers(low, 9)) for low in (1, 2, 1)))
    arguments = exercise.draw(size, data.draw(st.integers(0, 2**32)))
    for form in exercise.forms:
        assert alike(run(exercise.function(form), arguments), run(exercise.right, arguments)), (
            f"on ordinary input the form {form!r} gives something else than the answer"
        )


@pytest.mark.parametrize("exercise", FUNCTIONS)
def test_each_idea_is_refused_in_its_own_words(exercise):
    for words, source in exercise.ideas.items():
        said = said_of(exercise, exercise.function(source))
        assert words in said, f"the idea {words!r} is told: {said}"


EQUIVALENT = {  # mistakes that make no difference, and why; first in a pattern, the answer's name
    r"\w+: as if (y acted twice|`y \*\* 2` stood)": "0 and 1 are their own squares",
    r"\w+: as if y were -1 or 1": "of -1 and 1 only 1 is 1",
    r"\w+: as if (all entries|the columns) were counted": "what is counted is a vector",
    r"\w+: as if the two arguments of `logaddexp`": "they may be exchanged",
    r"nll_per_vote: as if counts (were (halved|doubled|div)|had its sign)": "a factor cancels",
    r"\w+: as if -1 stood where 1 belongs": "of two, the last is the second",
    r"(entropy_in_bits|largest_rate|perplexity_of|best_intercept): as if \w were (sorted|read)": (
        "the order does not enter"
    ),
    r"(entropy_in_bits|perplexity_of|at_temperature|savings|nll_per_vote): as if [pq] were used": (
        "a distribution sums to 1"
    ),
    r"(loss_of_row|table_gradient|class_nll): as if (`[zWbw] [+-] 1`|[zWbw] were (one too|cen))": (
        "a softmax does not see a constant"
    ),
    r"best_weight: as if (a sum were|the mean were|the log)": "a factor moves no minimum",
    r"best_weight: as if candidates were (sorted|read)": "the order does not enter",
    r"(rmse_loss|laplace_nll): as if (the two sides|prediction and target)": (
        "the size of a residual has no sign"
    ),
    r"(weighted_slope|at_temperature): as if (weight|p) (were (hal|doubl|div|used)|had)": (
        "a common factor cancels"
    ),
    r"(measured_gradient|slope_along): as if step had its sign": "both sides change places",
    r"no_best_at_an_edge: as if .*scores": "a rising function, or a mirror, keeps what is inside",
    r"no_best_at_an_edge: as if the last were": "of two, the last is the second",
    r"best_step: as if (gap and size|order and factor)": "factors may change places",
    r"gradient_step: as if gradient and learning_rate": "factors may change places",
    r"steps_needed: as if (learning_rate and curvature|`product` might|the two sides)": (
        "factors may change places; at 1 both forms give -∞; a size has no sign"
    ),
    r"entropy_in_bits: as if `q \*\* 2` stood": "a square is above 0 where the number is",
    r"largest_rate: as if (a minus .* before `1`|the two sides|x had its sign)": (
        "of two, the last is the second; X Xᵀ has the same largest eigenvalue; a mirror keeps it"
    ),
    r"scaled_descent: as if .* stood where x belongs": "a spread sees no constant, nor a sign",
    r"batch_error: as if (.* stood (where|for) each|each (had|were))": (
        "a spread sees no constant, no sign, no order"
    ),
    r"too_high: as if (the size of gradient|gradient (had|were))": "squares are added",
    r"smooth: as if counts and k": "the terms of a sum may be exchanged",
    r"no_best_at_an_edge: as if (`\w+[ (]|(scores|best) (were (?!cut)|acted)|-1|the |their|exp)": (
        "a rising function keeps the order; both ends are edges; the second axis is the last"
    ),
}


@pytest.mark.parametrize("exercise", FUNCTIONS)
def test_no_edit_of_the_answer_is_accepted(exercise):
    name = exercise.right.__name__
    for words, wrong in mistakes.edits(exercise):
        if all(checking.Trial(exercise, wrong, case).right for case in exercise.inputs):
            assert changes_nothing(exercise, wrong) or any(
                re.match(pattern, f"{name}: {words}") for pattern in EQUIVALENT
            ), f"accepted: {words}. Add an input that tells it apart, or list it in EQUIVALENT"


def changes_nothing(exercise, wrong):
    """Whether what is done to an argument leaves it as it is, as the size of what is positive."""
    names = wrong.__code__.co_freevars
    if set(names) != {"function", "place", "change"}:
        return False
    held = dict(zip(names, (cell.cell_contents for cell in wrong.__closure__), strict=True))
    values = [case.arguments[held["place"]] for case in exercise.inputs]
    return all(np.array_equal(np.asarray(held["change"](value)), value) for value in values)


@pytest.mark.parametrize("exercise", CHOICES)
def test_a_choice_has_one_right_option(exercise):
    truth = exercise.truth()
    assert checking.diagnose(exercise, truth).startswith("right: ")
    assert exercise.against
    assert truth not in exercise.against, "the table speaks against what is right"
    for option, words in exercise.against.items():
        assert checking.diagnose(exercise, option) == f"not right: {words}"
    assert "choose one of" in checking.diagnose(exercise, "none of these")
    assert checking.diagnose(exercise, None).startswith("not yet: ")


PLANTED = [  # one kind of mistake, in exercises that differ
    ("forecast_nll", "np.mean(np.log(np.where(y == 1, p, 1 - p)))", "the sign is flipped"),
    ("logistic_gradient", "X.T @ (y - sigmoid(X @ w)) / len(y)", "the sign is flipped"),
    ("name_nll", "-right(name, log_p)", "the sign is flipped"),
    ("forecast_nll", "len(y) * right(p, y)", "the sum over the N examples"),
    ("mse_sigmoid_grad", "len(y) * right(z, y)", "the sum over the N examples"),
    ("table_gradient", "len(y) * right(W, x, y)", "the sum over the N examples"),
    ("logit_nll", "right(z, y) / np.log(2)", "this is in bits"),
    ("loss_of_row", "right(z, y) / np.log(2)", "this is in bits"),
    ("name_nll", "right(name, log_p) / np.log(2)", "this is in bits"),
    ("forecast_likelihood", "right(1 - p, y)", "the two cases of `y == 1` were exchanged"),
    ("steps_needed", "right(learning_rate, curvature, 1 - share)", "as if `1 - share` stood"),
    ("effective_rate", "alpha / beta", "divided by β"),
    ("class_nll", "right(w, b, x, y - 1)", "as if `y - 1` stood where y belongs"),
    ("perplexity_of", "right(p, y - 1)", "as if `y - 1` stood where y belongs"),
    ("table_gradient", "right(W, x, y - 1)", "as if `y - 1` stood where y belongs"),
    ("forecast_likelihood", "np.prod(p)", "does not depend on y"),
    ("weighted_slope", "np.polyfit(x, y, 1)[0]", "does not depend on weight"),
    ("smooth", "right(counts, 1)", "does not depend on k"),
    ("logistic_gradient", "right(w, X, y) / len(w)", "divided by P"),
    ("table_gradient", "right(W, x, y) / W.shape[1]", "divided by C"),
    (
        "rmse_loss",
        "right(prediction, target) * np.sqrt(len(target) / (len(target) - 1))",
        "√(N / (N - 1))",
    ),
    ("smooth", "(counts + k) / (counts.sum(1, keepdims=True) + k * len(counts))", "not square"),
    (
        "logit_nll",
        "-np.log(np.mean(np.where(y == 1, sigmoid(z), 1 - sigmoid(z))))",
        "more than one example",
    ),
    ("largest_rate", "2 / np.max([2 * np.mean(x**2), 2 * np.mean(x), 2])", "the largest entry"),
    ("smooth", "np.round(right(counts, k), 3)", "rounded to 3 decimals"),
    ("forecast_nll", "-np.mean(np.log(np.where(y == 1, p, 1 - p) + 1e-9))", "close to 0 or 1"),
    ("measured_gradient", "np.trunc(right(f, x, step))", "cut to whole numbers"),
    ("loss_of_row", "-np.log(np.exp(z[y]) / np.sum(np.exp(z)))", "the label leads by 40"),
    ("smooth", "(counts + k) / 9", "each row should sum to 1"),
]


@pytest.mark.parametrize(("name", "source", "words"), PLANTED)
def test_a_planted_mistake_is_named(name, source, words):
    exercise = next(p.values[0] for p in FUNCTIONS if p.values[0].right.__name__ == name)
    said = said_of(exercise, exercise.function(source))
    assert said.startswith(("not right: ", "almost: "))
    assert words in said


TOTAL = Exercise({"a": REALS}, "def total(a):\n    return float(np.sum(a))", "a sum.")


def doubles_its_input(a):
    a[0] *= 2
    return np.sum(a)


def raises(a):
    raise RuntimeError("no")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (sum, "right: a sum."),
        (lambda values: math.fsum(values), "right: a sum."),
        (lambda a: Fraction(0) + Fraction(float(sum(a))), "right: a sum."),
        (lambda a: sum(a) + 3, "too large by 3"),
        (lambda a: [sum(a)], "the shape alone is wrong"),
        (lambda a: None, "returns None: is a `return` missing?"),
        (lambda a: np.sum, "it returns a function"),
        (lambda a: [[1], [1, 2]], "it raises ValueError"),
        (lambda a: {"sum": sum(a)}, "it returns dict"),
        (lambda a: "5.0", "it returns text, '5.0'"),
        (lambda a: sum(a) * 1j, "it returns complex"),
        (lambda a: 10**400, "it raises OverflowError"),
        (lambda a: np.log(-np.abs(a)).sum(), "it gives nan (numpy says: invalid value"),
        (lambda a: math.log(a), "`math` takes one number"),
        (lambda a: sum(a) if a > 0 else 0, "`if` asks an array"),
        (lambda a, b: sum(a), "The exercise gives it a, in this order"),
        (lambda a: undefined, "Was the cell that defines it run?"),  # noqa: F821
        (lambda a: sum(a)[0], "it raises "),
        (lambda a: np.cumsum(a), "the shape is wrong: expected one number, given shape (2,)"),
        (doubles_its_input, "it changes its input a"),
        (raises, "it raises RuntimeError: no"),
        (7, "give check the function itself; this is 7"),
    ],
)
def test_what_is_no_number_gets_a_sentence_of_its_own(answer, words):
    assert words in said_of(TOTAL, answer)


@given(off=st.floats(1e-5, 1), at=st.integers(0, 5))
def test_expected_and_given_never_show_the_same_digits(off, at):
    said = said_of(TOTAL, lambda a: sum(a) * (1 + off * math.cos(a[0] + at)))
    expected, given_ = re.search(r"expected ([^,]*), given (.*?)\.?$", said).groups()
    assert expected != given_


def test_an_answer_is_told_as_fast_as_the_libraries_load():
    """The longest search: a wrong answer that no layer knows."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import numpy, matplotlib.pyplot"], check=True)
    bound = time.perf_counter() - started
    for param in FUNCTIONS:
        exercise = param.values[0]
        started = time.perf_counter()
        said_of(exercise, lambda *a, f=exercise.right: np.cos(np.asarray(f(*a), dtype=float)) + 0.1)
        assert time.perf_counter() - started < 1.5 * bound, param.id


def test_unknown_exercise_is_refused():
    for name in ("9.9", 1.2):
        with pytest.raises(ValueError, match="is no exercise; expected one like"):
            check(name, sum)


@pytest.mark.parametrize(
    ("guess", "truth", "said"),
    [
        (None, 3, ""),
        (3.03, 3, "You predicted it: 3. You said 3.03.\n"),
        (10, 2, "You said 10; it is 2: 5 times too large.\n"),
        (-3, -9, "You said -3; it is -9: 3 times too small.\n"),
        (2.5, 3, "You said 2.5; it is 3: off by 0.5.\n"),
        (-2, 3, "You said -2; it is 3: the sign is the other one.\n"),
        ("mae", "MAE", "You predicted it: MAE.\n"),
        (True, False, "You said True; it is False.\n"),
        ("5", 5, "The answer is a number, 5; your guess was '5'.\n"),
        (["b", "a"], ("a", "b"), "0 of 2 are in their place; it is a, b.\n"),
        (1, [1, 2], "The answer is a list of 2: 1, 2.\n"),
    ],
)
def test_predict(guess, truth, said, capsys):
    predict(guess, truth)
    assert capsys.readouterr().out == said
