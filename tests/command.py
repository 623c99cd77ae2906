"""The command `monitor`, run in this process: what it prints, and the code that it ends with.

A process of its own costs a second of imports, and shows no more: only tests of signals and pipes need one.
"""

from __future__ import annotations

import asyncio
import io
import logging
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from monitor.cli import main


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def command(
    *arguments: str, at: Path | None = None, given: str = "", environment: Mapping[str, str] | None = None
) -> Answer:
    """Run it in this folder with these variables beside those of the tests, and wait for its end."""
    with ThreadPoolExecutor(1) as beside:  # the loop of a test may be running in this thread
        return beside.submit(_run, arguments, at or Path.cwd(), given, environment or {}).result()


_ALONE = threading.Lock()
"""A process has one standard output: commands that are asked for at once run one after the other."""


async def command_beside(*arguments: str, environment: Mapping[str, str] | None = None) -> Answer:
    """Likewise, while the loop goes on: the services of the test answer the command."""
    return await asyncio.to_thread(_run, arguments, Path.cwd(), "", environment or {})


def _run(arguments: tuple[str, ...], at: Path, given: str, environment: Mapping[str, str]) -> Answer:
    with _ALONE, _own_logs(), _surroundings(arguments, at, given, environment) as (out, err):
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Answer(returncode=code, stdout=_text(out), stderr=_text(err))


@contextmanager
def _own_logs() -> Iterator[None]:
    """A command may set up logs as a process has them; those of the tests are as they were afterwards."""
    root, monitor = logging.getLogger(), logging.getLogger("monitor")
    configured = structlog.get_config() if structlog.is_configured() else None
    handlers, levels = list(root.handlers), (root.level, monitor.level)
    try:
        yield
    finally:
        structlog.reset_defaults()
        if configured is not None:
            structlog.configure(**configured)
        root.handlers[:] = handlers
        root.setLevel(levels[0])
        monitor.setLevel(levels[1])


@contextmanager
def _surroundings(
    arguments: tuple[str, ...], at: Path, given: str, environment: Mapping[str, str]
) -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    """What a process has for itself, as the command is to find it."""
    before = Path.cwd(), dict(os.environ), sys.argv, sys.stdin, sys.stdout, sys.stderr
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    try:
        os.chdir(at)
        os.environ.update(environment)
        sys.argv, sys.stdout, sys.stderr = ["monitor", *arguments], out, err
        sys.stdin = io.TextIOWrapper(io.BytesIO(given.encode()), "utf-8")
        yield out, err
    finally:
        os.chdir(before[0])
        os.environ.clear()
        os.environ.update(before[1])
        sys.argv, sys.stdin, sys.stdout, sys.stderr = before[2:]


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    written: object = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode("utf-8", "replace").replace("\r\n", "\n")
