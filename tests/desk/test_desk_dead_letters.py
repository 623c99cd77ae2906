"""Dead letters sent again by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.clock import now
from monitor.desk.edit.dead_letters import Selection, replay
from monitor.model.sending.delivery import Outcome
from monitor.store.connection.client import Client
from monitor.store.queues.channel_states import paused_until
from monitor.store.queues.outbox import ChannelOutbox
from tests.fakes import SOMEBODY
from tests.store.deciding import deciding
from tests.store.store_news import DESK, alert, delivery


async def test_a_replay_has_a_paused_channel_tried_at_once(client: Client) -> None:
    outbox = ChannelOutbox(client, timeout=timedelta(milliseconds=10))
    await deciding(client, holder="decider").alerts.queue([alert("a")])
    token = await outbox.hold(DESK, "sender")
    assert token is not None
    [queued] = await outbox.waiting(DESK, limit=1, token=token)
    later = now() + timedelta(minutes=5)
    await outbox.again(queued, replace(delivery(queued.alert, Outcome.RETRY), at=now()), due=later, pause=later)
    assert await paused_until(client, DESK) is not None
    assert not await outbox.waiting(DESK, limit=1, token=token)

    assert await replay(client, Selection(everything=True), by=SOMEBODY) == 0

    assert await paused_until(client, DESK) is None
    assert [one.alert.id for one in await outbox.waiting(DESK, limit=1, token=token)] == [queued.alert.id]
