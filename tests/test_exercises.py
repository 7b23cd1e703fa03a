"""Every exercise: the stub says "not yet", the solution passes, and no mistake is accepted."""

import ast
import importlib
import re

import pytest

from tools.render import execute, notebooks, read
from utils.exercises import checking
from utils.exercises.exercise import Choice, Exercise
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


@pytest.mark.parametrize("exercise", FUNCTIONS)
def test_the_table_is_sound(exercise):
    """The answer takes the arguments, passes; a form on paper agrees with it on ordinary input."""
    code = exercise.right.__code__
    taken = list(code.co_varnames[: code.co_argcount])
    assert taken == list(exercise.arguments), "the answer takes other arguments than the table says"
    assert checking.diagnose(exercise, exercise.right).startswith("right: ")
    ordinary = [case.arguments for case in exercise.inputs if not case.edge]
    for form in exercise.forms:
        wrong = exercise.function(form)
        assert all(alike(run(wrong, a), run(exercise.right, a)) for a in ordinary), (
            f"the form on paper {form!r} gives something else than the answer"
        )


@pytest.mark.parametrize("exercise", FUNCTIONS)
def test_each_idea_is_refused_in_its_own_words(exercise):
    for words, source in exercise.ideas.items():
        said = checking.diagnose(exercise, exercise.function(source))
        assert words in said, f"the idea {words!r} is told: {said}"


@pytest.mark.parametrize("exercise", CHOICES)
def test_a_choice_has_one_right_option(exercise):
    truth = exercise.truth()
    assert checking.diagnose(exercise, truth).startswith("right: ")
    assert exercise.against
    assert truth not in exercise.against, "the table speaks against what is right"
    for option, words in exercise.against.items():
        assert checking.diagnose(exercise, option) == f"not right: {words}"
