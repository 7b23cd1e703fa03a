"""A page is complete wherever it is read: on GitHub, in VS Code, exported, without a kernel."""

import ast
import re
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter

from tools import anatomy, promises
from tools.render import NOTEBOOKS, notebooks, read

COURSE = notebooks()
every_notebook = pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)
PAGE = HTMLExporter(template_file=str(NOTEBOOKS.parent / "docs" / "page.html.j2"))
MIME_TYPES = {"image/png", "text/plain"}
PACKAGES = {"ipywidgets", "matplotlib", "numpy", "packaging", "utils"}


@every_notebook
def test_exported_page_is_complete(path):
    notebook = read(path)
    body, _ = PAGE.from_notebook_node(notebook)
    page = BeautifulSoup(body, "html.parser")
    words = [
        output.data["text/plain"]
        for cell in promises.code_cells(notebook)
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    assert [picture["alt"] for picture in page.find_all("img")] == words
    assert "rror displaying widget" not in body
    folded = [cell for cell in promises.code_cells(notebook) if anatomy.is_folded(cell)]
    prompts = [anatomy.prompt(cell.source) for cell in folded]
    assert [fold.summary.text for fold in page.find_all("details", "code")] == prompts
    answers = [cell for cell in folded if "answer" in anatomy.tags(cell)]
    hidden = page.find_all("details", "answer")
    assert [fold.summary.text for fold in hidden] == ["Show the answer"] * len(answers)
    assert all(fold.find("details", "code") and fold.find("pre") for fold in hidden)


@every_notebook
def test_outputs_are_what_every_host_shows(path):
    """Text and PNG alone; each widget has its still, and no view that its kernel has left."""
    for cell in promises.code_cells(read(path)):
        data = [output.data for output in cell.outputs if "data" in output]
        assert all(set(bundle) <= MIME_TYPES for bundle in data), cell.source
        shows = re.search(r"^explore\(|^show\(", cell.source, re.MULTILINE) is not None
        assert shows <= any("image/png" in bundle for bundle in data), cell.source


@every_notebook
def test_code_is_plain_python_of_few_packages(path):
    """No magic, which ast refuses, and no front-end package that a host may lack."""
    cells = promises.code_cells(read(path))
    nodes = [node for cell in cells for node in ast.walk(ast.parse(cell.source))]
    modules = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    modules |= {a.name for node in nodes if isinstance(node, ast.Import) for a in node.names}
    assert {name.partition(".")[0] for name in modules} <= PACKAGES | sys.stdlib_module_names


@every_notebook
def test_math_is_what_katex_and_mathjax_share(path):
    assert list(promises.unsafe_math(read(path))) == []


@pytest.mark.parametrize(
    "source",
    [
        r"$\loss$",
        r"$\newcommand{\loss}{L}$",
        r"$\frac{1}{2$",
        r"$\left( x$",
        r"$a < b$",
        r"$x",
        "$$x$$ and $$",
        r"$\tag{1.1} x$",
        "$$\na\n\nb\n$$",
    ],
)
def test_unsafe_math_is_seen(source):
    cells = [nbformat.v4.new_markdown_cell(source)]
    assert list(promises.unsafe_math(nbformat.v4.new_notebook(cells=cells)))
    fine = r"`$HOME`, $a \lt \frac{b}{2}$ and" + "\n\n$$\nx = y \\tag{1.1}\n$$"
    cells = [nbformat.v4.new_markdown_cell(fine)]
    assert not list(promises.unsafe_math(nbformat.v4.new_notebook(cells=cells)))
