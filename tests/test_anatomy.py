"""The page as a reader meets it, and for each of its rules a planted fault that must be seen."""

import nbformat
import pytest

from tools import anatomy, minutes
from tools.render import notebooks, read

COURSE = notebooks()
every_notebook = pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)
FEWEST_PREDICTIONS = {"notebook": 3, "course": 25}


@every_notebook
def test_folded_is_what_only_draws(path):
    notebook = read(path)
    assert list(anatomy.wrong_folds(notebook)) == []
    assert list(anatomy.names_from_folded_cells(notebook)) == []
    assert anatomy.open_lines_that_draw(notebook) == []


@every_notebook
def test_predictions_are_answered_and_stay_secret(path):
    notebook = read(path)
    assert list(anatomy.open_predictions(notebook)) == []
    least = 0 if path.name.startswith("00") else FEWEST_PREDICTIONS["notebook"]
    assert len(list(anatomy.predictions(notebook))) >= least


def test_the_course_asks_often():
    count = sum(len(list(anatomy.predictions(read(path)))) for path in COURSE)
    assert count >= FEWEST_PREDICTIONS["course"]


@every_notebook
def test_headings_lead_through(path):
    assert list(anatomy.wrong_headings(read(path))) == []


@every_notebook
def test_minutes_are_by_rule(path):
    assert minutes.wrong_time(read(path)) == []


@every_notebook
def test_a_widget_keeps_its_names(path):
    assert list(anatomy.names_rebound_below_a_widget(read(path))) == []


# The planted faults.

FOLD = ("hide-input",)
ANSWER = ("answer", "hide-input", "hide-output")


def notebook_of(*cells):
    """A notebook of (source, tag, ...) tuples."""
    made = []
    for source, *names in cells:
        is_text = source.startswith(("**", "<", "text", "# Title", "##"))
        new = nbformat.v4.new_markdown_cell if is_text else nbformat.v4.new_code_cell
        made.append(new(source, metadata={"tags": names}))
    return nbformat.v4.new_notebook(cells=made)


WIDGET = (
    "def draw(w=1):\n    curve.set_data(w, loss(w))\n    return curve\n\n\nexplore(draw, w=(1, 9))",
)


@pytest.mark.parametrize("fault", ["curve = 1", "x = 1", "for x in y:\n    pass", "(curve,) = y"])
def test_a_name_taken_from_a_widget_is_seen(fault):
    cells = [("def loss(w):\n    return w * x",), WIDGET]
    assert not list(anatomy.names_rebound_below_a_widget(notebook_of((fault,), *cells, ("w = 1",))))
    assert len(list(anatomy.names_rebound_below_a_widget(notebook_of(*cells, (fault,))))) == 1


def test_right_folds_pass():
    cells = [("x = 1",), ("# Draws x\ny = 1", *FOLD), ("# The answer\ny", *ANSWER)]
    assert list(anatomy.wrong_folds(notebook_of(*cells))) == []


@pytest.mark.parametrize(
    "cell",
    [
        ("# Draws\nx = 1", "hide-output"),
        ("# Draws\nx = 1", "answer"),
        ("# Draws\nx = 1", "answer", "hide-input"),
        ("x = 1", *FOLD),
        ("\n# Draws\nx = 1", *FOLD),
        ("# Checks\n# (1.1)\nassert x == 1", *FOLD),
        ("x = '" + 100 * "x" + "'",),
    ],
)
def test_wrong_fold_is_seen(cell):
    assert len(list(anatomy.wrong_folds(notebook_of(cell)))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "for x in [1]:\n    pass",
        "def x():\n    return 1",
        "[y, *x] = 1, 2",
        "if (x := 1):\n    pass",
        "with open('a') as x:\n    pass",
    ],
)
@pytest.mark.parametrize(
    "use", ["print(x)", "def f():\n    return x", "f = lambda y: x + y", "z = [x for _ in w]"]
)
def test_name_from_a_folded_cell_is_seen(source, use):
    folded = ("# Draws\n" + source, *FOLD)
    for cells in ([folded, (use,)], [(use,), folded], [("x = 2",), folded, (use,)]):
        assert len(list(anatomy.names_from_folded_cells(notebook_of(*cells)))) == 1


