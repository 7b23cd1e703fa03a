"""The glossary of notebook 00: every term stands where it says, every symbol is in the notation."""

import re

import nbformat
import pytest
from promises import text_cells
from render import NOTEBOOKS

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
    cells = text_cells(nbformat.read(NOTEBOOKS / name, as_version=4))
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
    assert terms == sorted(set(terms))
    assert all(re.search("[가-힣]", row[1]) for row in rows)


@pytest.mark.parametrize("row", GLOSSARY[1:], ids=lambda row: row[0])
def test_term_appears_where_it_says(row):
    places = LINK.findall(row[3])
    assert ", ".join(f"[{number}]({name})" for number, name in places) == row[3]
    for number, name in places:
        assert int(name[:2]) == int(number)
        assert appears(row[0], BEFORE if number == "0" else prose(name))


def test_symbols_are_those_of_the_notation():
    symbols = {
        symbol for row in table(section(START, "Notation"))[1:] for symbol in SYMBOL.findall(row[0])
    }
    assert symbols >= {symbol for row in GLOSSARY[1:] for symbol in SYMBOL.findall(row[2])}


def test_absence_is_seen():
    assert appears("soft label", "of Soft\nlabels.")
    assert not appears("likelihood", "unlikelihood, likelihoodish, likeli hood")
