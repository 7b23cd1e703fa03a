"""Run the exercises' checks over a folder of filled-in notebooks, and say who is stuck where.

    python -m tools.marks FOLDER [--csv marks.csv]

Each learner is a folder, or a file, directly in FOLDER; notebooks below may have any name and lie
at any depth. Each runs in a process of its own, in a folder of its own, with this copy's `utils`
and data: nothing is written into the learners' files. What learners wrote is run as the user who
calls this. What did not finish is never counted as right.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient.exceptions import DeadKernelError

from tools.render import NOTEBOOKS, execute
from utils.exercises.checking import find

SYMBOLS = {"right": "✓", "almost": "~", "not right": "✗", "not yet": "·", "did not run": "!"}
VERDICT = re.compile(r"^(\d+\.\d+) (right|almost|not right|not yet): (.*)$", re.MULTILINE)
CHECK = re.compile(r"^\s*check\(\s*[\"'](\d+\.\d+)[\"']", re.MULTILINE)
CHECK_IS_THERE = "from utils.exercises import check"  # the cell that imports it may not run
WIDEST_BAR = 30


def exercises_of(notebook):
    """The exercises that a notebook is asked for: all of each chapter that it checks one of."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    chapters = sorted({name.partition(".")[0] for name in CHECK.findall(code)}, key=int)
    for chapter in chapters:
        for number in range(1, 100):
            try:
                find(f"{chapter}.{number}")
            except ValueError:
                break
            yield f"{chapter}.{number}"


def verdicts(cell):
    """What a cell's outputs say of its exercises; a cell that failed has no other verdict."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if errors:
        what = f"{errors[0].ename}: {errors[0].evalue}".removesuffix(": ")
        what = "it did not end in time" if what == "KeyboardInterrupt" else what
        return [(name, "did not run", what) for name in CHECK.findall(cell.source)]
    printed = "".join(o.get("text", "") for o in cell.outputs if o.output_type == "stream")
    return VERDICT.findall(printed)


def run(path, results, cell_seconds):
    """Execute one notebook; append a line of JSON to `results` for each verdict, as it comes."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.cells.insert(0, nbformat.v4.new_code_cell(CHECK_IS_THERE))
    started = []

    def note(said):
        with results.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(one) + "\n" for one in said)

    for _ in notebook.cells:  # a cell that kills the kernel is left out, and the rest runs again
        try:
            execute(
                notebook,
                timeout=cell_seconds,
                interrupt_on_timeout=True,
                allow_errors=True,
                on_cell_start=lambda cell, cell_index: started.append(cell),
                on_cell_executed=lambda cell, **_: note(verdicts(cell)),
                resources={"metadata": {"path": str(Path.cwd())}},
            )
            return
        except DeadKernelError:
            killer = started[-1]
            note((name, "did not run", "it ended Python") for name in CHECK.findall(killer.source))
            killer.source = ""


def limited(megabytes):
    """What a child does before it starts: memory is bounded where the system can do that."""
    if sys.platform == "win32":
        return None
    import resource

    return lambda: resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20,) * 2)


def mark(path, seconds, cell_seconds, megabytes):
    """{exercise: (verdict, words)} of one notebook, run in a process and a folder of its own."""
    try:
        due = list(exercises_of(nbformat.read(path, as_version=4)))
    except Exception:  # whatever is wrong with the file, it is one learner's
        return {}, f"{path.name} is no notebook that can be read"
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(NOTEBOOKS / "data", Path(folder) / "data")
        results = Path(folder) / "results.jsonl"
        root = str(NOTEBOOKS.parent)
        variables = {"PYTHONPATH": root, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "tools.marks", "--one", path.resolve(), results]
        child = subprocess.Popen(
            [*command, "--cell-seconds", str(cell_seconds)],
            cwd=folder,
            env=os.environ | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=limited(megabytes),
            start_new_session=True,
        )
        try:
            child.wait(seconds)
            trouble = "" if child.returncode == 0 else f"{path.name} broke off"
        except subprocess.TimeoutExpired:
            trouble = f"{path.name} was stopped after {seconds} s"
        finally:
            end(child)
        lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    said = {name: (verdict, words) for name, verdict, words in map(json.loads, lines)}
    return {name: said.get(name, ("did not run", trouble)) for name in due}, trouble


