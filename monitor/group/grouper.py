"""Match -> Joining. Gives a match its place in a story, and remembers it."""

from __future__ import annotations

from datetime import timedelta

from monitor.group.reading import Reading, read
from monitor.group.stories import Stories
from monitor.group.thread import joined_by, opened_by
from monitor.group.tiers import Verdict, judge
from monitor.model import Joining, Match, Tier


class Grouper:
    """The stories of the last days. Changes only memory; the log of its joinings, in order, rebuilds it."""

    def __init__(self, *, window: timedelta = timedelta(hours=72)) -> None:
        """`window` is how long an item stays comparable, and a story open after its last item."""
        self._stories = Stories(window=window)

    def __len__(self) -> int:
        """How many items are in the window."""
        return len(self._stories.joinings)

    def group(self, match: Match) -> Joining:
        """The match's place in a story. An item that has a story keeps it, and gets the same joining again."""
        known = self._stories.joinings.get(match.item.id)
        if known is not None:
            return known
        reading, weights = self._read(match)
        joining = _joining(match, judge(reading, weights, self._stories))
        self._stories.take(reading, joining, weights=weights)
        return joining

    def replay(self, match: Match, joining: Joining) -> None:
        """Remember a joining from the log, as if `group` had just given it."""
        if match.item.id not in self._stories.joinings:
            reading, weights = self._read(match)
            self._stories.take(reading, joining, weights=weights)

    def _read(self, match: Match) -> tuple[Reading, dict[str, float]]:
        reading = read(match)
        self._stories.advance(reading)
        return reading, self._stories.window.weigh(reading)


def _joining(match: Match, verdict: Verdict) -> Joining:
    choice = verdict.choice
    others = {
        thread.story.id: likely
        for thread, likely in verdict.likely.items()
        if choice is None or thread is not choice.thread
    }
    rival = max(others, key=others.__getitem__, default=None)
    rival_score = round(others[rival], 4) if rival is not None else 0.0
    if choice is None:
        return Joining(
            story=opened_by(match),
            item=match.item.id,
            tier=Tier.OPENED,
            because="no story in the window is about the same event",
            rival=rival,
            rival_score=rival_score,
        )
    return Joining(
        story=joined_by(choice.thread.story, match),
        item=match.item.id,
        tier=choice.tier,
        score=round(choice.score, 4),
        because=choice.because,
        development=choice.development,
        rival=rival,
        rival_score=rival_score,
    )
