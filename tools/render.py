"""Re-execute notebooks in place and save them in one normal form; update heads and README.

What is saved depends on the notebook alone: not on the machine, the time or the editor.
"""

import argparse
import asyncio
import base64
import contextlib
import io
import signal
from pathlib import Path

import matplotlib as mpl
import nbformat
from nbclient import NotebookClient
from PIL import Image

from tools import address, minutes, readme
from utils.saved import WIDGET_VIEW

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
DRAWN_BY = "3.11"  # matplotlib's version; others draw the same pictures a little differently
CELL_TIMEOUT = 120  # seconds; a notebook that holds widgets can otherwise wait for ever
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
# A tag folds a cell where the site and an exported page are read; its key does so in JupyterLab.
FOLDS = {"hide-input": "source_hidden", "hide-output": "outputs_hidden"}
COLOURS = 256


def notebooks():
    """The course's notebooks, in reading order."""
    return sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))


def read(path):
    return nbformat.read(path, as_version=4)


def execute(notebook, **options):
    """Run every cell in a fresh kernel whose working directory is `notebooks/`.

    options: those of `nbclient.NotebookClient` that are to be others than usual.
    """
    usual = {
        "timeout": CELL_TIMEOUT,
        "kernel_name": "python3",
        "store_widget_state": False,
        "coalesce_streams": True,  # else the pieces of a print depend on the time it takes
        "resources": {"metadata": {"path": str(NOTEBOOKS)}},
        "on_notebook_start": stop_when_told,
    }
    return NotebookClient(notebook, **usual | options).execute()


def stop_when_told(notebook):
    """Undo that nbclient catches the signals: it would go on to the next notebook."""
    with contextlib.suppress(NotImplementedError):  # by Windows, where nothing was caught
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().remove_signal_handler(number)


def normalise(notebook):
    """Remove what varies between machines and runs; number the cells from 1."""
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": LANGUAGE})
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict(metadata(cell.metadata.get("tags", [])))
        cell.pop("attachments", None)
    code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for count, cell in enumerate(code_cells, start=1):
        cell.execution_count = count
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = count
            # A saved view without its kernel shows an error; the picture beside it stays.
            data = output.get("data", {})
            data.pop(WIDGET_VIEW, None)
            if "image/png" in data:
                data["image/png"] = with_palette(data["image/png"])
    return notebook


def metadata(tags):
    """What a cell's metadata say: its tags, and what JupyterLab needs to know of them."""
    folded = {key: True for tag, key in FOLDS.items() if tag in tags}
    return ({"tags": tags} if tags else {}) | ({"jupyter": folded} if folded else {})


def with_palette(png):
    """The picture, in base64, with at most 256 colours: a third of the bytes, alike to the eye."""
    image = Image.open(io.BytesIO(base64.b64decode(png)))
    if image.mode == "P":
        return png
    buffer = io.BytesIO()
    image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        buffer, "PNG", optimize=True
    )
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def render(path, run=True):
    """Execute one notebook, if `run`, and write it back, normalised, with address and minutes."""
    notebook = read(path)
    address.update(notebook, path.stem, address.address())
    minutes.update(notebook)
    normalise(execute(notebook) if run else notebook)
    nbformat.validate(notebook)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all of the course")
    parser.add_argument("--normalise", action="store_true", help="do not execute")
    options = parser.parse_args()
    if not (options.normalise or mpl.__version__.startswith(DRAWN_BY)):
        parser.error(f"this is matplotlib {mpl.__version__}; DRAWN_BY says {DRAWN_BY}")
    for path in options.notebooks or notebooks():
        print("rendering", path.name, flush=True)
        render(path, run=not options.normalise)
    if not options.notebooks:
        readme.update([(path, read(path)) for path in notebooks()])


if __name__ == "__main__":
    main()
