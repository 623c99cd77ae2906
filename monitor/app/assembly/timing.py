"""Every span of time that hangs on another, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from monitor.app.archiving.timing import ArchiverTiming
from monitor.store.base.keys import KEEP_DECIDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long things take, last and are kept. Raises ValueError for spans that contradict each other."""

    story_window: timedelta = timedelta(hours=72)
    """How far back a new item may join a story."""
    visit_lease: timedelta = timedelta(seconds=20)
    """So long after a collector has died, others visit the feeds that it was at. One that lives renews it."""
    longest_visit: timedelta = timedelta(seconds=90)
    """A visit takes at most 35 s of HTTP, 30 s of parsing and 15 s for articles; then another may try."""
    decider_lease: timedelta = timedelta(seconds=5)
    """So long after a decider has died, another decides."""
    tick_every: timedelta = timedelta(seconds=1)
    """Between two looks at what rules wait for in vain."""
    update_every: timedelta = timedelta(minutes=1)
    """How long news of further sources is gathered before an alert that was sent is brought up to date."""
    reconcile_every: timedelta = timedelta(seconds=5)
    tidy_every: timedelta = timedelta(minutes=10)
    release_memory_every: timedelta = timedelta(seconds=30)
    archive: ArchiverTiming = field(default_factory=ArchiverTiming)
    drain: timedelta = timedelta(seconds=4)
    """How long the steps under way may take to end by themselves when the daemon ends."""
    longest_attempt: timedelta = timedelta(seconds=90)
    """After which a sender that must end is not waited for: a channel answers within a minute."""

    def __post_init__(self) -> None:
        if self.replay_span + timedelta(days=1) > KEEP_DECIDED:
            raise ValueError(f"stories of {self.story_window} need a log of decisions longer than {KEEP_DECIDED}")
        if self.visit_lease >= self.longest_visit:
            raise ValueError("a right to visit that is renewed must be shorter than the longest visit")

    @property
    def visit_renewal(self) -> timedelta:
        """Between two renewals of the right to the visits under way."""
        return self.visit_lease / 5

    @property
    def replay_span(self) -> timedelta:
        """How far back the log of decisions is read: what an item weighs depends on the window before it."""
        return 2 * self.story_window

    @property
    def stall_after(self) -> timedelta:
        """Without a step of the housekeeping for so long, it counts as stalled."""
        return 2 * self.tidy_every + timedelta(seconds=100)
