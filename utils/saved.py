"""An extension of Jupyter's server: a notebook is saved without the views of its widgets.

A view ends with its kernel; JupyterLab, opening it again, would show an error in place of the
picture in the same output. `python -m utils.saved`, a step of installation, switches this on for
each `jupyter lab` of the environment, `jupyter server extension disable utils.saved` off again.
"""

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def _jupyter_server_extension_points():
    return [{"module": "utils.saved"}]


def _load_jupyter_server_extension(app):
    app.contents_manager.register_pre_save_hook(without_views)


def without_views(model, **_):
    """Take the view out of each output that holds a picture, too."""
    if model["type"] == "notebook":
        for cell in model["content"]["cells"]:
            for output in cell.get("outputs", []):
                if "image/png" in output.get("data", {}):
                    output["data"].pop(WIDGET_VIEW, None)


if __name__ == "__main__":
    from jupyter_server.extension.serverextension import toggle_server_extension_python

    toggle_server_extension_python("utils.saved", enabled=True)