@pytest.mark.parametrize(
    ("source", "use"),
    [
        ("import x", "print(x)"),
        ("def f():\n    x = 1", "print(x)"),
        ("y = [x for x in z]", "print(x)"),
        ("x = 1", "x = 2\nprint(x)"),
        ("x = 1", "def f(x):\n    return x"),
        ("x = 1", "z = [x for x in w]"),
        ("print(x)", "x = 2"),
    ],
)
def test_name_of_its_own_is_fine(source, use):
    cells = [("# Draws\n" + source, *FOLD), (use,)]
    assert list(anatomy.names_from_folded_cells(notebook_of(*cells))) == []


PLOT = "from utils.plots import BLUE, contours, show, subplots\nfigure, panels = subplots(1, 2)\n"


@pytest.mark.parametrize(
    "source",
    [
        "panels[0].set(title=BLUE)",
        "for panel, name in zip(panels, 'ab'):\n    panel.plot(name)",
        "for k, panel in enumerate(panels):\n    panel.plot(k)",
        "(line,) = panels[0].plot(1)\nline.set_data(1, 2)",
        "contours(panels[0], 1)",
        "figure.suptitle('a')",
        "def draw(axes):\n    axes.plot(1)",
        "if 1:\n    show(figure, 'a')",
        "show(\n    figure,\n    'a',\n)",
    ],
)
def test_drawing_in_an_open_cell_is_seen(source):
    folded = ("# Draws\n" + PLOT + source, *FOLD)
    assert anatomy.open_lines_that_draw(notebook_of(folded, ("y = 1",))) == []
    notebook = notebook_of(("# Draws\n" + PLOT, *FOLD), (source,))
    assert anatomy.open_lines_that_draw(notebook) == source.splitlines()


@pytest.mark.parametrize(("others", "count"), [(18, 1), (19, 0)])
def test_one_line_in_twenty_may_draw(others, count):
    cells = [("# Draws\n" + PLOT, *FOLD), ("show(figure, 'a')",), *others * [("# No line\ny = 1",)]]
    assert len(anatomy.open_lines_that_draw(notebook_of(*cells))) == count


@pytest.mark.parametrize(
    "source", ["x = np.sum(y)", "for k, name in zip(panels, names):\n    name.upper()", "plot(1)"]
)
def test_computing_is_not_drawing(source):
    notebook = notebook_of(("# Draws\n" + PLOT, *FOLD), (source,))
    assert anatomy.open_lines_that_draw(notebook) == []


QUESTION = ("**Predict.** What is 7 times 111?", "prediction")
GUESS = ("guess = None  # a number",)
RIGHT = ("# The answer\nprint(product, given)\npredict(guess, product)", *ANSWER)


def asked(*cells):
    notebook = notebook_of(*cells)
    for cell in notebook.cells:
        if "predict(" in cell.source:
            cell.outputs = [nbformat.v4.new_output("stream", text="777 = 7 · 111, by (1.23): 12\n")]
    return notebook


