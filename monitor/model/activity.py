"""What people do to the monitor's alerts and stories, and by which way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model.ids import ChannelName, RuleId


class Deed(StrEnum):
    """Something that a person can do."""

    ACKNOWLEDGE = "acknowledge"
    NOT_RELEVANT = "not relevant"
    """Acknowledged, as something that should not have alerted."""
    UNDO = "undo"
    """An acknowledgement and the silences made with it are taken back."""
    SILENCE = "silence"
    END_SILENCE = "end silence"
    SPLIT = "split"
    MERGE = "merge"
    KEEP_APART = "keep apart"
    """Two stories are not the same, nor is what follows in them."""
    REPLAY = "replay"
    """Dead letters are sent again."""
    DROP = "drop"
    MOVE = "move"
    """What waits for one channel goes to another."""
    ADOPT = "adopt"
    """A folder became the archive of the store."""
    FORGET = "forget"
    """Something was taken out of all that is kept; it does not say what."""
    BACKUP = "backup"
    """All was written into a file; `object` names it."""
    RESTORE = "restore"
    """All was put in place from such a file."""
    BUTTON = "button"
    """A button of a message was refused; `detail` says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One act of a person. The same act has the same value, so that it is kept once however often it is put."""

    at: datetime
    person: str
    """Who did it, as far as that is known: a login, a user of a channel."""
    way: str
    """By what: `cli`, or `channel:NAME` for a button of a message."""
    action: Deed
    object: str
    """What it was done to: `story:ID`, `silence:ID`, `alert:ID`, `channel:NAME`."""
    story: str = ""
    alert: str = ""
    channel: ChannelName | None = None
    rules: tuple[RuleId, ...] = ()
    headline: str = ""
    comment: str = ""
    accepted: bool = True
    detail: str = ""

    @property
    def acknowledges(self) -> bool:
        """Whether its person knows of the story from then on."""
        return self.action in (Deed.ACKNOWLEDGE, Deed.NOT_RELEVANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """Who does something, and by which way."""

    person: str
    way: str
    comment: str = ""
