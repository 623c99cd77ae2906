"""What silences have kept back, as the log of decisions has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.model.ids import StoryId
from monitor.model.sending.alert import Alert, Suppression, SuppressionReason
from monitor.model.sending.decision import MARK, Silence
from monitor.store.base import keys
from monitor.store.base.codec import entry_ms, to_ms
from monitor.store.base.unreadable import readable_decision
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import read_stream


@dataclass(slots=True)
class KeptBack:
    """What one silence has kept back, as far as the log reaches."""

    alerts: int = 0
    """Each channel's counts."""
    stories: dict[StoryId, str] = field(default_factory=dict)
    """With their headlines, in the order in which they were first kept back."""


async def kept_back(client: Client, silences: Sequence[Silence]) -> Mapping[str, KeptBack]:
    """What each of these silences has kept back, by its id. Reads the log once."""
    found = {silence.id: KeptBack() for silence in silences}
    since = min((to_ms(silence.made_at) for silence in silences), default=None)
    if since is None:
        return found
    async for entry, fields in read_stream(client, keys.LOG, since_ms=since):
        if MARK.encode() not in fields.get(b"v", b""):  # decoding every decision of a week would take a minute
            continue
        if (decision := await readable_decision(client, entry, fields)) is None:
            continue
        for silence in (one for one in silences if to_ms(one.made_at) <= entry_ms(entry)):
            owed = sum(_is_owed(outcome, silence) for outcome in decision.outcomes)
            if owed:
                story = decision.assignment.story
                found[silence.id].alerts += owed
                found[silence.id].stories.setdefault(story.id, story.headline)
    return found


def _is_owed(outcome: Alert | Suppression, silence: Silence) -> bool:
    """Whether there is a suppression because of the silence."""
    return (
        isinstance(outcome, Suppression)
        and outcome.reason is SuppressionReason.SILENCED
        and silence.mark in outcome.detail
    )
