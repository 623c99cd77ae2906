"""What a reader may answer to an alert with one touch."""

from __future__ import annotations

from enum import StrEnum

from monitor.model.ids import AlertId
from monitor.model.sending.alert import Alert, Reason
from monitor.send.message.compose import Button


class Verb(StrEnum):
    """What a button does."""

    ACKNOWLEDGE = "ack"
    SILENCE_STORY = "story"
    SILENCE_RULE = "rule"
    NOT_RELEVANT = "no"
    UNDO = "undo"


_LABELS = {
    Verb.ACKNOWLEDGE: "✓ Seen",
    Verb.SILENCE_STORY: "Mute story",
    Verb.SILENCE_RULE: "Mute rule 1 day",
    Verb.NOT_RELEVANT: "Not relevant",
    Verb.UNDO: "Undo",
}
_WITHOUT = (Reason.DIGEST, Reason.NOTICE, Reason.REPORT)
"""Reasons of messages that are not about one story of a rule."""


def buttons_for(alert: Alert) -> tuple[Button, ...]:
    """The buttons under an alert. What they hold is its id, so that nobody can make them up for a text."""
    if alert.reason in _WITHOUT:
        return ()
    return tuple(Button(label=label, action=f"{verb}:{alert.id}") for verb, label in _LABELS.items())


def parse_action(text: str) -> tuple[Verb, AlertId] | None:
    """What a button holds, taken apart; None if it is none of ours."""
    verb, _, alert = text.partition(":")
    if alert and verb in tuple(Verb):
        return Verb(verb), AlertId(alert)
    return None
