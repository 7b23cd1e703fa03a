"""The parts of README.md that are made: the table and the picture, and where the site is."""

import base64
import re
from pathlib import Path

from tools import address

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "learning_rate.png"
TABLE = re.compile(r"(?<=<!-- table -->\n).*?(?=<!-- end of table -->)", re.DOTALL)


def row(path, notebook):
    """One line of the table, from the head of a notebook."""
    head = notebook.cells[0].source
    title = re.search(r"^# (.+)$", head, re.MULTILINE)[1]
    story = re.search(r"^\*\*Question\.\*\* (.+?)\n\n", head, re.MULTILINE | re.DOTALL)[1]
    question = re.sub(r"\s+", " ", story)
    outcomes = re.search(
        r"^\*\*You will be able to\*\*\n+(.+?)\n\n", head, re.MULTILINE | re.DOTALL
    )
    bullets = [re.sub(r"\s+", " ", item) for item in re.split(r"^- ", outcomes[1], flags=re.M)[1:]]
    minutes = re.search(r"^\*\*Time\.\*\* (\d+) minutes", head, re.MULTILINE)[1]
    able = "<br>".join(f"• {bullet.strip()}" for bullet in bullets)
    return f"| [{title}](notebooks/{path.name}) | {question} | {able} | {minutes} |"


def table(course):
    """The table of notebooks, from (path, notebook) pairs."""
    rows = [row(path, notebook) for path, notebook in course]
    header = "| Notebook | The question it answers | You will be able to | Minutes |"
    return "\n".join([header, "|---|---|---|---|", *rows]) + "\n"


def with_table(text, course):
    """README's text, with the table brought up to date."""
    return TABLE.sub(lambda _: table(course), text)


def picture(course):
    """The PNG of the learning-rate widget, as notebook 05 stores it."""
    notebook = next(notebook for path, notebook in course if path.name.startswith("05"))
    cell = next(
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and re.search(r"explore\([^)]*learning_rate", cell.source)
    )
    output = next(output for output in cell.outputs if "image/png" in output.get("data", {}))
    return base64.b64decode(output["data"]["image/png"])


def update(course):
    """Write them."""
    text = address.in_readme(README.read_text(encoding="utf-8"), address.address())
    README.write_text(with_table(text, course), encoding="utf-8", newline="\n")
    PICTURE.write_bytes(picture(course))
