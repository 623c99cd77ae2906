"""Which alerts of two lists are the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from monitor.desk.shapes.backtest import BacktestAlertShape, BacktestChangeShape, BacktestDifferenceShape
from monitor.model.ids import AlertId, ChannelName
from monitor.model.sending.alert import copy_id, moved_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedAlert:
    """An alert, and how it is compared."""

    shape: BacktestAlertShape
    counts: bool
    """Whether it is of the time in question. One shortly before or after may only be the other half of a pair."""
    items: frozenset[str]
    """The items of its story by then."""


Key = Callable[[ComparedAlert], Iterable[Hashable]]


def difference(
    now: Sequence[ComparedAlert], before: Sequence[ComparedAlert], *, against: str
) -> BacktestDifferenceShape:
    """The alerts of `now` that `before` does not have, the other way round, and those of both."""
    fresh, old = list(now), list(before)
    pairs: list[tuple[ComparedAlert, ComparedAlert]] = []
    elsewhere = {one.shape.channel for one in before}
    for left, right in (
        (_id, _id),
        (lambda one: _copies(one, elsewhere), _id),
        (_item, _item),
        (_story, _story),
    ):
        pairs += _paired(fresh, old, left, right)
    same = [pair for pair in pairs if pair[0].counts or pair[1].counts]
    return BacktestDifferenceShape(
        against=against,
        new=tuple(one.shape for one in fresh if one.counts),
        gone=tuple(one.shape for one in old if one.counts),
        same=len(same),
        changed=tuple(
            BacktestChangeShape(now=one.shape, before=other.shape)
            for one, other in same
            if one.shape.severity != other.shape.severity
        ),
    )


def _paired(
    fresh: list[ComparedAlert], old: list[ComparedAlert], left: Key, right: Key
) -> list[tuple[ComparedAlert, ComparedAlert]]:
    """Take those out of both lists that have a key in common, each once, and give them as pairs."""
    by_key: dict[Hashable, list[ComparedAlert]] = {}
    for other in old:
        for key in right(other):
            by_key.setdefault(key, []).append(other)
    taken: set[int] = set()
    pairs: list[tuple[ComparedAlert, ComparedAlert]] = []
    for one in fresh:
        others = (other for key in left(one) for other in by_key.get(key, ()) if id(other) not in taken)
        if (half := next(others, None)) is not None:
            taken |= {id(one), id(half)}
            pairs.append((one, half))
    fresh[:] = [one for one in fresh if id(one) not in taken]
    old[:] = [one for one in old if id(one) not in taken]
    return pairs


def _id(one: ComparedAlert) -> Iterable[Hashable]:
    return (one.shape.id,)


def _copies(one: ComparedAlert, channels: Iterable[str]) -> Iterable[Hashable]:
    """The ids of its copies on other channels: a fallback, or where a person moved it."""
    alert = AlertId(one.shape.id)
    return [made(alert, to=ChannelName(name)) for name in channels for made in (copy_id, moved_id)]


def _item(one: ComparedAlert) -> Iterable[Hashable]:
    return ((one.shape.channel, one.shape.item),)


def _story(one: ComparedAlert) -> Iterable[Hashable]:
    return [(one.shape.channel, item) for item in sorted(one.items)]
