"""Every exercise: the stub says "not yet", the notebook's solution passes, mistakes are named."""

import importlib
import re
from fractions import Fraction

import numpy as np
import pytest

from tools.render import execute, notebooks, read
from utils.exercises import check, checking

CHECK = re.compile(r'^check\("(\d+\.\d+)", (\w+)\)$', re.MULTILINE)
SOLUTION = re.compile(
    r"<details>\s*<summary>Solution</summary>\n\n.*?```python\n(.*?)```.*?</details>", re.DOTALL
)
COURSE = [path for path in notebooks() if not path.name.startswith("00")]


def exercises(notebook):
    """(name, code cell, solution) for each exercise; the solution is in the next Markdown cell."""
    for cell, following in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        asked = CHECK.search(cell.source) if cell.cell_type == "code" else None
        if asked:
            solution = SOLUTION.search(following.source) if following else None
            yield asked[1], cell, solution and solution[1]


def table_of(chapter):
    return importlib.import_module(f"utils.exercises.chapter_{chapter}").EXERCISES


def wrong_answers(chapter):
    return importlib.import_module(f"wrong_answers.chapter_{chapter}").WRONG_ANSWERS


WRONG = [
    pytest.param(name, answer, words, id=f"{name}-{answer.__name__}")
    for path in COURSE
    for name, answers in wrong_answers(int(path.name[:2])).items()
    for answer, words in answers
]


MISTAKES = [
    pytest.param(exercise, mistake, id=f"{name}-{number}")
    for path in COURSE
    for name, exercise in table_of(int(path.name[:2])).items()
    for number, mistake in enumerate(exercise.mistakes, start=1)
]


def printed(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


@pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)
def test_everything_has_its_partner(path):
    notebook = read(path)
    chapter = int(path.name[:2])
    table = table_of(chapter)
    found = {name: solution for name, _, solution in exercises(notebook)}
    assert list(found) == list(table) == [f"{chapter}.{k + 1}" for k in range(len(table))]
    assert list(wrong_answers(chapter)) == list(table)
    assert 3 <= len(table) <= 4
    assert all(found.values()), "an exercise has no solution in the cell that follows it"
    for name, answers in wrong_answers(chapter).items():
        assert len(answers) >= 2, f"{name} needs at least two wrong answers"
        assert len({words for _, words in answers}) == len(answers), f"{name}: same diagnosis"


@pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)
def test_stubs_say_not_yet(path):
    for name, cell, _ in exercises(read(path)):
        assert "raise NotImplementedError" in cell.source
        assert printed(cell).startswith(f"{name} not yet: ")


@pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)
def test_solutions_of_the_notebook_pass(path):
    notebook = read(path)
    for _, cell, solution in exercises(notebook):
        before_the_stub = cell.source[: cell.source.index("def ")]
        cell.source = before_the_stub + solution + "\n\n" + CHECK.search(cell.source)[0]
    execute(notebook)
    for name, cell, _ in exercises(notebook):
        assert printed(cell).startswith(f"{name} right: ")


@pytest.mark.parametrize(("name", "answer", "words"), WRONG)
def test_wrong_answers_are_named(name, answer, words, capsys):
    check(name, answer)
    diagnosis = capsys.readouterr().out
    assert diagnosis.startswith((f"{name} not right: ", f"{name} almost: "))
    assert words in diagnosis


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES)
def test_each_mistake_of_the_table_is_named(exercise, mistake):
    """None hides another, and no case lets one pass."""
    if not isinstance(mistake, checking.Mistake):
        mistake = mistake(exercise.truth)
    assert mistake.words in checking.diagnose(exercise, mistake.wrong)


def total(a):
    return float(sum(a))


TOTAL = checking.Exercise(
    truth=total,
    cases=[([2.0],), ([1.0, 2.0, 4.0],)],
    extreme=[([1e300, -1e300],)],
    mistakes=[checking.flipped_sign, checking.mean_for_sum, checking.extra_factor_2],
    praise="a sum.",
)


def doubles_its_input(a):
    a[0] *= 2
    return total(a)


def raises(a):
    raise RuntimeError("no")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (total, "right: a sum."),
        (lambda a: -total(a), "not right: the sign is flipped"),
        (lambda a: total(a) / len(a), "not right: this is the mean"),
        (lambda a: 2 * total(a), "not right: twice what it should be"),
        (lambda a: total(a) + 1, "not right: For a = [2.] expected 2., given 3."),
        (lambda a: [total(a)], "the shape is wrong: expected (), given (1,)"),
        (lambda a: None, "returns None"),
        (lambda a: [[1], [1, 2]], "it raises ValueError"),
        (lambda a: 10**400, "given 1000"),
        (lambda a: Fraction(1, 3), "given Fraction(1, 3)"),
        (lambda a: "five", "given 'five'"),
        (lambda a: np.log(np.exp(total(a) * 400)) / 400, "expected 2., given inf"),
        (lambda a: total(a) if max(a) < 9 else np.nan, "almost: right on ordinary input"),
        (doubles_its_input, "it changes its input a"),
        (raises, "it raises RuntimeError: no"),
        (7, "give check the function itself; this is 7"),
    ],
)
def test_diagnosis(answer, words):
    assert words in checking.diagnose(TOTAL, answer)


def test_unknown_exercise_is_refused():
    with pytest.raises(ValueError, match=r"name '9\.9' is no exercise"):
        check("9.9", total)
    with pytest.raises(ValueError, match=r"name 1\.2 is no exercise"):
        check(1.2, total)


def test_a_forgotten_return_is_no_mistake_that_gives_nan():
    exercise = checking.Exercise(
        truth=total,
        cases=[([2.0],)],
        mistakes=[checking.Mistake("log of -1", lambda a: np.nan)],
        praise="",
    )
    assert "returns None" in checking.diagnose(exercise, lambda a: None)
