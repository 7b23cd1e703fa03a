"""The promises of every notebook, and for each a planted fault that it must see."""

import copy

import nbformat
import pytest

from tools import promises
from tools.render import NOTEBOOKS, normalise, notebooks, read

COURSE = notebooks()
every_notebook = pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)


def number(path):
    return int(path.name[:2])


def neighbours(path):
    place = COURSE.index(path)
    return [COURSE[k].name for k in (place - 1, place + 1) if 0 <= k < len(COURSE)]


@every_notebook
def test_equations_are_verified(path):
    assert promises.unverified_equations(read(path), number(path)) == []


@every_notebook
def test_code_is_tidy(path):
    assert list(promises.untidy_code(read(path))) == []


@every_notebook
def test_figures_have_words(path):
    assert list(promises.pictures_without_words(read(path))) == []


@every_notebook
def test_text_renders_everywhere(path):
    notebook = read(path)
    assert list(promises.broken_links(notebook, NOTEBOOKS, read)) == []
    assert list(promises.misplaced_equations(notebook, NOTEBOOKS, read)) == []
    assert list(promises.unclosed_details(notebook)) == []
    assert list(promises.display_math_on_one_line(notebook)) == []


@every_notebook
def test_head_tells_what_for_and_how_long(path):
    assert promises.incomplete_head(read(path), number(path), neighbours(path)) == []


@every_notebook
def test_saved_form_is_normal(path):
    text = path.read_text(encoding="utf-8")
    notebook = read(path)
    is_normal = nbformat.writes(normalise(copy.deepcopy(notebook))) + "\n" == text
    assert is_normal, f"{path.name} is not saved in the normal form: run `make render`"
    assert str(NOTEBOOKS.parent) not in text
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


# The planted faults.


def notebook_of(*cells):
    kinds = {"text": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    return nbformat.v4.new_notebook(cells=[kinds[kind](source) for kind, source in cells])


EQUATION = ("text", "$$\na = b \\tag{1.1}\n$$")
VERIFIED = ("code", "# (1.1)\nassert a == b")


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ([EQUATION], "(1.1) is not asserted"),
        ([EQUATION, ("code", "# (1.1)\na == b")], "(1.1) is not asserted"),
        ([EQUATION, ("code", "# (1.2)\nassert a")], "(1.1) is not asserted"),
        ([EQUATION, ("text", r"\tag{1.2}"), VERIFIED], "(1.1) is not asserted"),
        ([("text", r"\tag{1.2}"), ("code", "# (1.2)\nassert a")], "1.2 stands where 1.1 is due"),
        ([("text", r"\tag{2.1}"), ("code", "# (2.1)\nassert a")], "2.1 stands where 1.1 is due"),
    ],
)
def test_unverified_equation_is_seen(cells, fault):
    assert promises.unverified_equations(notebook_of(EQUATION, VERIFIED), 1) == []
    assert fault in promises.unverified_equations(notebook_of(*cells), 1)


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("x = 1\n" * 26, None),
        ("x;", None),
        ("import sys\nsys.stderr.write('no')", {"output_type": "stream", "name": "stderr"}),
        ("axes.set(title='a')", {"output_type": "execute_result"}),
    ],
)
def test_untidy_code_is_seen(source, output):
    notebook = notebook_of(("code", source))
    notebook.cells[0].outputs = [nbformat.v4.new_output(**output)] if output else []
    assert len(list(promises.untidy_code(notebook))) == 1


@pytest.mark.parametrize("alt", ["", "A plot.", "x" * 50])
def test_picture_without_words_is_seen(alt):
    notebook = notebook_of(("code", "show(figure, alt)"))
    data = {"image/png": "", "text/plain": "A line that rises from 0 at x = 0 to 1 at x = 1."}
    metadata = {"image/png": {"alt": alt}}
    notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", data, metadata=metadata)]
    assert list(promises.pictures_without_words(notebook))
    metadata["image/png"]["alt"] = data["text/plain"]
    notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", data, metadata=metadata)]
    assert not list(promises.pictures_without_words(notebook))


@pytest.mark.parametrize("link", ["missing.ipynb", "#No-heading", "here.ipynb#No-heading"])
def test_broken_link_is_seen(link, tmp_path):
    (tmp_path / "here.ipynb").touch()
    notebook = notebook_of(("text", f"## A heading\n\n[there]({link})"))
    found = list(promises.broken_links(notebook, tmp_path, lambda path: notebook))
    assert found == [link]
    whole = notebook_of(("text", "## A heading\n\n[there](here.ipynb#A-heading) [up](#A-heading)"))
    assert not list(promises.broken_links(whole, tmp_path, lambda path: whole))


def test_equation_cited_from_another_section_is_seen():
    sections = "## 1. One\n\n\\tag{1.1}\n\n## 2. Two\n\n\\tag{1.2}\n\n"
    right = notebook_of(("text", sections + "[(1.2)](#2.-Two)"))
    wrong = notebook_of(("text", sections + "[(1.2)](#1.-One) and [(1.3)](#2.-Two)"))
    assert list(promises.misplaced_equations(right, NOTEBOOKS, read)) == []
    assert len(list(promises.misplaced_equations(wrong, NOTEBOOKS, read))) == 2


HEAD = """# 1. Likelihood

**Question.** Why?

**You will be able to**
- derive
- check
- explain

**Time.** 45 minutes.

[before](00_a.ipynb) · [after](02_b.ipynb)"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("# 1.", "# 2.", "title"),
        ("**Question.** Why?", "Why?", "question"),
        ("- check\n- explain\n", "", "outcomes"),
        ("45 minutes", "a while", "time"),
        ("02_b", "02_c", "navigation in the head"),
    ],
)
def test_incomplete_head_is_seen(old, new, fault):
    foot = ("text", HEAD.splitlines()[-1])
    navigation = ["00_a.ipynb", "02_b.ipynb"]
    head = HEAD.replace("to**\n-", "to**\n\n-")
    assert promises.incomplete_head(notebook_of(("text", head), foot), 1, navigation) == []
    bad = notebook_of(("text", head.replace(old, new)), foot)
    assert promises.incomplete_head(bad, 1, navigation) == [fault]


def test_details_that_do_not_fold_are_seen():
    good = "<details><summary>Answer</summary>\n\n42\n\n</details>"
    assert not list(promises.unclosed_details(notebook_of(("text", good))))
    for bad in (good.replace("\n\n42", "\n42"), good.removesuffix("</details>")):
        assert list(promises.unclosed_details(notebook_of(("text", bad))))


def test_display_math_inside_a_line_is_seen():
    assert list(promises.display_math_on_one_line(notebook_of(("text", "so $$a$$ holds"))))
    assert not list(promises.display_math_on_one_line(notebook_of(("text", "$$\na\n$$\n$$b$$"))))
