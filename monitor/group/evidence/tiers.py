"""Which story an item belongs to: the tiers of evidence, strongest first.

The same item; a copy of its text; the same event, by the words or by the entities. Likeness only proposes: what
sets two events apart (see `contrast`) outweighs it, for a wrong merge is a missed alert, a wrong split only one
alert too many. A number never forbids: it changes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from monitor.group.evidence.across_languages import same_event
from monitor.group.evidence.by_hand import ByHand
from monitor.group.evidence.continuation import carries_on, develops_it
from monitor.group.evidence.contrast import Contrast, contrast, one_by_hand
from monitor.group.evidence.development import NEW_SHARE, new_fact, new_words
from monitor.group.evidence.embeddings import Embeddings
from monitor.group.evidence.entity_overlap import EntityOverlap, entity_overlap
from monitor.group.evidence.near_duplicate import jaccard, near_duplicate, numbers_differ
from monitor.group.evidence.scorer import probability
from monitor.group.evidence.thresholds import NEEDED, Evidence
from monitor.group.features.features import Features
from monitor.group.window.running_stories import Stories
from monitor.group.window.story_state import StoryState, WindowItem
from monitor.model.story import Tier

_SAME_PAGE = 0.3
"""How alike the titles over one link must be: some outlets link all their items to one page."""
_LEAST_ALIKE = 0.4
"""Texts with most words in common have at least this cosine, unless the words of a rule are most of them."""
_LIVE_ALIKE = 0.6
"""The cosine from which on a live page joins a story, or a story it."""
_TRANSLATED = 0.6
"""How sure it is that two headlines in two languages that share names and happenings are of one event."""
_COPIES = 16
"""The nearest items that are looked at as what the text may be a copy of."""

Near = Sequence[tuple[float, WindowItem]]
"""Items with the cosine to each, nearest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCandidate:
    """A story that an item belongs to, and why."""

    thread: StoryState
    tier: Tier
    score: float
    because: str
    development: str = ""
    copied: WindowItem | None = None
    """The item whose text it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The choice, if any story is near enough, and how likely each near story was by the words."""

    choice: StoryCandidate | None
    likely: dict[StoryState, float]
    apart: dict[StoryState, Contrast]
    """What set the item apart from stories that it would have joined."""
    needed: float
    """How likely a story must be by the words alone to take it; 0 if no likelihood is enough."""


def judge(
    reading: Features,
    weights: dict[str, float],
    stories: Stories,
    *,
    tiers: Collection[Tier],
    by_hand: ByHand,
    embeddings: Embeddings | None = None,
) -> Assignment:
    """The story that the item belongs to. Changes nothing."""
    if reading.identity.round_up:
        return Assignment(choice=_same_item(reading, stories), likely={}, apart={}, needed=0.0)
    near = [pair for pair in stories.window.nearest(weights) if stories.running(pair[1].thread, reading)]
    of_story = _by_story(near)
    likely = {thread: probability(reading, thread, pairs) for thread, pairs in of_story.items()}
    if embeddings is not None:
        likely = {thread: embeddings.revise(by_words, reading, thread) for thread, by_words in likely.items()}
    judge_ = _Judge(reading, stories, of_story, likely, by_hand)
    choice = None
    if Tier.SAME_ITEM in tiers:
        choice = _same_item(reading, stories)
    if choice is None and Tier.NEAR_DUPLICATE in tiers:
        choice = judge_.copy(near)
    if choice is None and Tier.SAME_STORY in tiers:
        choice = judge_.same_story()
    if choice is not None and choice.tier is not Tier.SAME_ITEM and by_hand:
        choice = _only_by_hand(choice, reading, of_story.get(choice.thread, ()), by_hand)
    needed = NEEDED.get(reading.merge)
    join = needed.join if needed else 0.0
    return Assignment(choice=choice, likely=likely, apart=judge_.apart, needed=join)


def _only_by_hand(choice: StoryCandidate, reading: Features, near: Near, by_hand: ByHand) -> StoryCandidate:
    """What would be another event but for a person's word alerts as changed: another name is news once."""
    said = one_by_hand(reading, choice.thread, near, by_hand)
    if not said:
        return choice
    return replace(choice, tier=Tier.SAME_STORY, development=choice.development or said, copied=None)


def _by_story(near: Near) -> dict[StoryState, Near]:
    found: dict[StoryState, list[tuple[float, WindowItem]]] = {}
    for pair in near:
        found.setdefault(pair[1].thread, []).append(pair)
    return dict(found)


def _same_item(reading: Features, stories: Stories) -> StoryCandidate | None:
    for kind, key in zip(reading.identity.kinds, reading.identity.keys, strict=True):
        entry = stories.with_key(key)
        if entry is None or not stories.running(entry.thread, reading):
            continue
        if kind == "link" and not _same_page(reading, entry):
            continue
        return StoryCandidate(
            thread=entry.thread,
            tier=Tier.SAME_ITEM,
            score=1.0,
            because=f"same {kind} as {_quoted(entry)}",
            copied=entry,
        )
    return None


def _same_page(new: Features, old: WindowItem) -> bool:
    """Whether one link means one item: it comes from two feeds, under like titles with the same counts."""
    return (
        new.identity.feed != old.feed
        and jaccard(new.words.title_set, old.title_set) >= _SAME_PAGE
        and not numbers_differ(new.claims.numbers, old.numbers)
    )


