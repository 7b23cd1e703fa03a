"""The first minutes of a lesson: a class logs in to one hub at once, and moves a slider.

    python tests/hub/lesson.py [LEARNERS]

The hub is docs/jupyterhub_config.py with another spawner, and with a login that asks for no
password. It listens on this machine alone, and leaves nothing behind. `make test-hub` installs
what it needs.
"""

import argparse
import concurrent.futures
import contextlib
import json
import os
import socket
import statistics
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

import psutil
import requests
import websocket

from tools import handout

ROOT = Path(__file__).resolve().parents[2]
START, NOTEBOOK = "00_start_here.ipynb", "05_gradient_descent.ipynb"
SLIDER, MOVES = "learning rate", 5
PARTS = ("log in", "open and run", f"{MOVES} moves")
PATIENCE = 600  # seconds; only a failure takes that long
ONLY_HERE = """
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.authenticator_class = "dummy"
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/homes/{{username}}"
c.Spawner.args.append("--allow-root")
c.JupyterHub.bind_url = "http://127.0.0.1:{}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{}"
"""


class Learner:
    """What a browser does for one learner; `seconds` holds how long each thing took."""

    def __init__(self, hub, name):
        self.hub, self.name, self.seconds = hub, name, {}
        self.server = f"{hub}/user/{name}"
        self.browser = requests.Session()

    def take_part(self, all_are_here):
        """All of the lesson; the kernel stays, so that the seat can be measured."""
        parts = (self.log_in, self.open_and_run, self.move_the_slider)
        all_are_here.wait()
        for name, part in zip(PARTS, parts, strict=True):
            started = time.monotonic()
            part()
            self.seconds[name] = time.monotonic() - started

    def ask(self, method, url, **options):
        reply = self.browser.request(method, url, timeout=PATIENCE, **options)
        reply.raise_for_status()
        return reply

    def log_in(self):
        """Fill in the form, wait as the page does, and arrive at the start of the course."""
        self.ask("GET", f"{self.hub}/hub/login")
        form = {"username": self.name, "password": "", "_xsrf": self.browser.cookies["_xsrf"]}
        self.ask("POST", f"{self.hub}/hub/login", data=form)
        progress = f"{self.hub}/hub/api/users/{self.name}/server/progress"
        for line in self.ask("GET", progress, stream=True).iter_lines():
            if line.startswith(b"data:"):
                event = json.loads(line.removeprefix(b"data:"))
                assert not event.get("failed"), event
        page = self.ask("GET", self.server)
        assert page.url.endswith(f"/lab/tree/{START}"), page.url

    def open_and_run(self):
        """Open the notebook, start its kernel, and run it from top to bottom."""
        cells = self.ask("GET", f"{self.server}/api/contents/{NOTEBOOK}").json()["content"]["cells"]
        session = {"path": NOTEBOOK, "name": "", "type": "notebook", "kernel": {"name": "python3"}}
        secret = {c.name: c.value for c in self.browser.cookies if self.name in c.path}["_xsrf"]
        started = self.ask(
            "POST", f"{self.server}/api/sessions", json=session, headers={"X-XSRFToken": secret}
        )
        channels = f"{self.server}/api/kernels/{started.json()['kernel']['id']}/channels"
        request = requests.Request("GET", channels)
        self.kernel = websocket.create_connection(
            channels.replace("http", "ws", 1),
            cookie=requests.cookies.get_cookie_header(self.browser.cookies, request),
            timeout=PATIENCE,
        )
        self.models = {}
        for cell in cells:
            if cell["cell_type"] == "code":
                self.run(cell["source"])

    def run(self, code):
        for kind, content in self.say("execute_request", code=code, store_history=True):
            assert kind != "error", content
            if kind in ("comm_open", "comm_msg"):
                model = self.models.setdefault(content["comm_id"], {})
                model |= content["data"].get("state", {})

    def move_the_slider(self):
        """Move it a few times; each time the kernel answers with a new picture."""
        comm = next(c for c, m in self.models.items() if m.get("description") == SLIDER)
        index = self.models[comm]["index"]
        for move in range(1, MOVES + 1):
            data = {"method": "update", "state": {"index": index + move}, "buffer_paths": []}
            said = list(self.say("comm_msg", comm_id=comm, data=data))
            assert any("<svg" in str(content) for kind, content in said if kind == "comm_msg")

    def say(self, kind, **content):
        """Send one message; yields what the kernel says to it, until it rests."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": self.name}
        header |= {"username": self.name, "version": "5.4"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        self.kernel.send(json.dumps(message | {"channel": "shell"}))
        while True:
            reply = json.loads(self.kernel.recv())
            if reply["parent_header"].get("msg_id") == header["msg_id"]:
                yield reply["msg_type"], reply["content"]
                if reply["content"].get("execution_state") == "idle":
                    return


def free_ports(count):
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@contextlib.contextmanager
def hub():
    """The hub's address and its process; afterwards nothing of it is left."""
    with tempfile.TemporaryDirectory() as folder:
        ports = free_ports(3)
        course, config, log = (Path(folder, name) for name in ("course", "config.py", "log"))
        handout.write(course)
        Path(folder, "homes").mkdir()
        text = (ROOT / "docs" / "jupyterhub_config.py").read_text(encoding="utf-8")
        text = text.replace("/srv/course", str(course))
        config.write_text(text + ONLY_HERE.format(*ports, folder=folder), encoding="utf-8")
        command = [sys.executable, "-m", "jupyterhub", "--config", config]
        with log.open("w", encoding="utf-8") as file:
            process = psutil.Popen(command, cwd=folder, stdout=file, stderr=file)
        try:
            address = f"http://127.0.0.1:{ports[0]}"
            wait_for(address, process)
            yield address, process
        except BaseException:
            print(log.read_text(encoding="utf-8")[-5000:], file=sys.stderr)
            raise
        finally:
            end(process)


