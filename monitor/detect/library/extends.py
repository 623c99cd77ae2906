"""Entities of the user's that add names to one that comes with the monitor, instead of taking its place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from monitor.detect.rules.entity import Alias, Entity
from monitor.yamldoc.parse import Document, Entry, Node, nearest


def check_extends(document: Document, entry: Entry, node: Node, library: Collection[str]) -> bool:
    """Whether an entity extends one of the library. What keeps it from that is noted."""
    wanted, name = document.text(node, "extends"), entry.key.value
    if wanted is None:
        return False
    if wanted not in library:
        hint = nearest(wanted, library)
        document.problem(node, "E201", f"no entity {wanted!r} comes with the monitor", hint=hint)
        return False
    if wanted != name:
        what = f"an entity that extends {wanted!r} must have the same id"
        document.problem(entry.key, "E105", what, hint=wanted)
        return False
    return True


def extended(own: Entity, shipped: Entity) -> Entity:
    """The shipped entity with all that the own one adds. A name that both have is as the own one writes it."""
    return replace(
        own,
        names=_merged(own.names, shipped.names, but=own.weak),
        weak=_merged(own.weak, shipped.weak, but=own.names),
        metonyms=_merged(own.metonyms, shipped.metonyms),
        context=(*shipped.context, *own.context),
        excepts=(*shipped.excepts, *own.excepts),
        part_of=shipped.part_of,
        roles=shipped.roles,
    )


def _merged(
    own: tuple[Alias, ...], shipped: tuple[Alias, ...], *, but: tuple[Alias, ...] = ()
) -> tuple[Alias, ...]:
    said = {(alias.text, alias.lang) for alias in (*own, *but)}
    return (*(alias for alias in shipped if (alias.text, alias.lang) not in said), *own)
