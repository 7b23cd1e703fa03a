"""What is saved of a widget is its picture."""

from utils.saved import WIDGET_VIEW, without_views


def test_a_view_beside_a_picture_is_not_saved():
    both, view = {WIDGET_VIEW: {}, "image/png": ""}, {WIDGET_VIEW: {}}
    outputs = [{"data": both}, {"data": view}, {"text": "printed"}]
    cells = [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": outputs}]
    without_views({"type": "notebook", "content": {"cells": cells}}, path="", contents_manager=None)
    assert both == {"image/png": ""}
    assert view == {WIDGET_VIEW: {}}
    without_views({"type": "file", "content": "text"})
