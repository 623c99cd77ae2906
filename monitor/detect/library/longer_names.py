"""Whose names are inside whose longer names: Guinea in Papua New Guinea, インド in インドネシア."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from monitor.detect.rules.entity import may_hide
from monitor.language.scripts import runs_on
from monitor.language.words import words


def masks(entities: Mapping[str, tuple[Iterable[str], Iterable[str]]]) -> dict[str, set[str]]:
    """For each entity, the others that have a longer full name with one of its names in it.

    Each entity comes with its full names and its weak ones; only full names hide others.
    """
    owners: dict[str, set[str]] = {}
    for entity, (names, weak) in entities.items():
        for name in (*names, *weak):
            owners.setdefault(" ".join(words(name)), set()).add(entity)
    found: dict[str, set[str]] = {}
    for entity, (names, _) in entities.items():
        for name in names:
            for part in _parts(" ".join(words(name))):
                for inner in owners.get(part, ()):
                    if may_hide(entity, inner):
                        found.setdefault(inner, set()).add(entity)
    return found


def _parts(name: str) -> Iterator[str]:
    """Everything shorter that could be found in a name."""
    if runs_on(name):
        spans = ((start, stop) for start in range(len(name)) for stop in range(start + 2, len(name) + 1))
        yield from (name[start:stop] for start, stop in spans if stop - start < len(name))
        return
    parts = name.split()
    for start in range(len(parts)):
        for stop in range(start + 1, len(parts) + 1):
            if stop - start < len(parts):
                yield " ".join(parts[start:stop])
