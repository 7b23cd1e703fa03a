"""What the course says of another library has a test in tests/peers (`make test-peers`)."""

import doctest
import re

from tests.peers.claims import (
    PAGE,
    claimed,
    held,
    named,
    prose,
    quoted,
    sentences,
    sessions,
)
from tools.render import read

NUMBER = re.compile(r"\d+\.\d+|\bnan\b|\binf\b")


def test_every_name_in_a_table_has_a_test():
    missing = claimed().keys() - held()
    words = [
        f"{claimed()[pair]} names {pair[1]} of {pair[0]}: test it in tests/peers, with @says"
        for pair in sorted(missing)
    ]
    assert not words, "\n".join(words)


def test_every_sentence_about_another_library_has_a_test():
    words = [
        f"{where} says of {library}: {sentence} No test in tests/peers names or quotes it"
        for where, text in prose()
        for sentence, libraries in sentences(text)
        for library in sorted(libraries)
        if not quoted(library, sentence)
    ]
    assert not words, "\n".join(words)


def test_a_name_is_seen_with_its_library():
    text = "| here | PyTorch | elsewhere |\n|---|---|---|\n| `a` | `b` | Keras `c`, optax `d` |\n"
    assert named(text) == {("PyTorch", "b"), ("Keras", "c"), ("optax", "d")}
    assert named("| | check |\n|---|---|\n| SciPy | `e` |\n") == {("SciPy", "e")}
    assert named("| a | b |\n|---|---|\n| `a` | `b` |\n") == set()


def test_a_sentence_is_seen_with_its_libraries():
    text = "It is 1. PyTorch adds; Keras does not.\n\n| PyTorch |\n\n- `scipy.a` is\n  b. `c` is d."
    assert list(sentences(text)) == [
        ("PyTorch adds; Keras does not.", {"PyTorch", "Keras"}),
        ("`scipy.a` is b.", {"SciPy"}),
    ]
    assert quoted("PyTorch", "PyTorch's `F.nll_loss` is it.")
    assert not quoted("PyTorch", "PyTorch is told to F.nll_loss it.")
    assert not quoted("Keras", "PyTorch's `F.nll_loss` is it.")


def numbers(text):
    return {str(float(number)) for number in NUMBER.findall(text)}


def unexplained(cells):
    """The numbers that PyTorch answers and the next open cell does not print."""
    due = set()
    for cell in cells:
        for session in sessions(cell):
            for example in doctest.DocTestParser().get_examples(session):
                due |= set() if example.exc_msg else numbers(example.want)
        if cell.cell_type == "code" and "answer" not in cell.metadata.get("tags", []):
            yield from due - numbers("".join(output.get("text", "") for output in cell.outputs))
            due = set()
    yield from due


def test_numpy_explains_each_number_of_pytorchs():
    cells = read(PAGE).cells
    assert list(unexplained(cells)) == []
    for cell in cells:
        cell.source = cell.source.replace("tensor(nan)", "tensor(0.1234)")
    assert list(unexplained(cells)) == 2 * ["0.1234"]
