"""The cost of polling, against `reader` (PyPI) and newsboat (Debian), on one loopback server.

    python -m tests.bench.polling_peers [ROUNDS]

200 feeds of 20 items: the first poll, three where nothing is new, and one with a new item in each. CPU seconds,
the least of the rounds, which alternate: whatever else a machine does makes a figure larger, never smaller.
Ours are those of all its processes: the collector, the workers, the store, a thousand rules and the stories;
the others have no rules and no stories. `reader` is installed into a throw-away environment; newsboat by apt-
get if this runs as root and it is missing; who cannot be had is left out. newsboat does not live between two
polls: its start is in its figures, and not in the others', but in the column "cold", which is a process from
its start to the end of its first poll.
"""

from __future__ import annotations

import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Protocol

from tests.bench.processes import cpu_of, cpu_of_children

FEEDS = 200
PHASES = ("first poll", "nothing new", "one new in each", "cold")
POLLS = ((0,), (0, 0, 0), (1,))
"""For each phase its polls: how many items more than at first the feeds have."""
TARGETS = {"reader": (1 / 2, 1 / 10, 1 / 10, None), "newsboat": (1.0, None, 1 / 5, None)}
HERE = Path(__file__).parent


class Lines:
    """A process that answers each line with a line."""

    def __init__(self, *command: str) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.first = self._line()

    @property
    def cpu(self) -> float:
        """CPU seconds that it and its processes have taken so far."""
        return cpu_of(self._process.pid) + cpu_of_children(self._process.pid)

    def ask(self, line: str) -> str:
        """The answer to a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._line()

    def end(self) -> None:
        """Let it end by itself."""
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended")
        return line


class Contestant(Protocol):
    """Somebody who polls all feeds when told to."""

    start: float
    """CPU seconds until it was ready; 0 if that is in each of its polls."""

    def poll(self) -> tuple[float, int]:
        """The CPU seconds that it took, and how many items were new."""

    def end(self) -> None:
        """Give up everything."""


class Talking:
    """A contestant that lives between the polls."""

    def __init__(self, *command: str) -> None:
        self._lines = Lines(*command)
        self.start = self._lines.cpu

    def poll(self) -> tuple[float, int]:
        """As the protocol says."""
        seconds, new = self._lines.ask("poll").split()
        return float(seconds), int(new)

    def end(self) -> None:
        """As the protocol says."""
        self._lines.end()


class Newsboat:
    """A contestant that is started for each poll."""

    def __init__(self, folder: Path, *, port: int) -> None:
        self.start = 0.0
        self._folder = folder
        (folder / "urls").write_text("".join(f"http://127.0.0.1:{port}/{feed}\n" for feed in range(FEEDS)))
        (folder / "config").write_text("reload-threads 10\nsuppress-first-reload yes\n")

    def poll(self) -> tuple[float, int]:
        """As the protocol says; new items are not told."""
        files = {"-C": "config", "-u": "urls", "-c": "cache.db"}
        options = [part for flag, name in files.items() for part in (flag, str(self._folder / name))]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        environment = {**os.environ, "HOME": str(self._folder), "LC_ALL": "C.UTF-8"}
        subprocess.run(
            ["newsboat", *options, "-x", "reload"], check=True, env=environment, stdout=subprocess.DEVNULL
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, -1

    def end(self) -> None:
        """As the protocol says."""


def reader_python(folder: Path) -> str | None:
    """The interpreter of a new environment with `reader` in it, or None if it cannot be had."""
    python = str(folder / "bin" / "python")
    base = getattr(sys, "_base_executable", sys.executable)
    for command in (
        [base, "-m", "venv", str(folder)],
        # Its own copy of an older feed parser needs sgmllib3k, and does not say so.
        [python, "-m", "pip", "install", "--quiet", "reader", "sgmllib3k"],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"reader is left out: {done.stderr.strip().splitlines()[-1][:200]}")
            return None
    return python


def has_newsboat() -> bool:
    """Whether newsboat is there, by now."""
    if shutil.which("newsboat") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(
            ["apt-get", "install", "--yes", "--no-install-recommends", "newsboat"],
            capture_output=True,
            check=False,
        )
    if shutil.which("newsboat") is None:
        print("newsboat is left out: it is not installed, and only root may install it")
        return False
    return True


def contest(name: str, folder: Path, *, python: str | None) -> list[tuple[float, int]]:
    """One contestant's phases, on a server of its own."""
    server = Lines(sys.executable, "-m", "tests.bench.polling_server", str(FEEDS))
    port = server.first
    contestant: Contestant
    match name:
        case "reader":
            assert python is not None
            contestant = Talking(
                python, str(HERE / "polling_reader.py"), port, str(FEEDS), str(folder / "reader.db")
            )
        case "newsboat":
            contestant = Newsboat(folder, port=int(port))
        case _:
            contestant = Talking(sys.executable, "-m", "tests.bench.polling_monitor", port, str(FEEDS))
    results = []
    for phase in POLLS:
        polls = []
        for more in phase:
            server.ask(str(more))
            polls.append(contestant.poll())
        results.append(min(polls))
    contestant.end()
    server.end()
    return [*results, (contestant.start + results[0][0], results[0][1])]


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory(prefix="peers-", dir="/tmp") as scratch:
        python = reader_python(Path(scratch, "venv"))
        names = ["monitor", *(["reader"] if python else []), *(["newsboat"] if has_newsboat() else [])]
        took: dict[str, list[list[tuple[float, int]]]] = {name: [] for name in names}
        for number in range(rounds):
            for name in names:
                folder = Path(scratch, f"{name}-{number}")
                folder.mkdir()
                took[name].append(contest(name, folder, python=python))
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; {FEEDS} feeds")
    print(f"CPU seconds, the least of {rounds} alternating rounds; the ratio is ours to theirs, then the target")
    print(f"{'':12}" + "".join(f"{phase:>26}" for phase in PHASES))
    least = {
        name: [min(phase[0] for phase in column) for column in zip(*runs, strict=True)]
        for name, runs in took.items()
    }
    for name in names:
        cells = []
        for phase, seconds in enumerate(least[name]):
            target = TARGETS[name][phase] if name in TARGETS else None
            ratio = f" {least['monitor'][phase] / seconds:.3f}" if name != "monitor" else ""
            cells.append(f"{seconds:.3f}{ratio}" + (f" (<= {target:g})" if target else ""))
        print(f"{name:12}" + "".join(f"{cell:>26}" for cell in cells))
    print("new items:", {name: [new for _, new in runs[0]] for name, runs in took.items()})


if __name__ == "__main__":
    main()