def wait_for(address, process):
    while process.poll() is None:
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{address}/hub/health", timeout=PATIENCE).raise_for_status()
        time.sleep(0.2)
    raise RuntimeError("the hub has ended")


def end(process):
    """Ask the hub to end, which ends its servers; end what does not."""
    if process.poll() is None:
        started = process.children(recursive=True)
        process.terminate()
        _, left = psutil.wait_procs([process, *started], timeout=60)
        for one in left:
            one.kill()


def seats(process):
    """(megabytes, CPU seconds) of each learner's server and kernel; shared memory is shared out."""
    sums = {}
    for child in process.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # it has ended meanwhile
            name, used = child.environ().get("JUPYTERHUB_USER"), child.cpu_times()
            if name:
                more = child.memory_full_info().pss / 1e6, used.user + used.system
                sums[name] = tuple(map(sum, zip(sums.get(name, (0, 0)), more, strict=True)))
    return list(sums.values())


def report(learners, failures, found):
    yield f"{len(learners) - len(failures)} of {len(learners)} learners were served"
    yield from (f"  {failure!r}" for failure in failures)
    yield f"{'seconds':14}{'first':>8}{'median':>8}{'last':>8}"
    for part in PARTS:
        times = sorted(one.seconds[part] for one in learners if part in one.seconds)
        if times:
            three = times[0], statistics.median(times), times[-1]
            yield f"{part:14}" + "".join(f"{seconds:8.1f}" for seconds in three)
    if found:
        memory, cpu = map(statistics.mean, zip(*found, strict=True))
        yield f"a seat took {memory:.0f} MB, and {cpu:.0f} s of one core"
    yield f"the machine has {os.cpu_count()} cores"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("learners", nargs="?", default=20, type=int)
    count = parser.parse_args().learners
    with hub() as (address, process):
        all_are_here = threading.Barrier(count)
        learners = [Learner(address, f"learner{number}") for number in range(count)]
        with concurrent.futures.ThreadPoolExecutor(count) as pool:
            jobs = [pool.submit(learner.take_part, all_are_here) for learner in learners]
        failures = [job.exception() for job in jobs if job.exception()]
        print("\n".join(report(learners, failures, seats(process))))
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
