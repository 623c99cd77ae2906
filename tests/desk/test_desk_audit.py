"""The balances: what came in is what became of it, or the difference has a name."""

from __future__ import annotations

import pytest

from monitor.desk.query.audit import balances

EVEN = {
    "fetched": 40, "new": 10, "known": 25, "same": 2, "rejected": 3, "rejected: no title and no text": 2,
    "edited": 1, "baseline": 4, "examined": 6, "matched_items": 3, "correlated": 0, "decided": 2,
    "matched": 6, "notices": 1, "reminders": 0, "told": 2, "by_fallback": 1, "folded": 1, "silenced": 1,
    "waiting": 1, "dead": 1, "unreadable_alerts": 0, "vanished": 0,
    "aside_items": 0, "aside_matches": 0, "forgotten_items": 0, "forgotten_matches": 0, "forgotten_alerts": 0,
}  # fmt: skip
QUEUES = {"items": 1, "matches": 1}


def missing(**changes: int) -> dict[str, int]:
    found = balances({**EVEN, **changes}, QUEUES)
    return {balance.of: balance.missing for balance in found if balance.missing}


def test_what_waits_is_accounted_for() -> None:
    assert missing() == {}


@pytest.mark.parametrize(
    ("name", "less", "what", "difference"),
    [
        ("same", 1, "entries of documents", 1),
        ("rejected", 2, "entries of documents", 1),
        ("examined", 5, "new and edited items", 1),
        ("decided", 1, "matched items", 1),
        ("told", 1, "alerts, by item and channel", 1),
        ("vanished", 2, "entries lost from a stream", 2),
        ("dead", 3, "alerts, by item and channel", -2),
    ],
)
def test_a_loss_and_a_gain_have_a_name(name: str, less: int, what: str, difference: int) -> None:
    assert missing(**{name: less}) == {what: difference}
