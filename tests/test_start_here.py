"""The first cell of the course says in words what a computer lacks."""

import importlib.metadata
import sys

import pytest

from tools.promises import code_cells
from tools.render import NOTEBOOKS, read

CHECK = code_cells(read(NOTEBOOKS / "00_start_here.ipynb"))[0].source
VERSION = importlib.metadata.version


def said(monkeypatch, capsys, folder=NOTEBOOKS, platform="linux", missing=(), versions=()):
    """What the cell prints, in a folder, on a platform, without some packages."""

    def version(name):
        if name in missing:
            raise importlib.metadata.PackageNotFoundError(name)
        return dict(versions).get(name) or VERSION(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.chdir(folder)
    exec(CHECK, {})
    return capsys.readouterr().out


def test_a_complete_computer_is_told_so(monkeypatch, capsys):
    assert said(monkeypatch, capsys) == "Everything is in place.\n"


def test_a_notebook_without_its_course_is_told_so(monkeypatch, capsys, tmp_path):
    words = said(monkeypatch, capsys, folder=tmp_path)
    assert words.startswith("Not yet: this notebook does not lie in the course's folder")
    assert "Download the whole course" in words


@pytest.mark.parametrize("name", ["jupyterlab", "nbval", "likelihood-to-learning-rate"])
def test_a_missing_package_is_named(monkeypatch, capsys, name):
    assert f"{name} is missing" in said(monkeypatch, capsys, missing=[name])


def test_an_old_package_is_named(monkeypatch, capsys):
    words = said(monkeypatch, capsys, versions={"matplotlib": "3.1"})
    assert "matplotlib is 3.1, but >=" in words


def test_a_browser_needs_neither_jupyterlab_nor_nbval(monkeypatch, capsys, tmp_path):
    browser = {"platform": "emscripten", "missing": ["jupyterlab", "nbval"]}
    assert said(monkeypatch, capsys, **browser) == "Everything is in place.\n"
    assert said(monkeypatch, capsys, **browser, folder=tmp_path) == "Everything is in place.\n"
    words = said(monkeypatch, capsys, platform="emscripten", missing=["ipywidgets"])
    assert "ipywidgets is missing" in words
