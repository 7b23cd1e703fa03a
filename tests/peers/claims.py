"""What the tables say about other libraries, and which test holds it. Imports none of them."""

import ast
import re
from pathlib import Path

import nbformat

HERE = Path(__file__).parent
NOTEBOOKS = HERE.parents[1] / "notebooks"
LIBRARIES = ("PyTorch", "scikit-learn", "Keras", "optax", "SciPy", "JAX", "TensorFlow")
LIBRARY = re.compile("|".join(map(re.escape, LIBRARIES)))
NAME = re.compile(r"`([^`]+)`")


def says(library, *names):
    """Mark a test as the one that holds what the tables say of these names of a library."""
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
            for title, cell in list(zip(header, row, strict=False))[1:]:
                library = LIBRARY.search(title) or of_row
                for name in NAME.finditer(cell):
                    before = LIBRARY.findall(cell[: name.start()])
                    if library or before:
                        found.add((library[0] if library else before[-1], name[1]))
    return found


def claimed():
    """Every name of a library in a table of a notebook: {(library, name): where}."""
    where = {}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                where |= dict.fromkeys(named(cell.source), path.name)
    return where


def held():
    """Every name that a test here is marked with: {(library, name)}."""
    pairs = set()
    for path in HERE.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for mark in getattr(node, "decorator_list", []):
                if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "says":
                    library, *names = (argument.value for argument in mark.args)
                    pairs |= {(library, name) for name in names}
    return pairs