def end(child):
    """End a child and all that it started."""
    if sys.platform == "win32":
        child.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def handed_in(folder):
    """(learner, notebook) for each notebook of each learner, in order."""
    for learner in sorted(folder.iterdir()):
        found = sorted(learner.rglob("*.ipynb")) if learner.is_dir() else [learner]
        for path in found:
            if path.suffix == ".ipynb" and ".ipynb_checkpoints" not in path.parts:
                yield learner.stem, path


def mark_all(folder, **limits):
    """{learner: {exercise: (verdict, words)}}, and what went wrong; shows how far it is."""
    work, marks, troubles = list(handed_in(folder)), collections.defaultdict(dict), []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [pool.submit(mark, path, **limits) for _, path in work]
        for done, _ in enumerate(concurrent.futures.as_completed(jobs), start=1):
            bar = "#" * (WIDEST_BAR * done // len(jobs))
            print(f"\r[{bar:{WIDEST_BAR}}] {done} of {len(jobs)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    for (learner, _), job in zip(work, jobs, strict=True):
        found, trouble = job.result()
        marks[learner].update(found)
        troubles += [f"{learner}: {trouble}"] if trouble else []
    return dict(marks), troubles


def in_order(names):
    return sorted(names, key=lambda name: tuple(map(int, name.split("."))))


def report(marks, troubles):
    """The lines of the table, and what to talk about tomorrow."""
    names = in_order({name for row in marks.values() for name in row})
    width = max(map(len, [*marks, "learner"]))
    yield f"{'learner':{width}} " + " ".join(f"{name:>4}" for name in names)
    for learner, row in marks.items():
        symbols = [SYMBOLS[row[name][0]] if name in row else " " for name in names]
        yield f"{learner:{width}} " + " ".join(f"{symbol:>4}" for symbol in symbols)
    yield ""
    yield ", ".join(f"{symbol} {verdict}" for verdict, symbol in SYMBOLS.items())
    stops = {trouble.partition(": ")[2] for trouble in troubles}
    for name in names:
        found = [row[name] for row in marks.values() if name in row]
        sums = collections.Counter(verdict for verdict, _ in found)
        yield f"\n{name}: " + ", ".join(f"{sums[v]} {v}" for v in SYMBOLS if sums[v])
        told = (w for v, w in found if v not in ("right", "not yet") and w not in stops)
        wrong = collections.Counter(told)
        yield from (f"  {count} × {words}" for words, count in wrong.most_common(3))
    if troubles:
        yield "\nDid not run to the end:"
        yield from (f"  {trouble}" for trouble in troubles)


def write_csv(marks, path):
    """A row a learner, a column an exercise, the words in the cells."""
    names = in_order({name for row in marks.values() for name in row})
    with path.open("w", newline="", encoding="utf-8-sig") as file:  # spreadsheets want the mark
        writer = csv.writer(file)
        writer.writerow(["learner", *names])
        for learner, row in marks.items():
            cells = [": ".join(filter(None, row.get(name, ()))) for name in names]
            writer.writerow([learner, *cells])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("results", nargs="?", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--csv", type=Path, help="write the words of every cell here")
    parser.add_argument("--seconds", type=int, default=300, help="for each notebook")
    parser.add_argument("--cell-seconds", type=int, default=30, help="for each cell")
    parser.add_argument("--megabytes", type=int, default=4000, help="a process (not on Windows)")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        run(options.folder, options.results, options.cell_seconds)
        return
    if not options.folder.is_dir():
        parser.error(f"{options.folder} is no folder")
    limits = {name: getattr(options, name) for name in ("seconds", "cell_seconds", "megabytes")}
    marks, troubles = mark_all(options.folder, **limits)
    if not marks:
        parser.error(f"no notebook (*.ipynb) in {options.folder}")
    print("\n".join(report(marks, troubles)))
    if options.csv:
        write_csv(marks, options.csv)


if __name__ == "__main__":
    main()
