"""What a teacher uses: the handout holds no answer, and marks are right whatever learners wrote."""

import csv
import re

import nbformat
import pytest

from tools import handout, marks, sheet
from tools.render import notebooks, read

SOLUTIONS = {
    "3.1": "def f(prediction, target):\n    return np.sqrt(np.mean((prediction - target) ** 2))",
    "3.6": "def f(x, y, w):\n    return np.mean(y) - w * np.mean(x)",
}
WRONG = "def f(prediction, target):\n    return np.mean((prediction - target) ** 2)"
STUB = "def f(*arguments):\n    raise NotImplementedError"
LIMITS = {"seconds": 120, "cell_seconds": 5, "megabytes": 4000}


def filled_in(first="from utils.exercises import check", **answers):
    """A notebook with the exercises 3.1, 3.2, ... answered as given, the others left as stubs."""
    sources = ["import numpy as np", first]
    for number in range(1, 7):
        name = f"3.{number}"
        sources.append(f'{answers.get(f"e{number}", STUB)}\n\n\ncheck("{name}", f)')
    return nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, sources)))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    answers = {
        "ann/deep/any name.ipynb": filled_in(e1=SOLUTIONS["3.1"], e6=SOLUTIONS["3.6"]),
        "bo/3.ipynb": filled_in(e1=WRONG, first="from utils.exercises import check\nx = = 1"),
        "cy/3.ipynb": filled_in(
            e1="while True:\n    pass",
            e2="import os\n\nos._exit(1)",
            e3="bytearray(10**12)",
            e4="print('3.4 right: said and not done')\n1 / 0",
            e6=SOLUTIONS["3.6"],
        ),
    }
    for name, notebook in answers.items():
        (folder / name).parent.mkdir(parents=True)
        nbformat.write(notebook, folder / name)
    (folder / "di").mkdir()
    (folder / "di" / "broken.ipynb").write_text("{", encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found = marks.mark_all(folder, **LIMITS)
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after == before, "something was written into the learners' files"
    return found


def test_each_exercise_is_judged_whatever_the_others_do(course):
    table, _ = course
    verdicts = {learner: [row[name][0] for name in sorted(row)] for learner, row in table.items()}
    stub, broken = "not yet", "did not run"
    assert verdicts["ann"] == ["right", stub, stub, stub, "not right", "right"]
    assert verdicts["bo"][:2] == ["not right", stub]
    assert verdicts["cy"][:4] == [broken] * 4, "what did not finish is not right"
    assert verdicts["cy"][5] == "right"


def test_a_cell_that_did_not_run_says_why(course):
    words = {name: words for name, (_, words) in course[0]["cy"].items()}
    assert "did not end in time" in words["3.1"]
    assert "ended Python" in words["3.2"]
    assert "MemoryError" in words["3.3"]
    assert "ZeroDivisionError" in words["3.4"]


def test_a_broken_file_costs_nobody_else_anything(course):
    table, troubles = course
    assert table["di"] == {}
    assert troubles == ["di: broken.ipynb is no notebook that can be read"]


def test_the_report_counts_mistakes_in_words(course, tmp_path):
    lines = list(marks.report(*course))
    assert lines[0].split() == ["learner", *(f"3.{k}" for k in range(1, 7))]
    assert next(line for line in lines if line.startswith("ann")).split()[1:3] == ["✓", "·"]
    assert any(line.startswith("  1 × this is the MSE") for line in lines)
    marks.write_csv(course[0], tmp_path / "marks.csv")
    with (tmp_path / "marks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["learner"] for row in rows] == ["ann", "bo", "cy", "di"]
    assert rows[1]["3.1"].startswith("not right: this is the MSE")
    assert rows[3]["3.1"] == ""


def test_a_notebook_that_takes_too_long_is_stopped(tmp_path):
    nbformat.write(filled_in(e1="import time\n\ntime.sleep(60)"), tmp_path / "slow.ipynb")
    found, trouble = marks.mark(tmp_path / "slow.ipynb", 4, 60, 4000)
    assert trouble == "slow.ipynb was stopped after 4 s"
    assert {verdict for verdict, _ in found.values()} == {"did not run"}


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    folder = tmp_path_factory.mktemp("give") / "handout"
    handout.write(folder)
    return folder


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_the_handout_holds_no_answer_and_all_the_code(given, path):
    mine, theirs = read(path), read(given / "notebooks" / path.name)
    code = [[c.source for c in n.cells if c.cell_type == "code"] for n in (mine, theirs)]
    assert code[0] == code[1], "the code that later cells need is gone"
    for cell in theirs.cells:
        assert "<summary>Solution" not in cell.source
        assert "<summary>Answer" not in cell.source
        if "answer" in cell.metadata.get("tags", []):
            assert cell.cell_type == "code"
            assert not cell.outputs
    hints = [sum(c.source.count("<summary>Hint") for c in n.cells) for n in (mine, theirs)]
    assert hints[0] == hints[1]


def test_the_handout_is_complete_and_no_more(given):
    names = {path.name for path in given.iterdir()}
    assert names == {*handout.GIVEN, "README.md", "notebooks", "sheet.md"}
    assert not list(given.rglob("__pycache__"))
    assert (given / "notebooks" / "data" / "hubble.csv").exists()


def test_the_sheet_holds_what_each_recap_says_to_keep():
    text = sheet.sheet()
    for path in notebooks()[1:]:
        cells = [cell.source for cell in read(path).cells]
        recap = next(source for source in cells if source.startswith("## Recap"))
        first_row = next(line for line in recap.splitlines()[1:] if line.startswith(("|", "-")))
        words = re.findall(r"\w+", re.sub(r"\]\([^)]*\)", "", first_row))
        assert cells[0].partition("\n")[0].removeprefix("# ") in text
        assert " ".join(words) in " ".join(re.findall(r"\w+", text))


def test_the_sheet_keeps_code_as_it_is_and_leaves_notes_behind():
    text = sheet.sheet()
    source = "".join(cell.source for path in notebooks() for cell in read(path).cells)
    assert not [code for code in re.findall(r"`[^`\n]+`", text) if code not in source]
    assert "<" not in text
    assert ".ipynb" not in text
    assert "Sources" not in text
