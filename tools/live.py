"""Build the course as it runs in a browser, with nothing installed: JupyterLite and Pyodide.

    python -m tools.live PYODIDE FOLDER

PYODIDE is a folder with a distribution of Pyodide: its own release, unpacked, or what
`tools.pyodide_distribution` gathers. FOLDER is where the live course is built, inside the site.
"""

import argparse
import email
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import nbformat

from tools import pyodide_distribution as pyodide
from tools import render

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ROOT / "docs" / "live"
LABEXTENSIONS = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
KERNEL = "@jupyterlite/pyodide-kernel-extension"
KERNEL_WHEELS = ("piplite", "ipykernel", "pyodide_kernel")
WIDGETS = ("ipywidgets", "comm")
WHAT_BUILDS_A_WHEEL = ("pyproject.toml", "README.md", "LICENSE", "utils")


def course_wheel(folder):
    """The course's own package, as a wheel in `folder`."""
    with tempfile.TemporaryDirectory() as source:  # building leaves files where it is done
        for name in WHAT_BUILDS_A_WHEEL:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, Path(source, name))
        pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--no-deps", "--wheel-dir", folder, source], check=True)


def wheels(folder):
    """All that comes on top of Pyodide, as wheels in `folder`."""
    pyodide.download(folder, *(f"{name}=={version(name)}" for name in WIDGETS))
    course_wheel(folder)
    for name in KERNEL_WHEELS:
        (wheel,) = (LABEXTENSIONS / KERNEL / "static" / "pypi").glob(f"{name}-*.whl")
        shutil.copy(wheel, folder)
    return sorted(folder.glob("*.whl"))


def entry(wheel):
    """What Pyodide's lock says of a wheel. All of the lock is loaded, so it need not say more."""
    with zipfile.ZipFile(wheel) as files:
        names = files.namelist()
        metadata = email.message_from_bytes(
            files.read(next(name for name in names if name.endswith(".dist-info/METADATA")))
        )
    tops = {name.split("/")[0].removesuffix(".py") for name in names}
    digest = pyodide.digest(wheel.read_bytes())
    # A browser keeps a file under its name; with a build's number a new wheel has a new name.
    parts = wheel.name.split("-", 2)
    return {
        "name": re.sub(r"[-_.]+", "-", metadata["Name"]).lower(),
        "version": metadata["Version"],
        "file_name": f"{parts[0]}-{parts[1]}-0{digest[:12]}-{parts[2]}",
        "install_dir": "site",
        "sha256": digest,
        "package_type": "package",
        "imports": sorted(top for top in tops if top.isidentifier()),
        "depends": [],
    }


def copy_pyodide(source, folder):
    """Pyodide, what the course needs of it, and the wheels on top; returns the names of all."""
    lock = json.loads((source / pyodide.LOCK).read_text())
    packages = lock["packages"] = pyodide.with_needs(lock["packages"])
    folder.mkdir(parents=True)
    for name in pyodide.CORE:
        shutil.copy(source / name, folder)
    for known in packages.values():
        data = (source / known["file_name"]).read_bytes()
        if pyodide.digest(data) != known["sha256"]:
            raise ValueError(f"{known['file_name']} is not the file that {pyodide.LOCK} names")
        (folder / known["file_name"]).write_bytes(data)
    with tempfile.TemporaryDirectory() as temporary:
        for wheel in wheels(Path(temporary)):
            added = entry(wheel)
            packages[added["name"]] = added
            shutil.copy(wheel, folder / added["file_name"])
    (folder / pyodide.LOCK).write_text(json.dumps(lock, indent=1))
    return sorted(packages)


def editions(files):
    """A hash of each notebook: a reader's copy of another edition is told by it."""
    notebooks = sorted(files.glob("*.ipynb"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in notebooks}


def configuration(packages, files):
    """jupyter-lite.json, from which the page reads what it is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    kernel = {"loadPyodideOptions": {"packages": packages}}
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "exposeAppInBrowser": True,  # for the tests
            "appName": project["description"].partition(":")[0],
            "editions": json.dumps(editions(files)),
            "litePluginSettings": {f"{KERNEL}:kernel": kernel},
        },
    }


def copy_course(folder):
    """The notebooks and their data. No server joins a text's lines here, so it is one string."""
    shutil.copytree(render.NOTEBOOKS / "data", folder / "data")
    for path in render.notebooks():
        text = nbformat.v4.writes(render.read(path), split_lines=False)
        (folder / path.name).write_text(text, encoding="utf-8", newline="\n")


def build(source, folder):
    """Build the live course into `folder`, anew."""
    with tempfile.TemporaryDirectory() as temporary:
        lite = Path(temporary, "lite")
        shutil.copytree(SETTINGS, lite)
        copy_course(lite / "files")
        packages = copy_pyodide(source, lite / "static" / "pyodide")
        settings = json.dumps(configuration(packages, lite / "files"), indent=1)
        (lite / "jupyter-lite.json").write_text(settings)
        jupyterlite = [sys.executable, "-m", "jupyterlite_core.app", "build"]
        subprocess.run(jupyterlite, cwd=lite, check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(lite / "built", folder)
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    print(f"{len(sizes)} files, {sum(sizes) / 1e6:.1f} MB in {folder}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pyodide", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    build(options.pyodide.resolve(), options.folder.resolve())
