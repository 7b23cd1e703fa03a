"""Where the site of the course is: pyproject.toml says it once, README and each head repeat it.

`project.urls` names it as Documentation. While it does not, these lines are left out.
"""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IN_HEAD = re.compile(r"^\*\*Live\.\*\* .+\n\n", re.MULTILINE)
LINKS = re.compile(r"^(?=\[.*\.ipynb\))", re.MULTILINE)  # the head's last line, to the neighbours
IN_README = re.compile(r"(?<=<!-- site -->\n).*?(?=<!-- end of site -->)", re.DOTALL)


def address():
    """The site's address without a slash at its end, or ""."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project.get("urls", {}).get("Documentation", "").rstrip("/")


def with_address(head, page, site):
    """A notebook's head that leads to its page of the site."""
    line = (
        f"**Live.** [On the site]({site}/{page}.html) the sliders move, and this page runs in "
        "your browser, with nothing installed.\n\n"
    )
    return LINKS.sub(lambda _: line if site else "", IN_HEAD.sub("", head), count=1)


def update(notebook, page, site):
    """Bring a notebook's head up to date."""
    head = notebook.cells[0]
    head.source = with_address(head.source, page, site)


def in_readme(text, site):
    """README's text that leads to the site."""
    line = (
        f"**[The course as a site]({site}/)**: its sliders move, and each page runs in your "
        "browser, with nothing installed.\n"
    )
    return IN_README.sub(lambda _: line if site else "", text)
