"""Which mutants are tried."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.mutants.lua_source import lua_mutants
from tests.mutants.mutant import Mutant
from tests.mutants.python_source import python_mutants


def mutants_of(root: Path, path: Path) -> list[Mutant]:
    """Every mutant of a file of the project, in the order of the text."""
    source = (root / path).read_bytes()
    return lua_mutants(path, source) if path.suffix == ".lua" else python_mutants(path, source)


def chosen(root: Path, *, seed: int, rooms: Sequence[str] = ()) -> Iterator[Mutant]:
    """Different mutants without end, by seed: a module, then a kind of change in it, then a place.

    The rooms are folders or modules under `monitor/`, such as `store/queues`; none stands for all of them.
    """
    rng = random.Random(seed)
    left = {path: mutants for path in _modules(root, rooms) if (mutants := mutants_of(root, path))}
    while left:
        path = rng.choice(sorted(left))
        kind = rng.choice(sorted({mutant.kind for mutant in left[path]}))
        mutant = rng.choice([mutant for mutant in left[path] if mutant.kind == kind])
        yield mutant
        left[path].remove(mutant)
        if not left[path]:
            del left[path]


def _modules(root: Path, rooms: Sequence[str]) -> list[Path]:
    package = root / "monitor"
    paths = [path.relative_to(root) for suffix in ("py", "lua") for path in package.rglob(f"*.{suffix}")]
    wanted = [Path("monitor", room) for room in rooms] or [Path("monitor")]
    return sorted(
        path
        for path in paths
        if any(path == room or room in path.parents or path.with_suffix("") == room for room in wanted)
    )
