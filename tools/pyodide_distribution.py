"""Gather Python for the browser, a folder like Pyodide's release archive, from registries alone.

    python -m tools.pyodide_distribution FOLDER

FOLDER gets Pyodide's core, its lock, and the wheels that the course needs; the lock names these
alone. It is for machines that do not reach Pyodide's own releases, and takes about ten seconds.

npm's `pyodide` brings the core and the lock. No registry serves Pyodide's own builds of numpy and
matplotlib under their names, but the PyPI package `open-webui` carries them; each is held to its
hash in the lock. What is pure Python comes from PyPI in the version that the lock names. Pyodide
packs such wheels anew, so the hash in its lock is not theirs, and is replaced.
Needs npm, pip, and about 250 MB in a temporary folder.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

PYODIDE, CARRIER = "314.0.3", "open-webui==0.12.4"  # the second carries builds for the first
LOCK = "pyodide-lock.json"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
ROOTS = ("numpy", "matplotlib", "ipython", "jedi", "micropip")  # the last three: the kernel's


def with_needs(packages, roots=ROOTS):
    """The lock's entries for these packages and for all that they need, by their names."""
    known = {name.replace("_", "-"): entry for name, entry in packages.items()}
    needed = list(roots)
    for name in needed:  # grows while it is read
        needed += {need.replace("_", "-") for need in known[name]["depends"]} - {*needed}
    return {name: known[name] for name in sorted(needed)}


def digest(data):
    return hashlib.sha256(data).hexdigest()


def is_compiled(entry):
    return entry["file_name"].endswith("wasm32.whl")


def download(folder, *requirements):
    """Download wheels of pure Python, without what they need."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    options = ["--no-deps", "--only-binary=:all:", "--platform=any", "--ignore-requires-python"]
    subprocess.run([*pip, *options, "--dest", folder, *requirements], check=True)


def core(folder):
    """Pyodide's core, from npm: the bytes of its files by their names."""
    archive = f"pyodide-{PYODIDE}.tgz"
    subprocess.run(["npm", "pack", "--silent", f"pyodide@{PYODIDE}"], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    with tarfile.open(folder / archive) as package:
        return {name: package.extractfile(f"package/{name}").read() for name in (*CORE, LOCK)}


def wheels(folder, entries):
    """The wheels of the lock's entries: their bytes by their names. Corrects the entries' hashes.

    Raises ValueError where a compiled wheel is not the one that the lock names.
    """
    download(folder, CARRIER)
    with zipfile.ZipFile(next(folder.glob("open_webui-*.whl"))) as carrier:
        carried = {Path(path).name: path for path in carrier.namelist() if path.endswith(".whl")}
        compiled = [entry["file_name"] for entry in entries if is_compiled(entry)]
        files = {name: carrier.read(carried[name]) for name in compiled}
    pure = [entry for entry in entries if not is_compiled(entry)]
    download(folder, *(f"{entry['name']}=={entry['version']}" for entry in pure))
    for entry in pure:
        files[entry["file_name"]] = (folder / entry["file_name"]).read_bytes()
        entry["sha256"] = digest(files[entry["file_name"]])
    for entry in entries:
        if digest(files[entry["file_name"]]) != entry["sha256"]:
            raise ValueError(f"{entry['file_name']} is not the file that Pyodide's lock names")
    return files


def gather(folder):
    """Fill the folder."""
    with tempfile.TemporaryDirectory() as temporary:
        files = core(Path(temporary))
        lock = json.loads(files[LOCK])
        lock["packages"] = with_needs(lock["packages"])
        files |= wheels(Path(temporary), lock["packages"].values())
    files[LOCK] = json.dumps(lock, indent=1).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in sorted(files.items(), key=lambda item: item[0] == LOCK):  # the lock last
        (folder / name).write_bytes(data)
    size = sum(map(len, files.values())) / 1e6
    print(f"Pyodide {PYODIDE}: {len(lock['packages'])} packages, {size:.1f} MB in {folder}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    gather(parser.parse_args().folder)
