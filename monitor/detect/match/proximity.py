"""Words near one another: one place for each operand, each close to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.detect.match.folded_item import FoldedItem, Span


class ProximityGroup(NamedTuple):
    """One place for each operand, in the order of the text."""

    span: Span
    members: tuple[tuple[int, int], ...]
    """The operand, and which of its places."""


class _Link(NamedTuple):
    """A place, and the tightest chain of places that ends there for each set of operands, as bits."""

    span: Span
    reach: Span
    """From here to where the furthest place so far ends: if that is too far away, so is all before."""
    chains: dict[int, ProximityGroup]


def groups(
    operands: Sequence[Sequence[Span]], *, reading: FoldedItem, within: int, ordered: bool
) -> list[ProximityGroup]:
    """The groups in which at most `within` words stand between each place and the next.

    Ordered groups have the operands in their own order. Two operands never share the same span. Of the groups
    that end at one place, the tightest is given.
    """
    places = sorted((span, operand, n) for operand, spans in enumerate(operands) for n, span in enumerate(spans))
    everyone = (1 << len(operands)) - 1
    links: list[_Link] = []
    found: list[ProximityGroup] = []
    for span, operand, number in places:
        chains: dict[int, ProximityGroup] = {}
        if not ordered or operand == 0:
            chains[1 << operand] = ProximityGroup(span, ((operand, number),))
        for link in reversed(links):
            if reading.distance(link.reach, span) > within:
                break
            if link.span != span and reading.distance(link.span, span) <= within:
                _extend(chains, link.chains, span=span, operand=operand, number=number, ordered=ordered)
        reach = max(span[1], links[-1].reach[1]) if links else span[1]
        links.append(_Link(span, (span[0], reach), chains))
        if everyone in chains:
            found.append(chains[everyone])
    return found


def _extend(
    chains: dict[int, ProximityGroup],
    earlier: dict[int, ProximityGroup],
    *,
    span: Span,
    operand: int,
    number: int,
    ordered: bool,
) -> None:
    for members, group in earlier.items():
        if members >> operand & 1 or (ordered and members != (1 << operand) - 1):
            continue
        joined = ProximityGroup((group.span[0], max(group.span[1], span[1])), (*group.members, (operand, number)))
        known = chains.get(members | 1 << operand)
        if known is None or joined.span[0] > known.span[0]:
            chains[members | 1 << operand] = joined
