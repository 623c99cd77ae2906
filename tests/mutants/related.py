"""Which tests belong to a module, those first that are nearest to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

_ALSO = {
    "app": ("tests/flow",),
    "cli": ("tests/test_docs.py",),
    "clock": ("tests/test_clock.py", "tests/collect", "tests/store"),
    "collect": ("tests/security", "tests/app", "tests/flow/test_flow_manners.py"),
    "config": ("tests/app", "tests/cli", "tests/security", "tests/test_shipped_rules.py"),
    "desk": ("tests/cli", "tests/app", "tests/flow/test_flow_reload.py"),
    "detect": ("tests/config", "tests/security", "tests/test_shipped_rules.py"),
    "errors": ("tests/yamldoc", "tests/config", "tests/detect", "tests/cli"),
    "group": ("tests/app", "tests/flow/test_flow_correlation.py", "tests/flow/test_flow_holding.py"),
    "language": ("tests/detect", "tests/group"),
    "model": ("tests/store", "tests/route", "tests/group", "tests/send", "tests/app", "tests/collect"),
    "route": ("tests/app", "tests/flow/test_flow_holding.py"),
    "send": ("tests/contracts", "tests/app", "tests/cli", "tests/flow/test_flow_send_kills.py"),
    "store": ("tests/app", "tests/desk", "tests/cli", "tests/flow/test_flow_send_kills.py"),
    "web": ("tests/security", "tests/flow/test_flow_websub.py"),
    "yamldoc": ("tests/detect", "tests/config", "tests/desk", "tests/security"),
}
"""Beside the folder that mirrors a room: where else its promises are tested."""
_EVERYTHING = "tests/flow/test_flow_daemon.py"
_IMPORT = re.compile(r"^\s*(?:from|import) ((?:monitor|tests)[\w.]*)(?: import \(?([\w, ]*))?", re.MULTILINE)
_SPAWNS = ('"-m", "monitor"', "tests.flow.", "sys.executable")
"""What a test says that runs the whole program."""


def related_tests(root: Path, path: Path) -> list[Path]:
    """The files of tests for a module, relative to the root.

    In the order of their distance: how many imports lie between. What does not import it is left out, unless it
    starts the program.
    """
    room = path.with_suffix("").parts[1]
    places = [Path("tests", room), *map(Path, _ALSO.get(room, ())), Path(_EVERYTHING)]
    files = list(dict.fromkeys(file for place in places for file in _files(root, place)))
    subjects = _subjects(root, path)
    distances = _distances(root, subjects)
    names = [subject.stem.strip("_")[:6] for subject in subjects]

    def distance(file: Path) -> int | None:
        if any(name in file.stem for name in names):
            return 0
        spawns = any(sign in (root / file).read_text("utf-8") for sign in _SPAWNS)
        return distances.get(_dotted(file), 100 if spawns else None)

    found = [(rank, place, file) for place, file in enumerate(files) if (rank := distance(file)) is not None]
    return [file for _, _, file in sorted(found)]


def _files(root: Path, place: Path) -> Iterator[Path]:
    if place.suffix:
        yield from [place] if (root / place).exists() else []
    else:
        yield from sorted(file.relative_to(root) for file in (root / place).glob("test_*.py"))


def _subjects(root: Path, path: Path) -> list[Path]:
    """The module itself; for a script of the store the modules that run it."""
    if path.suffix == ".py":
        return [path.parent if path.stem == "__init__" else path]
    name = re.compile(rf"\bscripts\.{path.stem.upper()}\b")
    users = sorted(user for user in (root / "monitor").rglob("*.py") if name.search(user.read_text("utf-8")))
    return [user.relative_to(root) for user in users] or [Path("monitor/store/base/scripts.py")]


def _distances(root: Path, subjects: Sequence[Path]) -> dict[str, int]:
    """Each module that imports one of these, by however many others -> by how many."""
    importers = _importers(root)
    known = {_dotted(subject): 1 for subject in subjects}
    edge = list(known)
    while edge:
        nearer = edge
        edge = []
        for module in nearer:
            for importer in sorted(importers.get(module, ())):
                if importer not in known:
                    known[importer] = known[module] + 1
                    edge.append(importer)
    return known


@cache
def _importers(root: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for folder in ("monitor", "tests"):
        for file in sorted((root / folder).rglob("*.py")):
            path = file.relative_to(root)
            name = _dotted(path.parent if path.stem == "__init__" else path)
            for module, names in _IMPORT.findall(file.read_text("utf-8")):
                parts = (f"{module}.{part.strip().partition(' ')[0]}" for part in names.split(",") if part.strip())
                for imported in (module, *parts):
                    found.setdefault(imported, set()).add(name)
    return found


def _dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts)
