"""The silences in force, and what those that end have kept back."""

from __future__ import annotations

from monitor.clock import now
from monitor.desk.shapes.alerts import EndedSilenceShape, SilenceShape, silence_shape
from monitor.store.connection.client import Client
from monitor.store.records.kept_back import KeptBack
from monitor.store.records.silences import Silences

_NAMED = 10


async def in_force(client: Client) -> tuple[SilenceShape, ...]:
    """The silences that have not ended, the first to end first."""
    at = now()
    return tuple(silence_shape(silence) for silence in await Silences(client).silences() if silence.until > at)


def ended(silence: str, kept: KeptBack) -> EndedSilenceShape:
    """A silence that has ended as an answer."""
    says = f"{how_much(kept)}: {which_stories(kept)}" if kept.alerts else ""
    return EndedSilenceShape(id=silence, kept_back=kept.alerts, stories=tuple(kept.stories.values()), says=says)


def how_much(kept: KeptBack) -> str:
    """'3 alerts of 2 stories'."""
    alerts, stories = kept.alerts, len(kept.stories)
    return f"{alerts:,} alert{'s' if alerts != 1 else ''} of {stories:,} stor{'ies' if stories != 1 else 'y'}"


def which_stories(kept: KeptBack) -> str:
    """Their headlines, and how many more there are."""
    named = [f"“{headline}”" for headline in list(kept.stories.values())[:_NAMED]]
    more = len(kept.stories) - len(named)
    return "; ".join(named) + (f"; and {more:,} more" if more else "")
