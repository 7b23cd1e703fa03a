"""What is saved of a widget is its picture, and every way to install the course sees to that."""

import re
import subprocess
import sys

from jupyter_server.extension.config import ExtensionConfigManager
from jupyter_server.extension.manager import ExtensionPackage
from nbconvert import HTMLExporter
from nbformat import v4

from tools import handout
from utils.saved import WIDGET_VIEW, without_views

WIDGET_STATE = WIDGET_VIEW.replace("view", "state")
INSTALLS = ("README.md", "docs/for_teachers.md")


def test_a_view_beside_a_picture_is_not_saved():
    both, view = {WIDGET_VIEW: {}, "image/png": ""}, {WIDGET_VIEW: {}}
    outputs = [{"data": both}, {"data": view}, {"text": "printed"}]
    cells = [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": outputs}]
    without_views({"type": "notebook", "content": {"cells": cells}}, path="", contents_manager=None)
    assert both == {"image/png": ""}
    assert view == {WIDGET_VIEW: {}}
    without_views({"type": "file", "content": "text"})


def test_a_page_made_of_what_is_saved_shows_the_still():
    """As nbviewer makes it; with the state of widgets in the file a view would be there, blank."""
    bundle = {WIDGET_VIEW: {"model_id": "gone"}, "image/png": "c3RpbGw=", "text/plain": "A line."}
    output = v4.new_output("display_data", bundle, metadata={"image/png": {"alt": "A line."}})
    notebook = v4.new_notebook(cells=[v4.new_code_cell(outputs=[output])])
    notebook.metadata.widgets = {WIDGET_STATE: {"state": {"gone": {}}}}
    view, still = '"model_id": "gone"', "data:image/png;base64,c3RpbGw="
    before, _ = HTMLExporter().from_notebook_node(notebook)
    without_views({"type": "notebook", "content": notebook})
    after, _ = HTMLExporter().from_notebook_node(notebook)
    assert (view in before, still in before) == (True, False)
    assert (view in after, still in after) == (False, True)


def test_the_command_switches_it_on_for_an_environment(tmp_path):
    run = f"import runpy, sys; sys.prefix = {str(tmp_path)!r}; "
    run += "runpy.run_module('utils.saved', run_name='__main__')"
    subprocess.run([sys.executable, "-c", run], check=True)
    config = ExtensionConfigManager(read_config_path=[str(tmp_path / "etc" / "jupyter")])
    (name, is_on), *others = config.get_jpserver_extensions().items()
    assert (is_on, others) == (True, [])
    assert ExtensionPackage(name=name).validate()


def test_every_way_to_install_switches_it_on():
    pages = [handout.README, *((handout.ROOT / name).read_text("utf-8") for name in INSTALLS)]
    blocks = [block for page in pages for block in re.split(r"\n\n|```", page)]
    found = [b for b in blocks if re.search("install.*requirements.txt|--file environment.yml", b)]
    assert len(found) >= 1 + len(INSTALLS)
    assert [block for block in found if "python -m utils.saved" not in block] == []
