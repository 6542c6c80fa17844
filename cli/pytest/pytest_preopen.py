"""The simulated exchange of preopen as a pytest fixture. One file, the standard library alone.

    def test_a_muted_index_is_noticed(preopen):
        preopen.at("09:16")                    # everything up to then happens
        preopen.fault("mute BANKNIFTY")        # or a dict, as a fault in a scenario file
        ...                                    # your code finds the exchange by preopen.env, which is set for the test

Put it beside conftest.py, or on PYTHONPATH, and say `-p pytest_preopen` (or `pytest_plugins = ["pytest_preopen"]` in the top conftest.py).

Settings (pytest.ini, or an environment variable, which has the last word):
    preopen_command   PREOPEN_COMMAND    how preopen is run, "npx --no-install preopen" unless given
    preopen_scenario  PREOPEN_SCENARIO   "market-hours" unless given
    preopen_start     PREOPEN_AT         IST time at which every test begins, "09:14:00" unless given
    preopen_args                         further flags of serve, such as --backend --backend-port 0

A test may ask for another exchange: @pytest.mark.preopen(scenario="holiday", start="09:00:00", args=["--wire", "documented"]).
Exchanges are started once per run and put back to their beginning for each test.
"""

import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import pytest

START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 10
CALL_SECONDS_MAX = 60


class PreopenError(Exception):
    """The exchange did not start, or refused what it was asked; the text says why and how to mend it."""


class Exchange:
    """A served exchange and its control port."""

    def __init__(self, ready):
        self._control_url = ready["controlUrl"]
        self._token = ready["controlToken"]
        self.rest_url = ready["restUrl"]
        self.feed_url = ready["feedUrl"]
        self.backend_url = ready["backendUrl"]
        self.env = dict(ready["env"])

    def at(self, time_of_day):
        """Lets the day go on to an IST time, "09:16" or "09:16:30", with everything that happens on the way."""
        return self._ask("POST", "/clock", {"seek": time_of_day})

    def clock(self):
        """{"now": ISO time, "epochMs": ..., "speed": ..., "scenario": ...}"""
        return self._ask("GET", "/clock")

    def pause(self):
        return self._ask("POST", "/clock", {"pause": True})

    def resume(self):
        return self._ask("POST", "/clock", {"resume": True})

    def speed(self, factor):
        """Scenario seconds per second."""
        return self._ask("POST", "/clock", {"speed": factor})

    def fault(self, words_or_fields):
        """Plans a fault, "mute BANKNIFTY" or a dict as in a scenario file, and returns it with its id."""
        return self._ask("POST", "/faults", words_or_fields)

    def faults(self):
        """Every planned fault and how often it struck."""
        return self._ask("GET", "/faults")["faults"]

    def end_fault(self, fault_id):
        return self._ask("DELETE", "/faults/" + fault_id)

    def expectations(self):
        """What the scenario expects of its clients, and whether they kept to it."""
        return self._ask("GET", "/expectations")

    def counters(self):
        """What the exchange was asked, refused and sent so far."""
        return self._ask("GET", "/counters")

    def reset(self):
        """Everything as it was at first; connections are closed with 1001."""
        return self._ask("POST", "/reset")

    def _ask(self, method, path, body=None):
        request = urllib.request.Request(
            self._control_url + path,
            method=method,
            headers={"authorization": "Bearer " + self._token, "content-type": "application/json"},
            data=None if body is None else json.dumps(body).encode(),
        )
        # The exchange is on this machine: no proxy of the environment stands between.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=CALL_SECONDS_MAX) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise PreopenError(_reason(refused)) from None


def _reason(refused):
    try:
        return json.load(refused)["error"]
    except (ValueError, KeyError):
        return "the control port answered HTTP %d" % refused.code


