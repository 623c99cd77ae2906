"""Whether everything that came in is accounted for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.store.connection.client import Client
from monitor.store.records.counts import counts, queues

_TRIES = 5
_PAUSE = 0.3  # seconds; a daemon at work is between two counts now and then


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Two sums that must be equal."""

    of: str
    """What is counted."""
    came: Mapping[str, int]
    went: Mapping[str, int]
    if_not: str
    """What it means if more came than went, or the other way round."""

    @property
    def missing(self) -> int:
        """How much more came than went; 0 if it balances."""
        return sum(self.came.values()) - sum(self.went.values())


async def settled(client: Client) -> Sequence[Balance]:
    """The balances, at a moment when they are even if there is one soon."""
    for attempt in range(_TRIES):
        found = balances(await counts(client), await queues(client))
        if attempt == _TRIES - 1 or not any(balance.missing for balance in found):
            break
        await asyncio.sleep(_PAUSE)
    return found


def balances(counts: Mapping[str, int], queues: Mapping[str, int]) -> Sequence[Balance]:
    """Every balance of the monitor. They are exact while nothing is under way between two counts."""
    return (
        Balance(
            of="entries of documents",
            came=_some(counts, "fetched"),
            went={**_some(counts, "new", "known"), "the same as another": counts["same"], **_rejected(counts)},
            if_not="entries of documents became neither items nor anything else that is counted",
        ),
        Balance(
            of="new and edited items",
            came=_some(counts, "new", "edited"),
            went={
                **_some(counts, "baseline", "examined", "aside_items", "forgotten_items"),
                "waiting for the rules": queues["items"],
            },
            if_not="items were put, but never looked at by the rules",
        ),
        Balance(
            of="matched items",
            came=_some(counts, "matched_items", "correlated"),
            went={
                **_some(counts, "decided", "aside_matches", "forgotten_matches"),
                "waiting for a decision": queues["matches"],
            },
            if_not="matches were found, but never decided",
        ),
        Balance(
            of="alerts, by item and channel",
            came=_some(counts, "matched", "notices", "reminders"),
            went=_some(
                counts,
                "told",
                "by_fallback",
                "folded",
                "silenced",
                "waiting",
                "dead",
                "unreadable_alerts",
                "forgotten_alerts",
            ),
            if_not="alerts were decided, but neither sent nor failed",
        ),
        Balance(
            of="entries lost from a stream",
            came=_some(counts, "vanished"),
            went={},
            if_not="somebody deleted entries from the store's streams before they were done",
        ),
    )


def _some(counts: Mapping[str, int], *names: str) -> dict[str, int]:
    return {name: counts[name] for name in names}


def _rejected(counts: Mapping[str, int]) -> dict[str, int]:
    """The rejected entries by reason; those that an older version counted have none."""
    by_reason = {name: number for name, number in counts.items() if name.startswith("rejected: ")}
    rest = counts["rejected"] - sum(by_reason.values())
    return {**by_reason, "rejected": rest} if rest or not by_reason else by_reason
