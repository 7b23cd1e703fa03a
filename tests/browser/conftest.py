"""One JupyterLab and one browser for all tests; each notebook is opened and run once."""

import lab
import pytest


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """A function from a notebook's name to its address."""
    with lab.server(tmp_path_factory.mktemp("jupyterlab")) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    lab.SCREENSHOTS.mkdir(exist_ok=True)
    with lab.browser() as browser:
        yield browser


@pytest.fixture(scope="module", params=sorted(p.name for p in lab.NOTEBOOKS.glob("[0-9]*.ipynb")))
def notebook(request, address, browser):
    """A notebook of the course: first as it was saved, then all its cells run."""
    notebook = lab.Notebook(browser, address(request.param))
    assert notebook.shows_its_stills(), "a notebook without a widget"
    notebook.run_all()
    yield notebook
    notebook.shut_down()
