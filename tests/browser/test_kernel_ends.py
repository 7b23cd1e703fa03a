"""What a reader sees whose kernel ends, or who saves and runs again."""

import lab
import pytest
from playwright.sync_api import expect

NAME = "00_start_here.ipynb"
RESTART = "() => jupyterapp.shell.currentWidget.sessionContext.restartKernel()"


@pytest.fixture
def opened(browser, address):
    opened = lab.Notebook(browser, address(NAME))
    opened.run_all()
    yield opened
    opened.shut_down()


def test_a_widget_whose_kernel_restarts_during_a_drag_says_so(opened):
    (widget,) = opened.widgets()
    widget.settled()
    (handle,) = widget.handles().values()
    handle.hover()
    mouse = opened.page.mouse
    mouse.down()
    mouse.move(300, 300)
    opened.page.evaluate(RESTART)
    mouse.move(500, 300)
    mouse.up()
    expect(widget.box.locator(".explore-words")).to_have_text(
        "The kernel has ended: run the cell again."
    )
    opened.run_all()
    assert "ended" not in opened.widgets()[0].settled()[1]


def test_saved_run_again_and_saved_it_is_the_same_file(opened):
    def saved():
        opened.page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
        return opened.page.evaluate(f"fetch('/files/notebooks/{NAME}').then(file => file.text())")

    first = saved()
    opened.page.evaluate(RESTART)
    opened.run_all()
    assert "image/png" in first
    assert saved() == first
