"""A copy of the course to give out in a class: no solutions, no answers, everything else.

    python -m tools.handout [FOLDER]

The notebooks stay the one source: what goes is found by the tags and `<details>` that they carry.
Hints, questions, stills and the code of answers stay; later cells may need that code.
"""

import argparse
import re
import shutil
from pathlib import Path

from tools.render import NOTEBOOKS, nbformat, notebooks, read
from tools.sheet import sheet

ROOT = NOTEBOOKS.parent
SECRET = re.compile(r"\n*<details><summary>(?:Solution|Answer)\b.*?</details>\n*", re.DOTALL)
GIVEN = ("utils", "LICENSE", "environment.yml", "pyproject.toml", "requirements.txt")
NOT_GIVEN = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
README = """# From Likelihood to Learning Rate

With Python 3.11 or newer, in this folder:

    python -m venv .venv
    .venv/bin/pip install --requirement requirements.txt    # Windows: .venv\\Scripts\\pip
    .venv/bin/python -m utils.saved
    .venv/bin/jupyter lab notebooks/00_start_here.ipynb

Code is under the MIT licence, text and figures under CC BY 4.0.
"""


def without_answers(notebook):
    """The notebook as a learner gets it."""
    cells = []
    for cell in notebook.cells:
        is_answer = "answer" in cell.metadata.get("tags", [])
        if cell.cell_type == "code":
            if is_answer:
                cell.outputs, cell.execution_count = [], None
            cells.append(cell)
            continue
        cell.source = SECRET.sub("\n\n", cell.source).strip("\n")
        if cell.source and not is_answer:
            cells.append(cell)
    notebook.cells = cells
    return notebook


def write(folder):
    """Fill `folder`, which may not exist yet, with all that a learner needs."""
    folder.mkdir(parents=True)
    for source in (ROOT / name for name in GIVEN):
        if source.is_dir():
            shutil.copytree(source, folder / source.name, ignore=NOT_GIVEN)
        else:
            shutil.copy(source, folder)
    (folder / "README.md").write_text(README, encoding="utf-8", newline="\n")
    (folder / "sheet.md").write_text(sheet(), encoding="utf-8", newline="\n")
    shutil.copytree(NOTEBOOKS / "data", folder / "notebooks" / "data")
    for path in notebooks():
        text = nbformat.writes(without_answers(read(path))) + "\n"
        (folder / "notebooks" / path.name).write_text(text, encoding="utf-8", newline="\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default=ROOT / "handout", type=Path)
    folder = parser.parse_args().folder
    if folder.exists():
        parser.error(f"{folder} exists already: remove it, or name another folder")
    write(folder)
    print(f"the course without answers is in {folder}")


if __name__ == "__main__":
    main()
