"""An extension of Jupyter's server: a notebook is saved without the views of its widgets.

A view ends with its kernel; JupyterLab, opening it again, would show an error in place of the
picture in the same output. `make lab` switches this on. A plain `jupyter lab` does so where a file
etc/jupyter/jupyter_server_config.d/course.json in the environment says
{"ServerApp": {"jpserver_extensions": {"utils.saved": true}}}.
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
