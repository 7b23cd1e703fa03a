"""Chromium, Firefox and WebKit, each behind the same four methods.

Firefox speaks WebDriver BiDi itself, and Debian's WebKitWebDriver is a plain WebDriver: both are
asked for directly. Nothing is installed here; what is missing is named.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import urllib.request
from pathlib import Path

import lab
import websocket

KEYS = {"Home": "\ue011", "End": "\ue010"}


def program(what, *names):
    """The path of the first of these programs that is there."""
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        raise FileNotFoundError(f"{names[0]} is missing: `apt install {what}` brings it.")
    return path


def strokes(key):
    """A key, pressed and let go, as both protocols want to hear of it."""
    actions = [{"type": kind, "value": KEYS[key]} for kind in ("keyDown", "keyUp")]
    return [{"type": "key", "id": "keyboard", "actions": actions}]


@contextlib.contextmanager
def running(*command, **options):
    with subprocess.Popen(list(map(str, command)), text=True, **options) as process:
        try:
            yield process
        finally:
            process.terminate()


class Chromium:
    def __init__(self, page):
        self.goto, self.press = page.goto, page.keyboard.press
        self.evaluate = page.evaluate

    @classmethod
    @contextlib.contextmanager
    def start(cls):
        with lab.browser() as browser:
            yield cls(browser.new_page())


class Firefox:
    def __init__(self, address):
        self.count = 0
        self.socket = websocket.create_connection(
            f"{address}/session", timeout=lab.START, suppress_origin=True
        )
        self.call("session.new", capabilities={})
        (tab,) = self.call("browsingContext.getTree")["contexts"]
        self.tab = tab["context"]

    @classmethod
    @contextlib.contextmanager
    def start(cls):
        path = program("firefox-esr", "firefox-esr", "firefox")
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            flags = ("--headless", "--profile", profile, "--remote-debugging-port", 0)
            with running(
                path, *flags, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            ) as process:
                said = (re.search(r"BiDi listening on (\S+)", line) for line in process.stderr)
                engine = cls(next(filter(None, said))[1])
                yield engine
                engine.socket.close()

    def call(self, method, **parameters):
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": parameters}))
        while (answer := json.loads(self.socket.recv())).get("id") != self.count:
            pass  # an event, which nobody asked for
        if "result" not in answer:
            raise RuntimeError(answer["message"])
        return answer["result"]

    def goto(self, address):
        self.call("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def press(self, key):
        self.call("input.performActions", context=self.tab, actions=strokes(key))

    def evaluate(self, source):
        answer = self.call(
            "script.evaluate",
            expression=f"JSON.stringify(({source}) ?? null)",
            target={"context": self.tab},
            awaitPromise=False,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])


class WebKit:
    def __init__(self, address):
        self.session = f"{address}/session"
        found = self.call("", capabilities={"alwaysMatch": {}})
        self.session += f"/{found['sessionId']}"

    @classmethod
    @contextlib.contextmanager
    def start(cls):
        driver = program("webkit2gtk-driver", "WebKitWebDriver")
        screen = program("xvfb", "Xvfb")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        quiet = {"stderr": subprocess.DEVNULL}
        number = (screen, "-displayfd", 1, "-nolisten", "tcp")
        with running(*number, stdout=subprocess.PIPE, **quiet) as display:
            there = os.environ | {"DISPLAY": f":{display.stdout.readline().strip()}"}
            with running(driver, f"--port={port}", env=there, **quiet) as process:
                lab.wait_for(f"http://127.0.0.1:{port}/status", process, Path(os.devnull))
                engine = cls(f"http://127.0.0.1:{port}")
                yield engine
                urllib.request.urlopen(urllib.request.Request(engine.session, method="DELETE"))

    def call(self, path, **parameters):
        request = urllib.request.Request(self.session + path, json.dumps(parameters).encode())
        with urllib.request.urlopen(request, timeout=lab.START) as answer:
            return json.load(answer)["value"]

    def goto(self, address):
        self.call("/url", url=address)

    def press(self, key):
        self.call("/actions", actions=strokes(key))

    def evaluate(self, source):
        return self.call("/execute/sync", script=f"return {source}", args=[])


ENGINES = (Chromium, Firefox, WebKit)
