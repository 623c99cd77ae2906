"""Match -> StoryAssignment: gives a match its place in a story, and remembers it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from monitor.group.corrections import Corrections
from monitor.group.edits import Edits, edited
from monitor.group.evidence.by_hand import ByHand
from monitor.group.evidence.embeddings import Embeddings, Encode
from monitor.group.evidence.independence import source_account
from monitor.group.evidence.tiers import Assignment, judge
from monitor.group.features.features import Features, read
from monitor.group.window.running_stories import Stories
from monitor.group.window.story_state import StoryState, joined_by, opened_by
from monitor.model.ids import ItemId, StoryId
from monitor.model.matching.match import Match
from monitor.model.news.item import Item
from monitor.model.story import Correction, StoryAssignment, Tier

_LATEST = 256
"""Assignments kept word for word: more than are decided at a time, so that what is tried again comes out the
same."""


class Grouper:
    """The stories of the last days. Changes only memory; the log of its assignments, in order, rebuilds it."""

    def __init__(
        self,
        *,
        window: timedelta = timedelta(hours=72),
        life: timedelta = timedelta(days=7),
        tiers: Collection[Tier] = frozenset(Tier),
        corrections: Iterable[Correction] = (),
        encode: Encode | None = None,
    ) -> None:
        """`window` is how long an item stays comparable, and a story open after its last item; a story
        takes no item later than `life` after its first; `tiers` are the
        kinds of evidence that count; `corrections` what people set right, which a replay obeys; `encode` makes the
        vectors of titles, if those are to be asked where the words leave it open."""
        self._stories = Stories(window=window, life=life)
        self._corrections = Corrections(corrections)
        self._by_hand = ByHand(self._corrections)
        self._embeddings = Embeddings(encode) if encode is not None else None
        self._tiers = frozenset(tiers)
        self._edits = Edits(window=window)
        self._latest: dict[str, StoryAssignment] = {}

    def __len__(self) -> int:
        """How many items are in the window."""
        return len(self._stories)

    def group(self, match: Match) -> StoryAssignment:
        """The match's place in a story. An item that has a story keeps it, and brings nothing new unless it was
        edited."""
        known = self._known(match.item)
        if known is not None:
            return known
        reading, weights = self._read(match)
        thread = self._story_of_earlier(match.item) if match.item.edition else None
        if thread is not None:
            assignment = edited(match, thread.story, change=self._edits.change(match))
            assignment = replace(assignment, account=source_account(reading, copied=None, others=()))
        else:
            judged = judge(
                reading,
                weights,
                self._stories,
                tiers=self._tiers,
                by_hand=self._by_hand,
                embeddings=self._embeddings,
            )
            assignment = _assignment(match, reading, judged)
        self._take(match, reading, assignment, weights)
        return assignment

    def replay(self, match: Match, assignment: StoryAssignment) -> None:
        """Remember an assignment from the log, as if `group` had just given it, but where people have put the
        item."""
        if self._known(match.item) is None:
            reading, weights = self._read(match)
            self._take(match, reading, self._corrected(match, assignment), weights)

    def _corrected(self, match: Match, assignment: StoryAssignment) -> StoryAssignment:
        story = self._corrections.story_of(match.item.id, assignment.story.id)
        if not self._corrections.concern(assignment.story.id) and not self._corrections.concern(story):
            return assignment
        thread = self._stories.get(story)
        if thread is None:
            return replace(assignment, story=replace(opened_by(match), id=story))
        independent = len(thread.accounts | {assignment.account})
        return replace(assignment, story=joined_by(thread.story, match, independent=independent))

    def _story_of_earlier(self, item: Item) -> StoryState | None:
        """The story of what the item was before it was edited, which may itself have been an edition."""
        newest = self._edits.newest(item.id)
        return self._stories.of(item.id) or (self._stories.of(newest) if newest is not None else None)

    def _known(self, item: Item) -> StoryAssignment | None:
        latest = self._latest.get(item.key)
        thread = self._stories.of(ItemId(item.key))
        if latest is not None or thread is None:
            return latest
        because = "the item is in the story already"
        return StoryAssignment(story=thread.story, item=item.id, tier=Tier.SAME_ITEM, explanation=because)

    def _read(self, match: Match) -> tuple[Features, dict[str, float]]:
        self._stories.advance(match.item.first_seen_at)
        # Each version of an edited item is one more item to the window.
        version = replace(match, item=replace(match.item, id=ItemId(match.item.key), edition=""))
        reading = read(
            version if match.item.edition else match, self._stories.boilerplate, self._stories.own_words
        )
        return reading, self._stories.window.weigh(reading)

    def _take(
        self, match: Match, reading: Features, assignment: StoryAssignment, weights: dict[str, float]
    ) -> None:
        self._stories.take(reading, assignment, weights=weights)
        self._edits.remember(match)
        self._latest[match.item.key] = assignment
        if len(self._latest) > _LATEST:
            del self._latest[next(iter(self._latest))]


def _assignment(match: Match, reading: Features, verdict: Assignment) -> StoryAssignment:
    choice = verdict.choice
    runner_up, runner_up_score = _runner_up(verdict)
    if choice is None:
        return StoryAssignment(
            story=opened_by(match),
            item=match.item.id,
            tier=Tier.OPENED,
            explanation=_why_opened(verdict),
            runner_up=runner_up,
            runner_up_score=runner_up_score,
            account=source_account(reading, copied=None, others=()),
        )
    thread = choice.thread
    account = source_account(reading, copied=choice.copied, others=thread.recent)
    return StoryAssignment(
        story=joined_by(thread.story, match, independent=len(thread.accounts | {account})),
        item=match.item.id,
        tier=choice.tier,
        score=round(choice.score, 4),
        explanation="; ".join((choice.because, *_kept_apart(verdict))),
        development=choice.development,
        runner_up=runner_up,
        runner_up_score=runner_up_score,
        account=account,
    )


def _kept_apart(verdict: Assignment) -> Iterator[str]:
    """Which stories the item would have joined but for a person's word."""
    for thread, found in verdict.apart.items():
        if found.by_hand:
            yield f"not “{thread.story.headline}”: {found.because}"


def _why_opened(verdict: Assignment) -> str:
    """Why no story takes the item: what set it apart from the likeliest, or what it would have needed to join."""
    if verdict.apart:
        thread = max(verdict.apart, key=lambda apart: verdict.likely.get(apart, 0.0))
        return f"{verdict.apart[thread].because} (next to “{verdict.apart[thread].old.title}”)"
    likeliest = max(verdict.likely, key=verdict.likely.__getitem__, default=None)
    if likeliest is None or not verdict.likely[likeliest] or not verdict.needed:
        return "no story in the window is about the same event"
    return (
        "no story in the window is about the same event: "
        f"“{likeliest.story.headline}” is {verdict.likely[likeliest]:.0%} likely, {verdict.needed:.0%} would join"
    )


def _runner_up(verdict: Assignment) -> tuple[StoryId | None, float]:
    """The likeliest story but the chosen one."""
    chosen: StoryState | None = verdict.choice.thread if verdict.choice else None
    others = {thread.story.id: likely for thread, likely in verdict.likely.items() if thread is not chosen}
    runner_up = max(others, key=others.__getitem__, default=None)
    return runner_up, round(others[runner_up], 4) if runner_up is not None else 0.0
