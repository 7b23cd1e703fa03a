"""The promises of every notebook, and for each a planted fault that it must see."""

import base64
import copy
import io

import nbformat
import numpy as np
import promises
import pytest
from PIL import Image
from render import NOTEBOOKS, execute, normalise, notebooks

COURSE = notebooks()
every_notebook = pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)

# Runs first in the kernel: from here on a warning is an error, and neither the network
# nor a file of the course can be written to, whoever the user is.
GUARD = """
import os, sys, warnings
def refuse(event, arguments, tree=os.path.dirname(os.getcwd())):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise PermissionError(f"the network is used: {arguments}")
    writes = event in ("os.mkdir", "os.remove", "os.rename") or (
        event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    )
    if writes and isinstance(arguments[0], str) and "__pycache__" not in arguments[0]:
        if os.path.abspath(arguments[0]).startswith(tree):
            raise PermissionError(f"the course is written to: {arguments[0]}")
sys.addaudithook(refuse)
warnings.simplefilter("error")
"""


def read(path):
    return nbformat.read(path, as_version=4)


def number(path):
    return int(path.name[:2])


def neighbours(path):
    place = COURSE.index(path)
    return [COURSE[k].name for k in (place - 1, place + 1) if 0 <= k < len(COURSE)]


def words(cell):
    """What a cell printed, as one text per stream or result."""
    return [
        output.get("text") or output.get("data", {}).get("text/plain") for output in cell.outputs
    ]


def picture(output):
    data = base64.b64decode(output["data"]["image/png"])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=int)


def pictures(cell):
    return [picture(output) for output in cell.outputs if "image/png" in output.get("data", {})]


def same_picture(saved, drawn):
    """Whether at most one pixel in 1,000 differs by more than an antialiased edge can."""
    return saved.shape == drawn.shape and np.mean(np.abs(saved - drawn).max(axis=-1) > 48) < 1e-3


def run_guarded(notebook, times):
    """Execute the cells `times` over in one guarded kernel; a list of cells for each time."""
    cells = [nbformat.v4.new_code_cell(GUARD)]
    for _ in range(times):
        cells += copy.deepcopy(notebook.cells)
    for place, cell in enumerate(cells):
        cell.id = f"cell-{place}"
    executed = nbformat.v4.new_notebook(cells=cells)
    execute(executed)
    length = len(notebook.cells)
    return [executed.cells[1 + k * length :][:length] for k in range(times)]


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
    assert list(promises.unclosed_details(notebook)) == []
    assert list(promises.display_math_on_one_line(notebook)) == []


@every_notebook
def test_head_tells_what_for_and_how_long(path):
    assert promises.incomplete_head(read(path), number(path), neighbours(path)) == []


@every_notebook
def test_saved_form_is_normal(path):
    text = path.read_text(encoding="utf-8")
    notebook = read(path)
    assert nbformat.writes(normalise(copy.deepcopy(notebook))) + "\n" == text
    assert str(NOTEBOOKS.parent) not in text
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


@every_notebook
def test_runs_alone_and_twice_and_draws_what_is_saved(path):
    saved = read(path)
    first, second = run_guarded(saved, times=2)
    for old, new, again in zip(saved.cells, first, second, strict=True):
        if old.cell_type != "code":
            continue
        assert words(again) == words(new), old.source
        if "volatile-picture" not in old.metadata.get("tags", []):
            assert len(pictures(old)) == len(pictures(new))
            for stored, drawn in zip(pictures(old), pictures(new), strict=True):
                assert same_picture(stored, drawn), old.source


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


@pytest.mark.parametrize("source", ["x = 1\n" * 26, "x;", "import sys\nsys.stderr.write('no')"])
def test_untidy_code_is_seen(source):
    notebook = notebook_of(("code", source))
    if "stderr" in source:
        notebook.cells[0].outputs = [nbformat.v4.new_output("stream", name="stderr", text="no")]
    assert list(promises.untidy_code(notebook))


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


@pytest.mark.parametrize(
    "source",
    [
        "import warnings; warnings.warn('careful')",
        "open('data/new.csv', 'w')",
        "import os; os.mkdir('new')",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "1 / 0",
    ],
)
def test_misbehaving_cell_is_seen(source):
    with pytest.raises(Exception, match=r"careful|written to|network is used|ZeroDivision"):
        run_guarded(notebook_of(("code", source)), times=1)


def test_state_left_behind_is_seen():
    counting = notebook_of(("code", "count = globals().get('count', 0) + 1\nprint(count)"))
    first, second = run_guarded(counting, times=2)
    assert words(first[0]) != words(second[0])


def test_another_picture_is_seen():
    drawn = np.full((300, 400, 3), 255)
    drawn[100:103, 50:350] = 0
    moved = np.roll(drawn, 5, axis=0)
    assert same_picture(drawn, drawn + 10)
    assert not same_picture(drawn, moved)
    assert not same_picture(drawn, drawn[:-1])
