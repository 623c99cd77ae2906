"""Every span of time that hangs on another, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from monitor.app.archiving.timing import ArchiverTiming
from monitor.store.base.keys import KEEP_DECIDED
from monitor.store.records.identity import ALIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long things take, last and are kept. Raises ValueError for spans that contradict each other."""

    story_window: timedelta = timedelta(hours=72)
    """How far back a new item may join a story."""
    story_life: timedelta = timedelta(days=7)
    """A story that is older takes no more items, however lively: the next one opens a new story."""
    states_kept: timedelta = timedelta(hours=1)
    """How long the state of a rule that is gone is kept: an edit that is taken back within that loses nothing."""
    remind_for: timedelta = timedelta(hours=24)
    """Age of an item after which nobody is reminded of it any more."""
    rule_silenced: timedelta = timedelta(days=1)
    """How long the button silences a rule."""
    look_back: timedelta = timedelta(hours=6)
    """Items of the last so many hours are looked at again where the store has forgotten which were."""
    visit_lease: timedelta = timedelta(seconds=20)
    """So long after a collector has died, others visit the feeds that it was at. One that lives renews it."""
    longest_visit: timedelta = timedelta(seconds=90)
    """A visit takes at most 35 s of HTTP, 30 s of parsing and 15 s for articles; then another may try."""
    decider_lease: timedelta = timedelta(seconds=5)
    """So long after a decider has died, another decides."""
    sender_lease: timedelta = timedelta(seconds=4)
    """So long after a sender has died, another sends to its channel. One that lives renews it with every step."""
    item_takeover: timedelta = timedelta(seconds=10)
    """So long after a detector has taken items, others take over those that it has not done with."""
    action_wait: timedelta = timedelta(seconds=25)
    """How long a channel is asked to wait for what its readers do."""
    claim_every: timedelta = timedelta(seconds=0.1)
    """Between two looks for feeds that are due, if none was."""
    decide_every: timedelta = timedelta(seconds=0.2)
    """Between two looks for matches, if there was none; likewise those below."""
    send_every: timedelta = timedelta(seconds=0.2)
    notices_every: timedelta = timedelta(seconds=0.5)
    follow_up_every: timedelta = timedelta(seconds=1)
    listen_every: timedelta = timedelta(seconds=1)
    sign_of_life_every: timedelta = timedelta(seconds=1)
    unreadable_every: timedelta = timedelta(seconds=2)
    archive_every: timedelta = timedelta(seconds=2)
    tick_every: timedelta = timedelta(seconds=1)
    """Between two looks at what rules wait for in vain."""
    reports_every: timedelta = timedelta(seconds=1)
    """Between two looks at the timetable of reports."""
    report_late: timedelta = timedelta(minutes=2)
    """A report that is sent later than this after its time says so."""
    report_gap: timedelta = timedelta(days=35)
    """How far back a report makes up for times at which no monitor ran."""
    in_store: timedelta = timedelta(hours=70)
    """For how long the store has everything that was decided and sent, archived or not."""
    update_every: timedelta = timedelta(minutes=1)
    """How long news of further sources is gathered before an alert that was sent is brought up to date."""
    reconcile_every: timedelta = timedelta(seconds=5)
    silences_every: timedelta = timedelta(seconds=5)
    """Between two looks for silences that have ended; and so long after its end what one has kept back is in the
    log."""
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

        if self.story_life < self.story_window:
            raise ValueError("a story must live at least as long as it waits for its next item")
        if self.action_wait >= self.longest_attempt:
            raise ValueError("a channel must not be asked for actions longer than it is waited for when it ends")
        if 3 * self.sign_of_life_every > ALIVE:
            raise ValueError(f"signs of life must come three times within {ALIVE}, or a process counts as dead")
        if max(self.sender_lease, self.decider_lease) > self.longest_attempt:
            raise ValueError("a lease must not outlast what it is for: nobody could take over")

    @property
    def story_silenced(self) -> timedelta:
        """How long the button silences a story: as long as it waits for further items."""
        return self.story_window

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
