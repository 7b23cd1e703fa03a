"""What goes into the live course is what Pyodide's lock names, and no more."""

import json
import zipfile

import pytest

from tools import live
from tools import pyodide_distribution as pyodide

NAMES = [*pyodide.ROOTS, "needed_by_numpy", "not_needed"]


@pytest.fixture
def distribution(tmp_path):
    """A folder like Pyodide's, whose packages are a few bytes each."""
    packages = {}
    for name in NAMES:
        data = f"the wheel of {name}".encode()
        (tmp_path / f"{name}.whl").write_bytes(data)
        packages[name] = {
            "file_name": f"{name}.whl",
            "depends": ["needed-by-numpy"] if name == "numpy" else [],
            "sha256": pyodide.digest(data),
        }
    for name in pyodide.CORE:
        (tmp_path / name).write_bytes(b"core")
    (tmp_path / pyodide.LOCK).write_text(json.dumps({"packages": packages}))
    return tmp_path


@pytest.fixture
def wheel(tmp_path):
    path = tmp_path / "My_Package-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as files:
        files.writestr("my_package/__init__.py", "")
        files.writestr("my_package-1.0.data/x", "")
        files.writestr("my_package-1.0.dist-info/METADATA", "Name: My_Package\nVersion: 1.0\n\n")
    return path


def test_what_is_needed_is_copied_and_what_comes_on_top(distribution, wheel, tmp_path, monkeypatch):
    monkeypatch.setattr(live, "wheels", lambda folder: [wheel])
    folder = tmp_path / "static" / "pyodide"
    names = live.copy_pyodide(distribution, folder)
    assert names == sorted([*pyodide.ROOTS, "needed-by-numpy", "my-package"])
    packages = json.loads((folder / pyodide.LOCK).read_text())["packages"]
    assert packages["my-package"]["imports"] == ["my_package"]
    copied = {path.name for path in folder.iterdir()} - {*pyodide.CORE, pyodide.LOCK}
    assert copied == {entry["file_name"] for entry in packages.values()}
    for entry in packages.values():
        assert pyodide.digest((folder / entry["file_name"]).read_bytes()) == entry["sha256"]


def test_a_file_that_the_lock_does_not_name_is_refused(distribution, tmp_path):
    (distribution / "matplotlib.whl").write_bytes(b"another wheel")
    with pytest.raises(ValueError, match=r"matplotlib\.whl is not the file"):
        live.copy_pyodide(distribution, tmp_path / "static")


def test_another_wheel_has_another_name(wheel):
    before = live.entry(wheel)["file_name"]
    with zipfile.ZipFile(wheel, "a") as files:
        files.writestr("my_package/more.py", "")
    assert live.entry(wheel)["file_name"] != before


def test_a_compiled_wheel_that_is_not_pyodides_is_refused(tmp_path, monkeypatch):
    entry = {"name": "numpy", "version": "2", "file_name": "numpy-2-wasm32.whl", "sha256": "0"}
    with zipfile.ZipFile(tmp_path / "open_webui-1.whl", "w") as carrier:
        carrier.writestr("static/pyodide/numpy-2-wasm32.whl", "a wheel")
    monkeypatch.setattr(pyodide, "download", lambda *arguments: None)
    with pytest.raises(ValueError, match="not the file that Pyodide's lock names"):
        pyodide.wheels(tmp_path, [entry])
    entry["sha256"] = pyodide.digest(b"a wheel")
    assert pyodide.wheels(tmp_path, [entry]) == {"numpy-2-wasm32.whl": b"a wheel"}
