"""The site's sliders in three engines; WebKit is what iPhones have. `make test-engines`."""

import time
from operator import eq, ne

import engines
import lab
import pytest

LIVE = [
    path.stem
    for path in sorted(lab.NOTEBOOKS.glob("[0-9]*.ipynb"))
    if "explore(" in path.read_text("utf-8")
]
# A page that opens what is folded, and remembers what goes wrong.
WATCH = """<script>
const faults = [];
addEventListener("error", ({message}) => faults.push(message));
addEventListener("unhandledrejection", ({reason}) => faults.push(String(reason)));
addEventListener("DOMContentLoaded", () =>
  document.querySelectorAll("details").forEach(part => part.open = true));
</script>"""
OLD = "<script>delete globalThis.DecompressionStream</script>"  # Safari before 16.4


@pytest.fixture(scope="module", params=engines.ENGINES, ids=lambda engine: engine.__name__)
def engine(request):
    with request.param.start() as engine:
        yield engine


@pytest.fixture
def open_page(engine, site, site_folder):
    def open_page(name, head=WATCH):
        text = (site_folder / f"{name}.html").read_text(encoding="utf-8")
        page = site_folder / f"watched_{name}.html"
        page.write_text(text.replace("<head>", f"<head>{head}", 1), encoding="utf-8")
        engine.goto(f"{site}/{page.name}")

    return open_page


def wait(engine, source, compare, value):
    """Wait until a value of the page is equal to another, or is no longer."""
    deadline = time.monotonic() + lab.START
    while not compare(found := engine.evaluate(source), value):
        assert time.monotonic() < deadline, (source, found)
        time.sleep(0.02)


@pytest.mark.parametrize("name", ["index", *LIVE])
def test_every_widget_moves(engine, open_page, name):
    open_page(name)
    count = engine.evaluate("document.querySelectorAll('.explore').length")
    assert count
    for i in range(count):
        box = f"document.querySelectorAll('.explore')[{i}]"
        field = f"{box}.querySelector('input[type=range]')"
        shown = [
            f"{box}.querySelector('.explore-frame').innerHTML",
            f"{box}.querySelector('.explore-words').textContent",
            f"{field}.ariaValueText",
        ]
        state = f"[{', '.join(shown)}]"
        seen = [engine.evaluate(state)]
        engine.evaluate(f"{field}.focus()")
        for key, edge in (("End", f"{field}.max"), ("Home", "'0'")):
            if not engine.evaluate(f"{field}.value === {edge}"):
                engine.press(key)
                wait(engine, shown[-1], ne, seen[-1][-1])
                assert engine.evaluate(f"{field}.value === {edge}")
                assert engine.evaluate(f"{field}.nextElementSibling.value === {shown[-1]}")
            seen.append(engine.evaluate(state))
        assert [len(set(part)) > 1 for part in zip(*seen, strict=True)] == [True] * 3
        engine.evaluate(f"{box}.querySelector('button').click()")
        wait(engine, state, eq, seen[0])
    assert engine.evaluate("faults") == []


def test_an_old_engine_keeps_the_still(engine, open_page):
    open_page("05_gradient_descent", OLD + WATCH)
    assert engine.evaluate("typeof DecompressionStream") == "undefined"
    still, box = (f"document.querySelector('.explore{name}')" for name in ("-still", ""))
    assert engine.evaluate(f"{still}.offsetHeight > 100 && {box}.offsetHeight === 0")
    assert "needs" in engine.evaluate(f"{still}.querySelector('img').alt")
    assert engine.evaluate("faults") == []
