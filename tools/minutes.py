"""How long a notebook takes, by one rule, and the line in its head that says so.

A minute for 80 words of text, formulas counted as one word each; two minutes for each open code
cell, which is read, run and changed; five for each exercise. Tables and what `<details>` hide are
looked up, not read; folded cells are looked at. The sum is rounded to five minutes.
The rule is fitted to what readers needed for the first edition: half as much again as it promised.
"""

import re

from tools import anatomy

WORDS_A_MINUTE, A_CELL, AN_EXERCISE, ROUNDED_TO = 80, 2, 5, 5
LONGEST_SITTING = 90  # minutes; beyond, the head names a place to stop
NOT_READ = re.compile(
    r"<details>.*?</details>|^\|[^\n]*|^\*\*Live\.\*\* [^\n]*", re.DOTALL | re.MULTILINE
)
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]+\$", re.DOTALL)
LINE = re.compile(r"^\*\*Time\.\*\* (\d+) minutes(.*)$", re.MULTILINE)
PLACE_TO_STOP = re.compile(r"; a good place to stop is before \[.+\]\(#.+\)\.")


def minutes(notebook):
    """How many minutes a reader is expected to need."""
    texts = [cell.source for cell in notebook.cells if not anatomy.is_code(cell)]
    words = sum(len(FORMULA.sub("x", NOT_READ.sub("", text)).split()) for text in texts)
    cells = [cell for cell in notebook.cells if anatomy.is_open(cell)]
    exercises = sum(re.search(r"^check\(", cell.source, re.MULTILINE) is not None for cell in cells)
    total = words / WORDS_A_MINUTE + A_CELL * (len(cells) - exercises) + AN_EXERCISE * exercises
    return ROUNDED_TO * max(1, round(total / ROUNDED_TO))


def update(notebook):
    """Bring the head's minutes up to date."""
    head = notebook.cells[0]
    head.source = LINE.sub(rf"**Time.** {minutes(notebook)} minutes\2", head.source)


def wrong_time(notebook):
    """What is wrong with the head's line of the time."""
    found = LINE.search(notebook.cells[0].source)
    if not found:
        return ["no line of the time"]
    due, faults = minutes(notebook), []
    if int(found[1]) != due:
        faults += [f"{found[1]} minutes where {due} are due: run `make render`"]
    if due > LONGEST_SITTING and not PLACE_TO_STOP.fullmatch(found[2]):
        faults += ["no place to stop: end the line with `" + PLACE_TO_STOP.pattern + "`"]
    return faults
