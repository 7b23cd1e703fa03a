"""The glossary of notebook 00: every term stands where it says, every symbol is in the notation."""

import builtins
import importlib
import itertools
import pkgutil
import re

import nbformat
import numpy as np
import pytest

import utils
from tools.promises import code_cells, formulas, text_cells
from tools.render import NOTEBOOKS, notebooks, read

HEADER = ["English", "Korean", "Symbol", "Where", "PyTorch"]
SYMBOL = re.compile(r"\$[^$]+\$")
LINK = re.compile(r"\[(\d)\]\((\w+\.ipynb)\)")


def section(text, title):
    """The text of a page under the heading that ends in `title`."""
    return re.search(rf"^## [\d. ]*{title}$(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)[1]


def table(text):
    """The rows of the first table, header first."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [rows[0], *rows[2:]]


def prose(name):
    """What a notebook says in its text cells."""
    cells = text_cells(read(NOTEBOOKS / name))
    return "\n\n".join(cell.source for cell in cells)


def appears(term, text):
    """Whether a term, or its plural, stands in a text as a word of its own."""
    words = r"\s+".join(map(re.escape, term.split()))
    return re.search(rf"(?<!\w){words}(e?s)?(?!\w)", text, re.IGNORECASE) is not None


START = prose("00_start_here.ipynb")
GLOSSARY = table(section(START, "Glossary"))
BEFORE = START[: START.index("Glossary\n")]


def test_terms_are_in_order_and_complete():
    header, *rows = GLOSSARY
    assert header == HEADER
    assert all(all(row) and len(row) == len(HEADER) for row in rows)
    terms = [row[0].lower() for row in rows]
    for before, term in itertools.pairwise(terms):
        assert before < term, f"the glossary is in alphabetical order: {term} before {before}"
    assert all(re.search("[가-힣]", row[1]) for row in rows), "a row lacks its Korean"


@pytest.mark.parametrize("row", GLOSSARY[1:], ids=lambda row: row[0])
def test_term_appears_where_it_says(row):
    places = LINK.findall(row[3])
    assert ", ".join(f"[{number}]({name})" for number, name in places) == row[3]
    for number, name in places:
        assert int(name[:2]) == int(number)
        assert appears(row[0], BEFORE if number == "0" else prose(name)), (
            f"{name} does not explain {row[0]!r}: do so, or name it beside its relative, "
            "in the last column of another row"
        )


def test_symbols_are_those_of_the_notation():
    symbols = {
        symbol for row in table(section(START, "Notation"))[1:] for symbol in SYMBOL.findall(row[0])
    }
    assert symbols >= {symbol for row in GLOSSARY[1:] for symbol in SYMBOL.findall(row[2])}


def test_absence_is_seen():
    assert appears("soft label", "of Soft\nlabels.")
    assert not appears("likelihood", "unlikelihood, likelihoodish, likeli hood")


# Names in prose

KNOWN = vars(np) | vars(builtins) | {"np": np, "utils": utils}
for _, name, _ in pkgutil.iter_modules(utils.__path__):
    module = importlib.import_module(f"utils.{name}")
    KNOWN |= {name: module} | vars(module)
# Names of other libraries, and one that is no name.
ELSEWHERE = re.compile(r"(torch|F|optimizer|scipy|sklearn|LogSoftmax|NLLLoss|kl_div|nan)\b")


def exists(name):
    """Whether a dotted name leads somewhere, from numpy, utils or Python itself."""
    first, *rest = name.split(".")
    place = KNOWN.get(first)
    for part in rest:
        place = getattr(place, part, None)
    return place is not None


def unknown_names(notebook):
    """Names in backticks that no code knows, up to the recap, which speaks of other libraries."""
    code = "\n".join(cell.source for cell in code_cells(notebook))
    own = set(re.findall(r"\w+", code))
    for cell in text_cells(notebook):
        if cell.source.startswith("## Recap"):
            return
        text = re.sub(r"```.*?```|^\|[^\n]*", "", cell.source, flags=re.DOTALL | re.MULTILINE)
        for name in re.findall(r"`([A-Za-z_][\w.]*\w)(?:\([^`]*\))?`", text):
            first = name.partition(".")[0]
            defined = first in own - {"np", "utils"}
            if not (defined or exists(name) or ELSEWHERE.match(name)):
                yield name


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_names_in_prose_are_those_of_the_code(path):
    assert list(unknown_names(read(path))) == []


def test_an_unknown_name_is_seen():
    text = "`np.exp`, `mse_loss(a, b)`, `own.real` are known; `mean_loss`, `np.expp(1)` are not"
    code = nbformat.v4.new_code_cell("import numpy as np; own = 1")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text), code])
    assert list(unknown_names(notebook)) == ["mean_loss", "np.expp"]


# Letters in formulas

# Not in the notation, for they mean what they mean in school: indices, functions, constants.
SCHOOL = set("defjk") | {r"\pi"}
# Explained where they stand, and used there only.
LOCAL = {
    "02": {"I", "a"},
    "03": {"a"},
    "04": {"M", "a", "h", r"\eta"},
    "05": {"E", "a", r"\star"},
    "07": {"a", r"\mu"},
    "08": {"a"},
}
ACCENT = re.compile(r"\\(hat|bar)\s*\{?([a-zA-Z])\}?")
GREEK = re.compile(
    r"\\(?:alpha|beta|gamma|delta|varepsilon|eta|theta|kappa|lambda|mu|pi|rho|sigma|tau|phi|nabla|star)"
    r"(?![a-zA-Z])"
)


def letters(text):
    """The Greek and Latin letters of all formulas in a text, without words set as text.

    A letter under a hat or a bar is another than the letter without.
    """
    found = (display or inline for display, inline in formulas(text)[0])
    words = r"\\(?:text|mathrm|tag|begin|end)\{[^}]*\}"
    maths = " ".join(re.sub(words, "", formula) for formula in found)
    accented = {f"\\{accent} {letter}" for accent, letter in ACCENT.findall(maths)}
    maths = ACCENT.sub("", maths)
    plain = re.sub(r"\\[a-zA-Z]+", "", maths)
    return {*accented, *GREEK.findall(maths), *re.findall("[a-zA-Z]", plain)}


ROWS = table(section(START, "Notation"))[1:]
NOTATION = set().union(*(letters(row[0]) for row in ROWS))


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_every_letter_is_in_the_notation(path):
    known = NOTATION | SCHOOL | LOCAL.get(path.name[:2], set())
    assert letters(prose(path.name)) - known == set()


@pytest.mark.parametrize("row", [row for row in ROWS if letters(row[0])], ids=lambda row: row[0])
def test_a_letter_stands_in_the_notebooks_that_the_notation_names(row):
    """A letter that turns up elsewhere may have got a second meaning there."""
    names = [path.name for path in notebooks()[1:]]
    used = [name[:2] for name in names if letters(row[0]) <= letters(prose(name))]
    assert row[2] == ", ".join(str(int(number)) for number in used)


def test_a_new_letter_is_seen():
    found = letters(r"$\tau_x = \text{words} \log Q + \hat{z}$ `$A$`")
    assert found == {r"\tau", "x", "Q", r"\hat z"}
