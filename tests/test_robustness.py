"""Every notebook where a reader may run it: alone, twice, offline, anywhere, in little memory.

The second time its cells run one by one from the last to the first: a cell that a reader goes back
to still says the truth, whatever names the later ones have bound.

One kernel for each notebook meets all of it at once, and must print and draw what is saved.
"""

import base64
import copy
import io
import itertools
import shutil
import subprocess
import sys

import matplotlib as mpl
import nbformat
import numpy as np
import pytest
from PIL import Image

from tools.render import DRAWN_BY, execute, notebooks, read

COURSE = notebooks()
MEGABYTES = {
    "05": 150,
    "06": 160,
    "07": 160,
}  # of memory at most, 1,024 kB each; 130 for all others

# Runs first in the kernel: from here on a warning is an error, the network is closed, and no
# file of the course can be written to, whoever the user is.
GUARD = """
import os, sys, warnings
def refuse(event, arguments, tree=os.path.dirname(os.getcwd())):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise PermissionError(f"the network is used: {arguments}")
    writes = event in ("os.mkdir", "os.remove", "os.rename") or (
        event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    )
    if writes and isinstance(arguments[0], str) and "__pycache__" not in arguments[0]:
        if os.path.abspath(arguments[0]).startswith(tree):
            raise PermissionError(f"the course is written to: {arguments[0]}")
sys.addaudithook(refuse)
warnings.simplefilter("error")
warnings.filterwarnings("ignore", "The `ipykernel.comm.Comm` class")  # by ipywidgets 7 itself
"""

# Runs between the two times: prints the peak of memory, which the system keeps for this process
# alone (what `resource` says begins with the process that started it).
PEAK = r"""
import re
print(re.search(r"VmHWM:\s+(\d+) kB", open("/proc/self/status").read())[1])
"""

# The first time everything is ASCII, the second time one half is written 0,5.
ABROAD = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONHASHSEED": "118"}
COMMA = """
import locale
locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
assert f"{0.5:n}" == "0,5"
"""


@pytest.fixture(scope="session")
def comma(tmp_path_factory):
    """COMMA where the system has or can make such a locale, and else nothing."""
    folder = tmp_path_factory.mktemp("locales")
    localedef = ["localedef", "-i", "de_DE", "-f", "UTF-8", str(folder / "de_DE.UTF-8")]
    with pytest.MonkeyPatch.context() as patch:
        if shutil.which("localedef") and not subprocess.run(localedef, check=False).returncode:
            patch.setenv("LOCPATH", str(folder))
        works = subprocess.run([sys.executable, "-c", COMMA], check=False, capture_output=True)
        yield "" if works.returncode else COMMA


def run_guarded(*parts):
    """Execute notebooks and single sources in one guarded kernel; the cells of each."""
    pieces = [
        [nbformat.v4.new_code_cell(part)] if isinstance(part, str) else copy.deepcopy(part.cells)
        for part in (GUARD, *parts)
    ]
    cells = list(itertools.chain(*pieces))
    for place, cell in enumerate(cells):
        cell.id = f"cell-{place}"
    whole = nbformat.v4.new_notebook(cells=cells)
    execute(whole)
    cells = iter(whole.cells)
    return [list(itertools.islice(cells, len(piece))) for piece in pieces][1:]


def backwards(notebook):
    """The same cells, the last one first."""
    return nbformat.v4.new_notebook(cells=notebook.cells[::-1])


def words(cells):
    """What code cells printed, each after its first line."""
    return [
        [cell.source.partition("\n")[0]]
        + [out.get("text") or out.get("data", {}).get("text/plain") for out in cell.outputs]
        for cell in cells
        if cell.cell_type == "code"
    ]


def pictures(cells):
    """The pictures in cells that promise always to draw the same."""
    return [
        pixels(output["data"]["image/png"])
        for cell in cells
        if cell.cell_type == "code" and "volatile-picture" not in cell.metadata.get("tags", [])
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB"), dtype=int)


def same_picture(saved, drawn):
    """Whether at most one pixel in 1,000 differs by more than an antialiased edge can."""
    return saved.shape == drawn.shape and np.mean(np.abs(saved - drawn).max(axis=-1) > 48) < 1e-3


@pytest.mark.parametrize("path", COURSE, ids=lambda path: path.stem)
def test_runs_anywhere_and_gives_what_is_saved(path, comma, tmp_path, monkeypatch):
    saved = read(path)
    monkeypatch.chdir(tmp_path)
    for name, value in ABROAD.items():
        monkeypatch.setenv(name, value)
    peak = PEAK if sys.platform == "linux" else "print(0)"
    again = backwards(saved)
    first, memory, _, second = run_guarded(saved, peak, comma, again)
    assert words(first) == words(saved.cells)
    assert words(second) == words(again.cells)
    assert int(memory[0].outputs[0].text) <= 1024 * MEGABYTES.get(path.name[:2], 130)
    if not mpl.__version__.startswith(DRAWN_BY):
        pytest.skip(f"all words are the same; the pictures are compared on matplotlib {DRAWN_BY}")
    pairs = zip(pictures(saved.cells), pictures(first), strict=True)
    assert [same_picture(stored, drawn) for stored, drawn in pairs] == [True] * len(pictures(first))


def test_a_notebook_runs_wherever_pytest_is(tmp_path):
    command = [sys.executable, "-m", "pytest", "--nbval", str(COURSE[0])]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


# The planted faults.


def notebook_of(source):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])


@pytest.mark.parametrize(
    "source",
    [
        "import warnings; warnings.warn('careful')",
        "import warnings; warnings.warn('careful', DeprecationWarning)",
        "import numpy as np; float(np.ones(1))",
        "open('data/new.csv', 'w')",
        "import os; os.mkdir('new')",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "1 / 0",
    ],
)
def test_misbehaving_cell_is_seen(source):
    faults = "careful|scalar|written to|network is used|ZeroDivision"
    with pytest.raises(Exception, match=faults):
        run_guarded(notebook_of(source))


def test_differences_are_seen(comma, monkeypatch):
    for name, value in ABROAD.items():
        monkeypatch.setenv(name, value)
    sources = [
        "print(globals().setdefault('times', []).append(1), len(times))",
        "print(f'{0.5:n}')",
    ]
    for source in sources[: 1 + bool(comma)]:
        first, _, second = run_guarded(notebook_of(source), comma, notebook_of(source))
        assert words(first) != words(second)
    cells = [*map(nbformat.v4.new_code_cell, ["x = 1", "print(x)", "x = 2"])]
    notebook = nbformat.v4.new_notebook(cells=cells)
    first, second = run_guarded(notebook, backwards(notebook))
    assert words(first) != words(second[::-1])
    (first,) = run_guarded(notebook_of("print(list({'a', 'b', 'c', 'd', 'e'}))"))
    monkeypatch.setenv("PYTHONHASHSEED", "1")
    (second,) = run_guarded(notebook_of("print(list({'a', 'b', 'c', 'd', 'e'}))"))
    assert words(first) != words(second)


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_memory_is_seen():
    _, memory = run_guarded(notebook_of("x = bytearray(10**8); del x"), PEAK)
    assert int(memory[0].outputs[0].text) > 100_000


def test_another_picture_is_seen():
    drawn = np.full((300, 400, 3), 255)
    drawn[100:103, 50:350] = 0
    moved = np.roll(drawn, 5, axis=0)
    assert same_picture(drawn, drawn + 10)
    assert not same_picture(drawn, moved)
    assert not same_picture(drawn, drawn[:-1])
