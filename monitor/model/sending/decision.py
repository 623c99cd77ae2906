"""Everything that was decided about one match, as the log keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from monitor.model.ids import RuleId, Severity, StoryId
from monitor.model.matching.correlation_state import StateChange
from monitor.model.matching.match import Match
from monitor.model.sending.alert import Alert, Suppression
from monitor.model.story import StoryAssignment
from monitor.model.written import written


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided about one match: the entry of the log that the deciding loop is rebuilt from."""

    match: Match
    assignment: StoryAssignment = field(metadata=written("joining"))
    outcomes: tuple[Alert | Suppression, ...] = ()
    """One for each channel, and an update (`Reason.ALSO`) beside it where there is one."""
    state_change: StateChange = field(default_factory=StateChange, metadata=written("counted"))
    """What the rules with `when` that count the item make of it. Read from the log, only what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationRecord:
    """The last time that a channel was notified of a story, or that notifying it was decided."""

    severity: Severity
    at: datetime
    accepted: bool
    """Whether the channel accepted it; otherwise it is still on its way. A dead letter is no notification."""
    held_until: datetime | None = None
    """Until when the notification is held back, if it is."""


MARK = "(silence "
"""How the mark of a silence begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A person's wish not to be notified of something for a while. All that it names must fit; it names
    something."""

    id: str
    until: datetime
    made_at: datetime
    by: str
    """Who asked for it, as far as that is known: a login, a user of a channel."""
    comment: str = ""
    rule: RuleId | None = None
    tag: str | None = None
    source: str | None = None
    """An outlet's name or its feed's id."""
    story: StoryId | None = None
    up_to: Severity | None = None
    """Only what is no graver than this."""

    @property
    def mark(self) -> str:
        """How a suppression names the silence that it is owed to."""
        return f"{MARK}{self.id})"
