"""What the course says about other libraries, and which test holds it. Imports none of them.

In a table every name counts, with the library of its column, its row or the words before it. Of a
sentence elsewhere each library counts that it names; a test quotes one name or two words of it.
Notebook 08 is left out there: its lines are run as they are printed.
"""

import ast
import inspect
import re
from functools import cache
from pathlib import Path

import nbformat

from utils import losses

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NOTEBOOKS = ROOT / "notebooks"
PAGE = NOTEBOOKS / "08_moving_to_pytorch.ipynb"
LIBRARIES = ("PyTorch", "scikit-learn", "Keras", "optax", "SciPy", "JAX", "TensorFlow")
LIBRARY = re.compile("|".join(map(re.escape, LIBRARIES)))
NAME = re.compile(r"`([^`]+)`")
FULL_NAME = {"torch.": "PyTorch", "scipy.": "SciPy", "jax.": "JAX"}
NO_PROSE = re.compile(  # rows of a table, blocks of code, links to notebook 08
    r"^\|[^\n]*$|^```.*?^```$|\[[^]]*\]\(08_\w+\.ipynb\)", re.DOTALL | re.MULTILINE
)
SESSION = re.compile(r"^```python\n(>>> .*?)^```$", re.DOTALL | re.MULTILINE)


def says(library, *names):
    """Mark a test as the one that holds what the course says of a library: names, or its words."""
    return lambda test: test


def tables(text):
    """The tables of a text as lists of rows, header first."""
    for block in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
        rows = [[c.strip() for c in line.strip("|").split("|")] for line in block.splitlines()]
        yield [rows[0], *rows[2:]]


def named(text):
    """The claims of one text cell: {(library, name)}."""
    found = set()
    for header, *rows in tables(text):
        for row in rows:
            of_row = LIBRARY.search(row[0])
            for place, (title, cell) in enumerate(zip(header, row, strict=False)):
                library = LIBRARY.search(title) or (of_row if place else None)
                for name in NAME.finditer(cell):
                    before = LIBRARY.findall(cell[: name.start()])
                    if library or before:
                        found.add((library[0] if library else before[-1], name[1]))
    return found


def pages():
    """(name, text) of each text cell in a notebook."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                yield path.name, cell.source


def claimed():
    """Every name of a library in a table of a notebook: {(library, name): where}."""
    return {pair: name for name, text in pages() for pair in named(text)}


def sentences(text):
    """The sentences of a text that name a library, each with the libraries: (sentence, {...})."""
    text = NO_PROSE.sub("", text)
    for paragraph in re.split(r"\n\s*\n(?:- )?|\n- ", text):
        for sentence in re.split(r"(?<=[.?!])\s+(?=[^a-z])", " ".join(paragraph.split())):
            found = set(LIBRARY.findall(sentence))
            for name in NAME.findall(sentence):
                found |= {lib for start, lib in FULL_NAME.items() if name.startswith(start)}
            if found:
                yield sentence, found


def docstrings(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    found = (ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, kinds))
    return [text for text in found if text]


def prose():
    """(where, text) of all that the course says outside of notebook 08 and of lists of sources."""
    for name, text in pages():
        if name != PAGE.name and not text.startswith("## Sources"):
            yield name, text
    for path in sorted(ROOT.glob("utils/**/*.py")):
        yield from ((path.name, text) for text in docstrings(path))
    for path in (ROOT / "README.md", NOTEBOOKS / "data" / "README.md"):
        yield path.name, path.read_text(encoding="utf-8")


def quoted(library, sentence):
    """Whether a test that speaks of a library names or quotes something in this sentence."""
    return any(
        f"`{words}`" in sentence or (" " in words and words in sentence)
        for of, words in held()
        if of == library
    )


def losses_held():
    """PyTorch's names of our losses, alone or called: tests/peers/test_pytorch.py tries each."""
    for name, loss in inspect.getmembers(losses, inspect.isfunction):
        if loss.__module__ == losses.__name__ and not name.startswith("_"):
            call = f"{name}({', '.join(inspect.getfullargspec(loss).args)})"
            for text in (name, call):
                yield from [("PyTorch", text), ("PyTorch", f"F.{text}")]


@cache
def held():
    """{(library, name)}: every name that a test is marked with, and PyTorch's of all our losses."""
    pairs = set(losses_held())
    for path in HERE.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for mark in getattr(node, "decorator_list", []):
                if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "says":
                    library, *names = (argument.value for argument in mark.args)
                    pairs |= {(library, name) for name in names}
    return pairs


def sessions(cell):
    """The blocks of a text cell that hold lines after `>>>`, and what they are answered."""
    return SESSION.findall(cell.source) if cell.cell_type == "markdown" else []
