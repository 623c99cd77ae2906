"""What readers do to alerts: who may, what it does, and that it can be taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from monitor.app.assembly.timing import Timing
from monitor.app.pipeline.action_handler import ActionHandler
from monitor.clock import now
from monitor.desk.edit.acknowledgements import acknowledge
from monitor.model.activity import Activity, Deed, Doer
from monitor.model.ids import ChannelName, RuleId
from monitor.model.sending.alert import Alert
from monitor.model.sending.delivery import Delivery, Outcome
from monitor.model.sending.queued import Action
from monitor.send.message.buttons import Verb
from monitor.send.policy import ChannelPolicy
from monitor.store.base import keys
from monitor.store.base.codec import decode
from monitor.store.connection.client import Client
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.acknowledgements import Acknowledgements
from monitor.store.records.silences import Silences
from tests.fakes import DESK, an_alert
from tests.store.deciding import deciding

EDITOR, STRANGER = "7", "666"
TIMING = Timing()


@pytest.fixture
async def alert(client: Client) -> Alert:
    """An alert that the desk was told."""
    told = an_alert()
    await deciding(client, holder="d").alerts.queue([told])
    outbox = ChannelOutbox(client)
    token = await outbox.hold(DESK, "s")
    assert token is not None
    [queued] = await outbox.waiting(DESK, limit=1, token=token)
    await outbox.sent(queued, Delivery(alert=told.id, channel=DESK, outcome=Outcome.SENT, at=now()))
    return told


@pytest.fixture
def acting(client: Client) -> ActionHandler:
    return handler(client, {DESK: ChannelPolicy(users=frozenset({EDITOR}))})


def handler(client: Any, terms: Mapping[ChannelName, ChannelPolicy]) -> ActionHandler:
    return ActionHandler(
        client=client,
        story_silenced=TIMING.story_silenced,
        rule_silenced=TIMING.rule_silenced,
        wait=TIMING.action_wait,
        terms=terms,
    )


def action(verb: Verb, alert: Alert, *, user: str = EDITOR) -> Action:
    return Action(action=f"{verb}:{alert.id}", user=user, at=now())


async def test_a_user_of_the_channel_acknowledges_the_story(
    client: Client, acting: ActionHandler, alert: Alert
) -> None:
    noted = await acting.act(DESK, action(Verb.ACKNOWLEDGE, alert))
    assert noted.accepted
    assert await Acknowledgements(client).acknowledged_at(alert.story.id) is not None


async def test_every_action_is_kept_in_its_order_with_who_and_what_became_of_it(
    client: Client, acting: ActionHandler, alert: Alert
) -> None:
    done = [
        await acting.act(DESK, action(Verb.ACKNOWLEDGE, alert)),
        await acting.act(DESK, action(Verb.SILENCE_RULE, alert, user=STRANGER)),
    ]
    kept = await client.read("XRANGE", client.key(keys.ACTIVITY), "-", "+")
    acknowledged, refused = [decode(entry[b"v"], Activity) for _, entry in kept]
    assert (acknowledged.action, acknowledged.person, acknowledged.way) == (
        Deed.ACKNOWLEDGE,
        EDITOR,
        "channel:desk",
    )
    assert acknowledged.story == alert.story.id
    assert refused == done[1]
    assert (refused.action, refused.person, refused.accepted) == (Deed.BUTTON, STRANGER, False)


async def test_anybody_else_is_refused_and_logged(client: Client, acting: ActionHandler, alert: Alert) -> None:
    with capture_logs() as logs:
        noted = await acting.act(DESK, action(Verb.SILENCE_RULE, alert, user=STRANGER))
    assert not noted.accepted
    assert "not among the users of desk" in noted.detail
    assert await Silences(client).silences() == []
    assert [(entry["log_level"], entry["user"]) for entry in logs] == [("warning", STRANGER)]


async def test_the_users_of_another_channel_may_not_act_on_this_ones_alerts(client: Client, alert: Alert) -> None:
    other = ChannelName("other")
    acting = handler(client, {other: ChannelPolicy(users=frozenset({EDITOR})), DESK: ChannelPolicy()})
    assert not (await acting.act(other, action(Verb.ACKNOWLEDGE, alert))).accepted


async def test_what_is_not_relevant_is_noted_as_such_and_its_story_silenced(
    client: Client, acting: ActionHandler, alert: Alert
) -> None:
    pressed = action(Verb.NOT_RELEVANT, alert)
    await acting.act(DESK, pressed)
    marked = await Acknowledgements(client).acknowledged_by(alert.story.id)
    assert marked is not None
    assert (marked.action, marked.story, marked.rules) == (Deed.NOT_RELEVANT, alert.story.id, ("kursk",))
    [by_button] = await Silences(client).silences()
    assert (by_button.story, by_button.comment) == (alert.story.id, "not relevant")

    at_desk = Doer(person="editor", way="cli")
    await acknowledge(client, [alert.id], by=at_desk, silenced=TIMING.story_silenced)
    marked = await Acknowledgements(client).acknowledged_by(alert.story.id)
    assert marked is not None
    assert (marked.action, marked.person, marked.way) == (Deed.NOT_RELEVANT, "editor", "cli")
    [by_command] = await Silences(client).silences()
    assert (by_command.id, by_command.comment) == (by_button.id, by_button.comment), "it is one silence"
    assert by_command.until - by_command.made_at == TIMING.story_silenced


@pytest.mark.parametrize("text", ["", "ack", "ack:", "explode:a1", "ack:unknown"])
async def test_what_is_no_button_of_ours_does_nothing(acting: ActionHandler, alert: Alert, text: str) -> None:
    noted = await acting.act(DESK, Action(action=text, user=EDITOR, at=now()))
    assert not noted.accepted


async def test_a_story_or_a_rule_is_silenced_for_a_while_and_acknowledged(
    client: Client, acting: ActionHandler, alert: Alert
) -> None:
    await acting.act(DESK, action(Verb.SILENCE_STORY, alert))
    [story] = await Silences(client).silences()
    assert (story.story, story.rule, story.by) == (alert.story.id, None, "7 on desk")
    await acting.act(DESK, action(Verb.SILENCE_RULE, alert))
    rule, _ = await Silences(client).silences()
    assert (rule.story, rule.rule) == (None, RuleId("kursk"))
    assert rule.until - rule.made_at == timedelta(days=1)
    assert await Acknowledgements(client).acknowledged_at(alert.story.id) is not None


async def test_all_that_was_done_to_an_alert_can_be_taken_back(
    client: Client, acting: ActionHandler, alert: Alert
) -> None:
    for verb in (Verb.SILENCE_STORY, Verb.SILENCE_RULE, Verb.NOT_RELEVANT, Verb.SILENCE_RULE):
        assert (await acting.act(DESK, action(verb, alert))).accepted
    noted = await acting.act(DESK, action(Verb.UNDO, alert))
    assert noted.accepted
    assert await Silences(client).silences() == []
    assert await Acknowledgements(client).acknowledged_at(alert.story.id) is None


@dataclass
class Chat:
    """A channel on which somebody pushes buttons."""

    pushed: list[Action] = field(default_factory=list)

    async def actions(self, *, wait: timedelta) -> Sequence[Action]:
        if not self.pushed:
            await asyncio.sleep(wait.total_seconds())
        taken, self.pushed = self.pushed, []
        return taken


async def test_a_channel_is_listened_to_until_the_end(acting: ActionHandler, alert: Alert) -> None:
    stop = asyncio.Event()
    chat = Chat([action(Verb.ACKNOWLEDGE, alert), action(Verb.UNDO, alert)])
    assert await acting.step(DESK, chat, stop=stop) == 2
    listening = asyncio.create_task(acting.step(DESK, chat, stop=stop))
    await asyncio.sleep(0)
    stop.set()
    assert await listening == 0