@pytest.mark.parametrize(
    "cells",
    [
        [("text 12 (1.23)",), QUESTION, GUESS, RIGHT],
        [("text",), QUESTION, GUESS, ("text",), RIGHT, ("text: 777",)],
        [QUESTION, ("<details><summary>Answer</summary>\n\n777\n\n</details>", "answer")],
    ],
)
def test_kept_secret_passes(cells):
    assert list(anatomy.open_predictions(asked(*cells))) == []


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ([("**Guess.** What?", "prediction"), GUESS, RIGHT], "does not start"),
        ([QUESTION, GUESS], "no answer within"),
        ([QUESTION, GUESS, ("text",), ("text",), RIGHT], "no answer within"),
        ([QUESTION, ("guess = 1",), RIGHT], "no `guess"),
        ([QUESTION, RIGHT], "no `guess"),
        ([QUESTION, GUESS, ("# The answer\nprint(1)", *ANSWER)], "no `guess"),
        ([QUESTION, GUESS, (RIGHT[0], "answer", "hide-input")], "not folded"),
        ([QUESTION, GUESS, (RIGHT[0].replace("The answer", "Draws"), *ANSWER)], "not folded"),
        ([QUESTION, ("text: 777", "answer")], "not one <details>"),
        ([QUESTION, ("<details></details>\n\n777\n\n<details></details>", "answer")], "not one"),
        ([("text: 777",), QUESTION, GUESS, RIGHT], "777 stands above"),
        ([("x = 777.0",), QUESTION, GUESS, RIGHT], "777 stands above"),
        ([QUESTION, GUESS, ("text: 777",), RIGHT], "777 stands above"),
        ([RIGHT], "an answer without a prediction"),
    ],
)
def test_prediction_that_is_open_is_seen(cells, fault):
    assert any(fault in found for found in anatomy.open_predictions(asked(*cells)))


def test_secrets_are_long_numbers():
    text = "0.0364 1,090 12 100 0.98 0.500 (6.10) x123 1e-12 and 454.158."
    assert anatomy.numbers(text) == {0.0364, 1090, 0.5, 454.158}


@pytest.mark.parametrize(
    "text",
    [
        "## 1. One",
        "## One\n\n## One",
        "## One\n\n#### Two",
        "# Another title",
        "## One\n\n### 1.2 Two",
    ],
)
def test_wrong_heading_is_seen(text):
    fine = [("# Title",), ("## Alpha",), ("### Beta",), ("## Gamma\n\n```\n# code\n```",)]
    assert list(anatomy.wrong_headings(notebook_of(*fine))) == []
    assert len(list(anatomy.wrong_headings(notebook_of(*fine, ("text\n\n" + text,))))) == 1


HEAD = "# Title\n\n**Time.** 20 minutes{}\n\n[on](b.ipynb)"
EXERCISE = ("def f():\n    raise NotImplementedError\n\n\ncheck('1.1', f)",)
LOOKED_UP = "<details><summary>Solution</summary>\n\n" + 900 * "b " + "\n\n</details>"


def test_minutes_follow_the_rule():
    words = ("text " + 213 * "a " + "$x + y$ $$\nz\n$$\n| a | " + 900 * "b " + "\n" + 100 * "a ",)
    folded = ("# Draws\nx = 1", *FOLD)
    cells = [words, (LOOKED_UP,), ("x = 1",), ("y = 1",), folded, EXERCISE, EXERCISE]
    notebook = notebook_of((HEAD.format("."),), *cells)
    assert minutes.minutes(notebook) == 20  # 320 words, 2 open cells, 2 exercises: 4 + 4 + 10
    assert minutes.wrong_time(notebook) == []
    for _ in range(2):
        notebook.cells.append(notebook.cells[-1])
    assert minutes.wrong_time(notebook) == ["20 minutes where 30 are due: run `make render`"]
    minutes.update(notebook)
    assert minutes.wrong_time(notebook) == []
    assert notebook.cells[0].source == HEAD.format(".").replace("20", "30")


def test_a_long_notebook_names_a_place_to_stop():
    for ending, faults in [(".", 1), ("; a good place to stop is before [Two](#Two).", 0)]:
        notebook = notebook_of((HEAD.format(ending),), *20 * [EXERCISE])
        minutes.update(notebook)
        assert len(minutes.wrong_time(notebook)) == faults
    assert len(minutes.wrong_time(notebook_of(("# Title",)))) == 1
