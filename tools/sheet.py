"""A sheet to keep: the formulas and the names in the libraries, from the notebooks' recaps.

python -m tools.sheet > sheet.md
"""

import re

from tools.render import notebooks, read

TITLE = "# A sheet to keep"
NOTES = re.compile(
    r"^(#|<details>|(\*\*)?(What bites|Differences that bite)|.* What bites:$)", re.MULTILINE
)
LINK = re.compile(r"\[([^\]]*)\]\((?:[^)#\s]*\.ipynb[^)\s]*|#[^)\s]*)\)")  # within the course


def recap(notebook):
    """What a notebook says to keep, and its names elsewhere; what bites stays in the notebook."""
    text = next(cell.source for cell in notebook.cells if cell.source.startswith("## Recap"))
    text = text.removeprefix("## Recap")
    notes = NOTES.search(text)
    return LINK.sub(r"\1", text[: notes.start()] if notes else text).strip()


def sheet():
    """The whole sheet in Markdown; it cannot drift, for it is made of the recaps."""
    parts = [TITLE]
    for path in notebooks():
        notebook = read(path)
        if any(cell.source.startswith("## Recap") for cell in notebook.cells):
            title = notebook.cells[0].source.partition("\n")[0].removeprefix("# ")
            parts.append(f"## {title}\n\n{recap(notebook)}")
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    print(sheet(), end="")
