"""Words near one another: one place for each operand, each close to the next."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import Span


class ProximityGroup(NamedTuple):
    """One place for each operand, in the order of the text."""

    span: Span
    members: tuple[tuple[int, int], ...]
    """The operand, and which of its places."""


class Place(NamedTuple):
    """Where an operand was found, and the words of it."""

    span: Span
    words: tuple[Span, ...]


class _Link(NamedTuple):
    """A chain of places, and how far into the text its last place goes."""

    reach: float
    """Counted in words."""
    start: int
    group: ProximityGroup
    last: Place


def groups(
    operands: Sequence[Sequence[Place]],
    *,
    reading: FoldedItem,
    within: int,
    ordered: bool,
    same_sentence: bool = False,
) -> list[ProximityGroup]:
    """The groups in which at most `within` words are between each place and the next.

    Ordered groups have the operands in their own order. Two operands never share a word. Of the groups that end at
    one place, the tightest is given. Each place costs as many steps as there are sets of operands that end at it,
    however long the text is.
    """
    places = sorted((place, operand, n) for operand, found in enumerate(operands) for n, place in enumerate(found))
    everyone = (1 << len(operands)) - 1
    chains = _Chains(everyone)
    found: list[ProximityGroup] = []
    last = None
    for place, operand, number in places:
        here = reading.sentence(place.span[0]) if same_sentence else reading.field(place.span[0])
        if here != last:
            last = here
            chains = _Chains(everyone)
        begins = reading.words_before(place.span[0])
        made = _extended(chains.near(place, begins - within), place, operand, number, ordered=ordered)
        if not ordered or operand == 0:
            made[1 << operand] = ProximityGroup(place.span, ((operand, number),))
        reading.steps.spend(1 + len(made))
        chains.add(place, reading.words_through(place.span[1]), made)
        if everyone in made:
            found.append(made[everyone])
    return found


def _extended(
    near: Iterable[tuple[int, ProximityGroup]], place: Place, operand: int, number: int, *, ordered: bool
) -> dict[int, ProximityGroup]:
    """The chains that a place ends, by their operands as bits."""
    made: dict[int, ProximityGroup] = {}
    for members, group in near:
        if members >> operand & 1 or (ordered and members != (1 << operand) - 1):
            continue
        span = group.span[0], max(group.span[1], place.span[1])
        made[members | 1 << operand] = ProximityGroup(span, (*group.members, (operand, number)))
    return made


class _Chains:
    """The chains of one field, or of one sentence, that may still go on, for each set of operands.

    Of two chains of one set, the one that reaches less far and begins earlier is of no use any more. So those that
    are kept reach the further the earlier they begin, and what is out of reach is always at the front.
    """

    def __init__(self, everyone: int) -> None:
        self._everyone = everyone
        self._links: dict[int, list[_Link]] = {}
        self._waiting: list[tuple[int, int, Place, float, dict[int, ProximityGroup]]] = []
        """Places of which the words are not over yet, by where they end."""
        self._number = count()

    def add(self, place: Place, reach: float, made: dict[int, ProximityGroup]) -> None:
        """Chains that end at a place. They go on behind its words."""
        going_on = {members: group for members, group in made.items() if members != self._everyone}
        if going_on:
            ends = place.span[1] if len(place.words) == 1 else place.span[0] + 1
            heappush(self._waiting, (ends, next(self._number), place, reach, going_on))

    def near(self, place: Place, least: float) -> Iterable[tuple[int, ProximityGroup]]:
        """For each set of operands the tightest chain that reaches far enough and shares no word with a place."""
        while self._waiting and self._waiting[0][0] <= place.span[0]:
            _, _, last, reach, going_on = heappop(self._waiting)
            for members, group in going_on.items():
                self._put(members, _Link(reach, group.span[0], group, last))
        for members, links in self._links.items():
            del links[: bisect_left(links, least, key=_reach)]
            link = next((link for link in links if not _share(link.last, place)), None)
            if link is not None:
                yield members, link.group

    def _put(self, members: int, link: _Link) -> None:
        links = self._links.setdefault(members, [])
        at = bisect_left(links, link.reach, key=_reach)
        if at < len(links) and links[at].start >= link.start:
            return
        first = at + (at < len(links) and links[at].reach == link.reach)
        while at > 0 and links[at - 1].start <= link.start:
            at -= 1
        links[at:first] = [link]


def _reach(link: _Link) -> float:
    return link.reach


def _share(first: Place, second: Place) -> bool:
    """Whether two places have a word in common."""
    if len(first.words) == len(second.words) == 1:
        return False  # the first is over before the second begins
    return any(a[0] < b[1] and b[0] < a[1] for a in first.words for b in second.words)
