"""A folder of rules at one moment: what is read twice is the same twice, whatever an editor does meanwhile."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from monitor.config.configuration import Configuration, load_configuration
from monitor.errors import MonitorError, Problem
from monitor.yamldoc.parse import MAX_BYTES
from monitor.yamldoc.regular_file import read_regular

Files = Mapping[str, bytes]
"""Content by path, relative to the folder, with '/' between its parts."""
UNREADABLE = b"\0"
"""Stands for the content of a file that is there and cannot be read: it must not count as deleted."""
Signature = tuple[tuple[str, int, int, int, int], ...]
"""Path, size in bytes, time of change in ns, inode and mode of each file: differs after every edit that is saved,
and once a file may be read again."""

_MEMORY = Path("/dev/shm")  # noqa: S108  # in it, a folder with a name and rights of its own
"""Where there is one, no full disk keeps the rules from being read."""
_BEING_WRITTEN = ("~", ".swp", ".swx", ".tmp", ".bak", ".part")
"""How the names of files end that editors leave beside the one that they write."""


def signature(directory: Path) -> Signature:
    """What the folder looks like from outside; empty if it is not there."""
    found = []
    for path in _files(directory):
        try:
            seen = path.stat()
        except OSError:  # deleted meanwhile
            continue
        name = path.relative_to(directory).as_posix()
        found.append((name, seen.st_size, seen.st_mtime_ns, seen.st_ino, seen.st_mode))
    return tuple(found)


def snapshot(directory: Path) -> dict[str, bytes]:
    """Every file of the folder; a file that is gone by the time it is read is not in it."""
    files: dict[str, bytes] = {}
    for path in _files(directory):
        # A name that is no UTF-8 could be neither stored nor reported.
        name = path.relative_to(directory).as_posix().encode(errors="replace").decode()
        try:
            files[name] = read_regular(path, limit=MAX_BYTES + 1)
        except OSError as error:
            if path.is_symlink() or not isinstance(error, FileNotFoundError):
                files[name] = UNREADABLE
    return files


def load_snapshot(
    files: Files, *, directory: Path, environment: Mapping[str, str], within: Path | None = None
) -> Configuration:
    """The configuration that these files make. Its problems name the files as they are in `directory`.

    The files are laid out `within` a folder. Raises MonitorError if there is no room for them.
    """
    if within is None and os.access(_MEMORY, os.W_OK | os.X_OK):
        within = _MEMORY
    with ExitStack() as stack:
        try:  # the folder has mode 0700: the files may hold secrets
            name = stack.enter_context(tempfile.TemporaryDirectory(prefix="monitor-rules-", dir=within))
            _lay_out(files, Path(name), directory=directory)
        except OSError as error:
            where = within or "TMPDIR"
            raise MonitorError(f"the rules cannot be laid out in {where} to be read: {error.strerror}") from error
        found = load_configuration(Path(name), environment=environment)
    problems = tuple(_shown(problem, here=name, there=str(directory)) for problem in found.problems)
    return replace(found, directory=directory, problems=problems)


def _lay_out(files: Files, folder: Path, *, directory: Path) -> None:
    for path, content in files.items():
        target = folder / path
        if not target.resolve().is_relative_to(folder.resolve()):  # whoever can write to the store made it up
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if content == UNREADABLE:
            target.symlink_to((directory / path).absolute())  # reading it says why it cannot be read
        else:
            target.write_bytes(content)


def _shown(problem: Problem, *, here: str, there: str) -> Problem:
    return replace(problem, path=problem.path.replace(here, there), message=problem.message.replace(here, there))


def _files(directory: Path) -> Iterator[Path]:
    """The files in order. Links are followed: a mounted ConfigMap is nothing but links."""
    seen: set[str] = set()
    for folder, folders, names in os.walk(directory, followlinks=True):
        seen.add(os.path.realpath(folder))
        folders[:] = sorted(
            one for one in folders if one[0] != "." and os.path.realpath(Path(folder, one)) not in seen
        )
        for name in sorted(names):
            if name[0] not in ".#" and not name.endswith(_BEING_WRITTEN):
                yield Path(folder, name)
