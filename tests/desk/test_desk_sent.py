"""What was sent: from the store and the archive, each alert once, with who acknowledged it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.clock import now
from monitor.desk.query.past.sent import SentScope, sent_alerts
from monitor.desk.shapes.sent import SentAlertShape
from monitor.model.activity import Doer
from monitor.model.sending.delivery import Outcome
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.acknowledgements import Acknowledgements
from tests.archive.archive_stand import Stand
from tests.fakes import SOMEBODY
from tests.store.deciding import deciding
from tests.store.store_news import DESK, alert, as_admin, delivery

HOUR = timedelta(hours=1)


@pytest.fixture
async def stand(client: Client, tmp_path: Path) -> Stand:
    """The desk got a after one failure, and b; c was refused. The first two are in the archive alone."""
    stand = Stand(client=client, folder=tmp_path / "archive")
    outbox = ChannelOutbox(client)
    for name in "abc":
        await deciding(client, holder="d").alerts.queue([alert(name)])
        token = await outbox.hold(DESK, "sender")
        assert token is not None
        [queued] = await outbox.waiting(DESK, limit=1, token=token)
        if name == "a":
            await outbox.again(queued, delivery(alert("a"), Outcome.RETRY), due=now(), pause=None)
            [queued] = await outbox.waiting(DESK, limit=1, token=token)
        if name == "c":
            await stand.step()
            await as_admin(client, "DEL", client.key(keys.channel(DESK, "events")))
            await outbox.dead(queued, delivery(alert("c"), Outcome.REFUSED))
        else:
            await outbox.sent(queued, delivery(alert(name)))
    return stand


def scope(**changes: object) -> SentScope:
    times: dict[str, object] = {"since": now() - HOUR, "until": now() + HOUR}
    return SentScope(**{**times, **changes})  # type: ignore[arg-type]


async def sent(stand: Stand, **changes: object) -> list[SentAlertShape]:
    return list((await sent_alerts(stand.client, scope(**changes), archive=stand.folder)).alerts)


async def names(stand: Stand, **changes: object) -> list[str]:
    return [one.headline[-1] for one in await sent(stand, **changes)]


async def test_each_alert_is_there_once_with_how_it_ended(stand: Stand) -> None:
    assert await names(stand) == ["a", "b"]
    assert [(one.headline[-1], one.outcome, one.attempts) for one in await sent(stand, outcome=None)] == [
        ("a", "sent", 2), ("b", "sent", 1), ("c", "refused", 1),
    ]  # fmt: skip
    assert await names(stand, outcome=Outcome.REFUSED) == ["c"]


async def test_what_the_archive_and_the_store_have_is_there_once(stand: Stand) -> None:
    await stand.step()
    assert await names(stand, outcome=None) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"channels": ("desk",)}, ["a", "b"]),
        ({"channels": ("other",)}, []),
        ({"rules": ("kursk",)}, ["a", "b"]),
        ({"rules": ("x",)}, []),
        ({"severities": ("high", "low")}, ["a", "b"]),
        ({"severities": ("low",)}, []),
        ({"about": "KURSK a"}, ["a"]),
        ({"about": "kursk"}, ["a", "b"]),
        ({"about": "urs"}, []),
        ({"since": now() + HOUR / 2}, []),
        ({"until": now() - HOUR / 2}, []),
    ],
)
async def test_alerts_are_chosen(stand: Stand, changes: dict[str, object], found: list[str]) -> None:
    assert await names(stand, **changes) == found


async def acknowledge(stand: Stand, name: str, *, at: datetime, relevant: bool = True) -> None:
    by = Doer(person="editor", way="channel:desk", comment="on it")
    await Acknowledgements(stand.client).acknowledge(alert(name).story.id, at=at, by=by, relevant=relevant)


@pytest.mark.parametrize("archived", [False, True])
async def test_who_acknowledged_is_named(stand: Stand, archived: bool) -> None:
    await acknowledge(stand, "a", at=now())
    if archived:
        await stand.step()
        await as_admin(stand.client, "DEL", stand.client.key(keys.ACTIVITY))

    [one] = await sent(stand, acknowledged=True)
    assert one.acknowledged is not None
    assert (one.acknowledged.person, one.acknowledged.way, one.acknowledged.comment) == (
        "editor", "channel:desk", "on it",
    )  # fmt: skip
    assert await names(stand, acknowledged=False) == ["b"]


async def test_an_acknowledgement_that_was_taken_back_or_was_before_the_alert_does_not_count(stand: Stand) -> None:
    await acknowledge(stand, "a", at=now() - HOUR / 2)
    assert await names(stand, acknowledged=True) == []
    await acknowledge(stand, "a", at=now())
    await Acknowledgements(stand.client).take_back(alert("a").story.id, at=now(), by=SOMEBODY)
    assert await names(stand, acknowledged=True) == []


@pytest.mark.parametrize("archived", [False, True])
async def test_an_alert_is_marked_as_not_relevant_until_that_is_taken_back(stand: Stand, archived: bool) -> None:
    await acknowledge(stand, "a", at=now())
    await acknowledge(stand, "b", at=now() - HOUR / 2, relevant=False)
    assert [one.not_relevant for one in await sent(stand)] == [False, False], "b was marked before it was sent"
    await acknowledge(stand, "a", at=now(), relevant=False)
    if archived:
        await stand.step()
        await as_admin(stand.client, "DEL", stand.client.key(keys.ACTIVITY))
    assert [(one.headline[-1], one.not_relevant) for one in await sent(stand, acknowledged=True)] == [("a", True)]
    await Acknowledgements(stand.client).take_back(alert("a").story.id, at=now(), by=SOMEBODY)
    assert [one.not_relevant for one in await sent(stand)] == [False, False]