class _Judge:
    """One item before the stories."""

    def __init__(
        self,
        reading: Features,
        stories: Stories,
        of_story: dict[StoryState, Near],
        likely: dict[StoryState, float],
        by_hand: ByHand,
    ) -> None:
        self.apart: dict[StoryState, Contrast] = {}
        self._reading = reading
        self._stories = stories
        self._of_story = of_story
        self._likely = likely
        self._by_hand = by_hand
        self._cleared: set[StoryState] = set()

    def copy(self, near: Near) -> StoryCandidate | None:
        """The story of the text that the item is the likest copy of."""
        best: tuple[float, WindowItem] | None = None
        for cosine, entry in near[:_COPIES]:
            if cosine < _LEAST_ALIKE and not self._reading.words.own:
                break
            alike = near_duplicate(self._reading, entry)
            if alike and (best is None or alike > best[0]) and not self._set_apart(entry.thread):
                best = alike, entry
        if best is None:
            return None
        alike, entry = best
        because = f"{alike:.0%} of the words are those of {_quoted(entry)}"
        return StoryCandidate(
            thread=entry.thread, tier=Tier.NEAR_DUPLICATE, score=alike, because=because, copied=entry
        )

    def same_story(self) -> StoryCandidate | None:
        """The story that reports the same event in other words."""
        reading, stories = self._reading, self._stories
        needed = NEEDED.get(reading.merge)
        if needed is None:
            return None
        worded_alike = [thread for thread, by_words in self._likely.items() if by_words >= needed.join]
        best: tuple[float, StoryCandidate] | None = None
        for thread in dict.fromkeys((*worded_alike, *self._likely, *stories.naming(reading))):
            found = self._belongs(thread, needed) if stories.running(thread, reading) else None
            if found is not None and (best is None or found[0] > best[0]) and not self._set_apart(thread):
                best = found
        return best[1] if best else None

    def _belongs(self, thread: StoryState, needed: Evidence) -> tuple[float, StoryCandidate] | None:
        """How strongly the item belongs to a story, and why, if it does as far as likeness goes."""
        reading = self._reading
        near = self._of_story.get(thread, ())
        by_words = self._likely.get(thread, 0.0)
        live = self._live(thread) and bool(near) and near[0][0] < _LIVE_ALIKE
        worded = by_words >= needed.join and not live
        overlap = entity_overlap(reading, thread, common=self._stories.common)
        translated = "" if overlap or worded else self._translated(thread)
        develops = (
            by_words >= needed.develops
            and not live
            and develops_it(
                reading, thread, near, usual=self._stories.usual, rare=self._stories.window.rare(reading)
            )
        )
        linked = False
        if not (worded or overlap or translated or develops or live):
            linked = carries_on(reading, thread, near, self._stories.window, linked=needed.linked)
        if not (worded or overlap or translated or develops or linked):
            return None
        worded = worded or develops or linked
        development = new_fact(reading, thread)
        if not development and overlap is None and not translated and by_words < needed.sure:
            rare = self._stories.window.rare(reading)
            development = new_words(reading, thread, rare=rare, least=0.0 if linked else NEW_SHARE)
        because = translated or _in_words(
            reading, thread, near if worded else (), overlap=overlap, by_words=by_words
        )
        score = max(
            by_words if worded else 0.0, overlap.score if overlap else 0.0, _TRANSLATED if translated else 0.0
        )
        strength = score + (overlap.strength if overlap else 0.0)
        return strength, StoryCandidate(
            thread=thread, tier=Tier.SAME_STORY, score=score, because=because, development=development
        )

    def _live(self, thread: StoryState) -> bool:
        """Whether the item, or what it is nearest to, is a live page, under which anything may be reported."""
        near = self._of_story.get(thread, ())
        return self._reading.identity.live or bool(near and near[0][1].live)

    def _translated(self, thread: StoryState) -> str:
        return same_event(self._reading, thread, common=self._stories.common, usual=self._stories.usual)

    def _set_apart(self, thread: StoryState) -> bool:
        if thread in self._cleared:
            return False
        if thread not in self.apart:
            near = self._of_story.get(thread, ())
            found = contrast(self._reading, thread, near, self._stories, self._by_hand)
            if found is None:
                self._cleared.add(thread)
                return False
            self.apart[thread] = found
        return True


def _in_words(
    reading: Features, thread: StoryState, near: Near, *, overlap: EntityOverlap | None, by_words: float
) -> str:
    evidence: list[str] = []
    if overlap is not None:
        names = [*map(reading.names.name_of, overlap.shared), *overlap.figures]
        evidence.append(f"names {', '.join(names)} like it ({overlap.score:.0%} of all names)")
    if near:
        cosine, entry = near[0]
        hours = abs(reading.identity.at - thread.story.updated_at).total_seconds() / 3600
        evidence.append(
            f"worded like {_quoted(entry)} ({by_words:.0%} likely: cosine {cosine:.2f}, "
            f"{len(near)} of its {thread.size} items near, {hours:.1f} h after its last)"
        )
    return "; ".join(evidence)


def _quoted(entry: WindowItem) -> str:
    return f"“{entry.title}”"
