"""README and each notebook's head lead to the site, where pyproject.toml names its address."""

import copy

import pytest

from tools import address, minutes, promises, readme
from tools.render import notebooks, read

SITE = "https://example.org/course"
COURSE = {path: read(path) for path in notebooks()}


@pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)
def test_a_head_says_what_pyproject_says(path):
    head = COURSE[path].cells[0].source
    is_current = address.with_address(head, path.stem, address.address()) == head
    assert is_current, "the head does not name pyproject's address: run `make render`"


def test_readme_says_what_pyproject_says():
    text = readme.README.read_text(encoding="utf-8")
    is_current = address.in_readme(text, address.address()) == text
    assert is_current, "README does not name pyproject's address: run `make render`"


@pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)
def test_a_head_gains_and_loses_its_line(path):
    notebook = copy.deepcopy(COURSE[path])
    address.update(notebook, path.stem, "")
    without = notebook.cells[0].source
    for site in (SITE, SITE, "https://example.org/moved"):
        address.update(notebook, path.stem, site)
        head = notebook.cells[0].source
        assert head.count(f"({site}/{path.stem}.html)") == head.count("**Live.**") == 1
        assert head.splitlines()[-1] == without.splitlines()[-1]  # to the neighbours
        assert readme.row(path, notebook) == readme.row(path, COURSE[path])
        assert minutes.minutes(notebook) == minutes.minutes(COURSE[path])
    address.update(notebook, path.stem, "")
    assert notebook.cells[0].source == without


def test_readme_gains_and_loses_its_line():
    text = address.in_readme(readme.README.read_text(encoding="utf-8"), "")
    with_line = address.in_readme(text, SITE)
    assert f"{SITE}/" in promises.LINK.findall(with_line)
    assert address.in_readme(with_line, SITE) == with_line
    assert address.in_readme(with_line, "") == text


@pytest.mark.parametrize(
    ("urls", "found"),
    [
        ("", ""),
        ("[project.urls]", ""),
        (f'[project.urls]\nDocumentation = "{SITE}/"', SITE),
    ],
)
def test_the_address_stands_in_pyproject(monkeypatch, tmp_path, urls, found):
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "x"\n{urls}\n')
    monkeypatch.setattr(address, "ROOT", tmp_path)
    assert address.address() == found
