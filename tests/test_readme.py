"""README says what the notebooks say."""

import pytest

from tools import promises, readme
from tools.render import notebooks, read

COURSE = [(path, read(path)) for path in notebooks()]


def test_table_and_picture_are_those_of_the_notebooks():
    text = readme.README.read_text(encoding="utf-8")
    is_current = readme.with_table(text, COURSE) == text
    assert is_current, "README's table is not that of the notebooks: run `make render`"
    is_current = readme.PICTURE.read_bytes() == readme.picture(COURSE)
    assert is_current, "README's picture is not that of notebook 05: run `make render`"


@pytest.mark.parametrize(
    ("old", "new"), [("| Minutes |", "| Hours |"), ("(notebooks/01", "(notebooks/02")]
)
def test_a_stale_table_is_seen(old, new):
    text = readme.README.read_text(encoding="utf-8")
    assert old in text
    assert readme.with_table(text.replace(old, new), COURSE) == text


def test_links_lead_somewhere():
    links = promises.LINK.findall(readme.README.read_text(encoding="utf-8"))
    targets = [link for link in links if not link.startswith(("http", "#"))]
    assert len(targets) > 10
    assert [link for link in targets if not (readme.ROOT / link).exists()] == []
