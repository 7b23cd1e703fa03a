"""A new public name is told where to write what: its rows in tests and glossary."""

import importlib
import inspect
import re

import pytest
import test_bad_input
import test_losses
import test_optimizers

from tools.render import NOTEBOOKS, read

ROOMS = ("activations", "likelihood", "information", "losses", "gradients", "descent")
START = "notebooks/00_start_here.ipynb"


def public(room):
    """The public functions and classes that a room defines, by name."""
    module = importlib.import_module(f"utils.{room}")
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
    }


def letters(text):
    """A text without case, spaces and signs: `RMSprop` and `huber_loss` in any spelling."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def losses():
    return [name for name in public("losses") if not name.endswith("_grad")]


def missing():
    """What each table lacks, in words: (name, what to do)."""
    names = public("losses")
    for name in losses():
        if f"{name}_grad" not in names:
            yield name, f"write {name}_grad in utils/losses.py"
        if not any(case.split()[0] == name for case in test_losses.CASES):
            yield name, "add a row to CASES in tests/test_losses.py"
    refused = {f for functions, *_ in test_bad_input.CASES for f in functions}
    for room in ROOMS:
        for name, function in public(room).items():
            if inspect.isfunction(function) and function not in refused:
                yield name, "add its bad inputs to CASES in tests/test_bad_input.py"
    for name, rule in public("optimizers").items():
        if rule not in test_optimizers.RULES.values():
            yield name, "add a row to RULES in tests/test_optimizers.py"
    page = "\n".join(cell.source for cell in read(NOTEBOOKS / "00_start_here.ipynb").cells)
    glossary = letters(page[page.index("Glossary\n") :])
    for name in [*losses(), *public("optimizers")]:
        if letters(name) not in glossary:
            yield name, f"give it a row in the glossary of {START}"


def test_every_public_name_is_in_its_tables():
    faults = [f"{name}: {what}" for name, what in missing()]
    assert not faults, "\n".join(["these names miss a row:", *faults])


def test_public_names_have_docstrings():
    for room in (*ROOMS, "optimizers"):
        for name, value in public(room).items():
            assert inspect.getdoc(value), f"utils.{room}.{name} has no docstring"


def new_loss(a, b, *, reduction="mean"):
    """A loss that nobody has entered anywhere."""


@pytest.mark.parametrize(
    "what", ["_grad in utils/losses.py", "tests/test_losses.py", "test_bad_input.py", "glossary"]
)
def test_a_name_without_its_rows_is_seen(what, monkeypatch):
    module = importlib.import_module("utils.losses")
    monkeypatch.setattr(new_loss, "__module__", module.__name__)
    monkeypatch.setattr(module, "new_loss", new_loss, raising=False)
    assert any(what in advice for name, advice in missing() if name == "new_loss")
