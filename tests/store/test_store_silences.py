from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.model.ids import RuleId, Severity, StoryId
from monitor.model.sending.decision import Silence
from monitor.store.connection.client import Client
from monitor.store.records.silences import Silences
from tests.fakes import SOMEBODY
from tests.store.store_news import LONG_AGO

SILENCE = Silence(
    id="m1",
    until=LONG_AGO + timedelta(days=1),
    made_at=LONG_AGO,
    by="desk",
    comment="a drill",
    rule=RuleId("kursk"),
    story=StoryId("s1"),
    up_to=Severity.MEDIUM,
)


async def test_a_mute_is_known_until_it_is_ended(client: Client) -> None:
    await Silences(client).add(SILENCE, at=LONG_AGO, by=SOMEBODY)
    assert await Silences(client).silences() == [SILENCE]
    assert await Silences(client).end("m1", at=LONG_AGO, by=SOMEBODY)
    assert not await Silences(client).end("m1", at=LONG_AGO, by=SOMEBODY)
    assert await Silences(client).silences() == []


async def test_a_mute_of_the_same_id_takes_the_place_of_the_one_before(client: Client) -> None:
    longer = replace(SILENCE, until=SILENCE.until + timedelta(days=1))
    await Silences(client).add(SILENCE, at=LONG_AGO, by=SOMEBODY)
    await Silences(client).add(longer, at=LONG_AGO, by=SOMEBODY)
    assert await Silences(client).silences() == [longer]


async def test_silences_that_ended_a_day_ago_are_forgotten_when_another_is_added(client: Client) -> None:
    other = replace(SILENCE, id="m2", until=LONG_AGO + timedelta(days=9))
    await Silences(client).add(SILENCE, at=LONG_AGO, by=SOMEBODY)
    await Silences(client).add(other, at=SILENCE.until + timedelta(hours=23), by=SOMEBODY)
    assert await Silences(client).silences() == [SILENCE, other]
    await Silences(client).add(other, at=SILENCE.until + timedelta(hours=24), by=SOMEBODY)
    assert await Silences(client).silences() == [other]
