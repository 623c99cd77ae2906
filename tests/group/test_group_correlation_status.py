"""How a rule with `when` stands, in words."""

from __future__ import annotations

from datetime import timedelta

from monitor.group.correlation.status import describe_state
from monitor.model.ids import ItemId
from monitor.model.matching.correlation import (
    Absence,
    Contribution,
    Correlation,
    Count,
    Distinct,
    EventSequence,
    Novelty,
    Spike,
)
from monitor.model.matching.correlation_state import CorrelationState
from tests.group.group_news import START

HOUR = timedelta(hours=1)


def witness(member: str, *, minutes: int) -> Contribution:
    at = START + timedelta(minutes=minutes)
    return Contribution(
        member=member, at=at, item=ItemId(member), source=member.upper(), title=f"news of {member}"
    )


def says(correlation: Correlation, tally: CorrelationState | None, *, minutes: int) -> list[str]:
    return list(describe_state(correlation, tally, at=START + timedelta(minutes=minutes)))


TALLY = CorrelationState(key="r:1", began_at=START, seen=(witness("a", minutes=0), witness("b", minutes=30)))


def test_a_count_says_how_many_there_are_by_now_and_which_the_newest_first() -> None:
    burst = Correlation(key="r:1", count=Count(at_least=3, within=HOUR, distinct=Distinct.SOURCE))
    assert says(burst, TALLY, minutes=31) == [
        "2 of 3 sources within 1 h; counting since 2024-10-28 06:00:00 UTC",
        "2024-10-28 06:30:00 UTC B: news of b",
        "2024-10-28 06:00:00 UTC A: news of a",
    ]
    assert says(burst, TALLY, minutes=61)[0].startswith("1 of 3 sources")
    assert says(burst, None, minutes=61) == ["no monitor has begun to count for it"]


def test_an_absence_says_when_it_will_ring_or_that_it_has_rung() -> None:
    silent = Correlation(key="r:1", absent=Absence(span=26 * HOUR))
    assert says(silent, TALLY, minutes=31)[0].startswith(
        "fires after 2024-10-29 08:30:00 UTC, if nothing arrives;"
    )
    rung = CorrelationState(key="r:1", began_at=START, fired_at=START + 26 * HOUR)
    assert says(silent, rung, minutes=31) == [
        "absent; counting since 2024-10-28 06:00:00 UTC",
        "last fired for 2024-10-29 08:00:00 UTC, and fires again after a new item",
    ]


def test_a_sequence_says_which_of_its_rules_are_there() -> None:
    both = Correlation(key="r:1", sequence=EventSequence(rules=("a", "b"), within=HOUR))
    assert says(both, TALLY, minutes=31)[0].startswith("2 of 2 rules within 1 h: a, b;")
    assert says(both, TALLY, minutes=61)[0].startswith("1 of 2 rules within 1 h: b;")
    assert says(both, TALLY, minutes=999)[0].startswith("0 of 2 rules within 1 h;")


def test_a_spike_says_what_is_usual_or_that_it_warms() -> None:
    spike = Correlation(key="r:1", spike=Spike(factor=3, window=HOUR, baseline=timedelta(days=7), least=6))
    assert says(spike, TALLY, minutes=31)[0].startswith("0 within 1 h, warming: the usual is known after a day;")
    assert says(spike, TALLY, minutes=60 * 30)[0].startswith(
        "0 within 1 h, where 0.0 are usual (over 29 h); it fires at 6;"
    )


def test_a_novelty_says_how_many_are_known() -> None:
    new = Correlation(key="r:1", new=Novelty(field=Distinct.PERSON, not_seen_in=HOUR))
    assert says(new, TALLY, minutes=31)[0].startswith("people known so far: 2;")
