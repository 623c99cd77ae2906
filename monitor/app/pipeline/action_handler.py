"""What readers do to alerts on the channels that show buttons: acknowledge, silence, say that it is not
relevant."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol, assert_never, runtime_checkable

import structlog

from monitor.desk.edit.silences import NOT_RELEVANT, silence_of_story
from monitor.model.activity import Activity, Deed, Doer
from monitor.model.ids import ChannelName, content_id
from monitor.model.sending.decision import Silence
from monitor.model.sending.queued import Action
from monitor.send.message.buttons import Verb, parse_action
from monitor.send.policy import ChannelPolicy
from monitor.store.connection.client import Client
from monitor.store.records.acknowledgements import About, Acknowledgements
from monitor.store.records.activity import note_activity
from monitor.store.records.silences import Silences

log = structlog.get_logger("monitor")


@runtime_checkable
class Interactive(Protocol):
    """A channel whose readers can answer."""

    async def actions(self, *, wait: timedelta) -> Sequence[Action]:
        """What readers did since the last call; waits for the first, about so long. An action may come twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionHandler:
    """Does what readers ask for, if they may. Everything is idempotent, and can be taken back."""

    client: Client
    story_silenced: timedelta
    """How long the button silences a story."""
    rule_silenced: timedelta
    """How long the button silences a rule."""
    wait: timedelta
    """How long a channel is asked to wait for an action."""
    terms: Mapping[ChannelName, ChannelPolicy]

    async def step(self, channel: ChannelName, interactive: Interactive, *, stop: asyncio.Event) -> int:
        """Wait for actions on a channel, but not past the stop, and carry them out; how many there were."""
        actions = await _unless(interactive.actions(wait=self.wait), stop)
        for action in actions:
            await self.act(channel, action)
        return len(actions)

    async def act(self, channel: ChannelName, action: Action) -> Activity:
        """Carry one action out, or refuse it; either is noted as an act of its user, and logged."""
        noted = await self._done(channel, action)
        if not noted.accepted:  # what was done is noted where it was done
            await note_activity(self.client, noted)
        say = log.info if noted.accepted else log.warning
        what = "a reader's action" if noted.accepted else "a button press was refused"
        say(what, channel=channel, user=action.user, action=action.action, detail=noted.detail)
        return noted

    async def _done(self, channel: ChannelName, action: Action) -> Activity:
        def noted(detail: str, *, accepted: bool = False, about: About | None = None) -> Activity:
            return Activity(
                at=action.at,
                person=action.user,
                way=f"channel:{channel}",
                action=Deed.BUTTON,
                object=f"button:{action.action}",
                story=about.story if about is not None else "",
                alert=action.action.partition(":")[2],
                channel=about.channel if about is not None else channel,
                rules=about.rules if about is not None else (),
                headline=about.headline if about is not None else "",
                accepted=accepted,
                detail=detail,
            )

        parsed = parse_action(action.action)
        if parsed is None:
            return noted("no button of ours says that")
        verb, alert = parsed
        about = await Acknowledgements(self.client).about(alert)
        if about is None:
            return noted("nothing is known of the alert any more")
        terms = self.terms.get(about.channel)  # a bot serves all its chats: the alert's channel decides
        if terms is None or action.user not in terms.users:
            return noted(f"the user is not among the users of {about.channel} in channels.yaml", about=about)
        by = Doer(person=action.user, way=f"channel:{channel}")
        return noted(await self._do(verb, about, action, by), accepted=True, about=about)

    async def _do(self, verb: Verb, about: About, action: Action, by: Doer) -> str:
        readers = Acknowledgements(self.client)
        match verb:
            case Verb.ACKNOWLEDGE:
                await readers.acknowledge(about.story, at=action.at, by=by, about=about)
                return f"acknowledged: {about.headline}"
            case Verb.SILENCE_STORY | Verb.SILENCE_RULE | Verb.NOT_RELEVANT:
                relevant = verb is not Verb.NOT_RELEVANT
                await readers.acknowledge(about.story, at=action.at, by=by, about=about, relevant=relevant)
                silences = self._silences_of(verb, about, action)
                for silence in silences:
                    await Silences(self.client).add(silence, at=action.at, by=by)
                return f"silenced by {', '.join(silence.id for silence in silences)}: {about.headline}"
            case Verb.UNDO:
                ended = [
                    silence.id
                    for undone in (Verb.SILENCE_STORY, Verb.SILENCE_RULE, Verb.NOT_RELEVANT)
                    for silence in self._silences_of(undone, about, action)
                    if await Silences(self.client).end(silence.id, at=action.at, by=by)
                ]
                await readers.take_back(about.story, at=action.at, by=by, about=about)
                return f"taken back{': ' if ended else ''}{', '.join(ended)}"
            case _:
                assert_never(verb)

    def _silences_of(self, verb: Verb, about: About, action: Action) -> Sequence[Silence]:
        """The silences that an action makes. The same action makes the same ones, so that it can be taken back."""
        by = f"{action.user} on {about.channel}"
        if verb is Verb.SILENCE_RULE:
            return [
                Silence(
                    id=content_id("rule", rule)[:8],
                    rule=rule,
                    until=action.at + self.rule_silenced,
                    made_at=action.at,
                    by=by,
                )
                for rule in about.rules
            ]
        comment = NOT_RELEVANT if verb is Verb.NOT_RELEVANT else ""
        return [silence_of_story(about.story, at=action.at, lasting=self.story_silenced, by=by, comment=comment)]


async def _unless(waiting: Coroutine[Any, Any, Sequence[Action]], stop: asyncio.Event) -> Sequence[Action]:
    """What is waited for, or nothing when the stop comes first."""
    task = asyncio.ensure_future(waiting)
    ending = asyncio.create_task(stop.wait())
    await asyncio.wait({task, ending}, return_when=asyncio.FIRST_COMPLETED)
    ending.cancel()
    if task.done():
        return task.result()
    while not task.done():  # a client library may swallow a cancellation
        task.cancel()
        await asyncio.wait({task}, timeout=1)
    return ()