class _Served:
    """A preopen serve in a process of its own."""

    def __init__(self, command, arguments):
        self._folder = tempfile.TemporaryDirectory(prefix="pytest-preopen-")
        ready_file = os.path.join(self._folder.name, "ready.json")
        self._errors = open(os.path.join(self._folder.name, "stderr.txt"), "w+b")
        words = [*shlex.split(command, posix=os.name == "posix"), "serve", "--quiet", *arguments, "--ready-file", ready_file]
        try:
            self._process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                shell=os.name == "nt",  # npx is a .cmd there
                start_new_session=os.name == "posix",
            )
        except OSError as error:
            self._drop_files()
            raise PreopenError(
                "expected a command that starts preopen, was %r (%s). Set preopen_command in pytest.ini." % (command, error)
            ) from None
        try:
            self.exchange = Exchange(self._wait(ready_file))
        except BaseException:
            self.stop()
            raise

    def _wait(self, ready_file):
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline:
            if os.path.exists(ready_file):
                with open(ready_file, encoding="utf-8") as file:
                    return json.load(file)
            if self._process.poll() is not None:
                raise PreopenError("preopen serve ended with %d: %s" % (self._process.returncode, self._said()))
            time.sleep(0.02)
        raise PreopenError("preopen serve was not ready after %d s: %s" % (START_SECONDS_MAX, self._said()))

    def _said(self):
        self._errors.seek(0)
        return self._errors.read().decode("utf-8", "replace").strip()

    def stop(self):
        if self._process.poll() is None:
            # npx does not pass signals on, so the whole group is told.
            self._signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self._signal(getattr(signal, "SIGKILL", signal.SIGTERM))
                self._process.wait()
        self._drop_files()

    def _signal(self, number):
        if os.name == "posix":
            os.killpg(self._process.pid, number)
        else:
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(self._process.pid)], capture_output=True, check=False)

    def _drop_files(self):
        self._errors.close()
        self._folder.cleanup()


def pytest_addoption(parser):
    parser.addini("preopen_command", "how preopen is run", default="npx --no-install preopen")
    parser.addini("preopen_scenario", "the scenario to serve", default="market-hours")
    parser.addini("preopen_start", "IST time at which every test begins", default="09:14:00")
    parser.addini("preopen_args", "further flags of preopen serve", type="args", default=[])


def pytest_configure(config):
    config.addinivalue_line("markers", "preopen(scenario, start, args): the exchange that this test is to have")


@pytest.fixture(scope="session")
def _preopen_exchanges():
    served = {}
    yield served
    for one in served.values():
        one.stop()


@pytest.fixture
def preopen(request, monkeypatch, _preopen_exchanges):
    """An exchange at the beginning of its day; its test credentials and addresses are in the environment of the test."""
    command, arguments = _wanted(request)
    key = (command, *arguments)
    if key not in _preopen_exchanges:
        _preopen_exchanges[key] = _Served(command, arguments)
    exchange = _preopen_exchanges[key].exchange
    exchange.reset()
    for name, value in exchange.env.items():
        monkeypatch.setenv(name, value)
    return exchange


def _wanted(request):
    config = request.config
    marker = request.node.get_closest_marker("preopen")
    asked = marker.kwargs if marker else {}
    unknown = sorted(set(asked) - {"scenario", "start", "args"})
    if unknown:
        raise PreopenError("@pytest.mark.preopen: expected scenario, start and args, was %s." % ", ".join(unknown))
    scenario = asked.get("scenario") or os.environ.get("PREOPEN_SCENARIO") or config.getini("preopen_scenario")
    start = asked.get("start") or os.environ.get("PREOPEN_AT") or config.getini("preopen_start")
    arguments = ["--scenario", scenario, "--at", start, *config.getini("preopen_args"), *asked.get("args", [])]
    return os.environ.get("PREOPEN_COMMAND") or config.getini("preopen_command"), arguments


if sys.version_info < (3, 8):
    raise ImportError("pytest_preopen needs Python 3.8 or newer")
