"""Words near one another: one place for each operand, each close to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.detect.reading import Reading, Span


class Group(NamedTuple):
    """One place for each operand, in the order of the text."""

    span: Span
    members: tuple[tuple[int, int], ...]
    """The operand, and which of its places."""


def groups(operands: Sequence[Sequence[Span]], *, reading: Reading, within: int, ordered: bool) -> list[Group]:
    """The groups in which at most `within` words stand between each place and the next.

    Ordered groups have the operands in their own order. Two operands never share the same span. There may be a
    great many ways to choose; of those that end at one place with the same operands, the tightest is kept.
    """
    places = sorted((span, i, n) for i, spans in enumerate(operands) for n, span in enumerate(spans))
    everyone = (1 << len(operands)) - 1
    chains: list[dict[int, Group]] = []
    found: list[Group] = []
    for span, operand, number in places:
        me = 1 << operand
        ending: dict[int, Group] = {}
        if not ordered or operand == 0:
            ending[me] = Group(span, ((operand, number),))
        for (earlier, _, _), chain in zip(places, chains, strict=False):
            if earlier != span and reading.distance(earlier, span) <= within:
                _extend(ending, chain, span=span, operand=operand, number=number, ordered=ordered)
        chains.append(ending)
        if everyone in ending:
            found.append(ending[everyone])
    return found


def _extend(
    ending: dict[int, Group], chains: dict[int, Group], *, span: Span, operand: int, number: int, ordered: bool
) -> None:
    for members, group in chains.items():
        if members >> operand & 1 or (ordered and members != (1 << operand) - 1):
            continue
        joined = Group((group.span[0], max(group.span[1], span[1])), (*group.members, (operand, number)))
        known = ending.get(members | 1 << operand)
        if known is None or joined.span[0] > known.span[0]:
            ending[members | 1 << operand] = joined
