"""Which story an item belongs to: the tiers of evidence, strongest first.

The same item; a copy of its text; the same event, by the words or by the entities. Evidence against (other
people, other places, other counts) outweighs likeness: a wrong merge is a missed alert, a wrong split only
one alert too many.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from monitor.group.evidence.development import new_fact, new_words
from monitor.group.evidence.embeddings import Embeddings
from monitor.group.evidence.entity_overlap import EntityOverlap, contradicts, kinship
from monitor.group.evidence.near_duplicate import jaccard, near_duplicate, numbers_differ
from monitor.group.evidence.scorer import probability
from monitor.group.evidence.thresholds import NEEDED
from monitor.group.features.features import Features
from monitor.group.window.running_stories import Stories
from monitor.group.window.story_state import StoryState, WindowItem
from monitor.model.story import Tier

_SAME_PAGE = 0.3
"""How alike the titles over one link must be: some outlets link all their items to one page."""
_LEAST_ALIKE = 0.4
"""Texts with most words in common have at least this cosine, unless the words of a rule are most of them."""
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


def judge(
    reading: Features,
    weights: dict[str, float],
    stories: Stories,
    *,
    tiers: Collection[Tier],
    embeddings: Embeddings | None = None,
) -> Assignment:
    """The story that the item belongs to. Changes nothing."""
    if reading.round_up:
        return Assignment(choice=_same_item(reading, stories), likely={})
    near = [pair for pair in stories.window.nearest(weights) if stories.running(pair[1].thread, reading)]
    of_story = _by_story(near)
    likely = {thread: probability(reading, thread, pairs) for thread, pairs in of_story.items()}
    if embeddings is not None:
        likely = {thread: embeddings.revise(by_words, reading, thread) for thread, by_words in likely.items()}
    choice = None
    if Tier.SAME_ITEM in tiers:
        choice = _same_item(reading, stories)
    if choice is None and Tier.NEAR_DUPLICATE in tiers:
        choice = _copy(reading, near)
    if choice is None and Tier.SAME_STORY in tiers:
        choice = _same_story(reading, of_story, likely, stories=stories)
    return Assignment(choice=choice, likely=likely)


def _by_story(near: Near) -> dict[StoryState, Near]:
    found: dict[StoryState, list[tuple[float, WindowItem]]] = {}
    for pair in near:
        found.setdefault(pair[1].thread, []).append(pair)
    return dict(found)


def _same_item(reading: Features, stories: Stories) -> StoryCandidate | None:
    for kind, key in zip(reading.kinds, reading.keys, strict=True):
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
        new.feed != old.feed
        and jaccard(new.title_set, old.title_set) >= _SAME_PAGE
        and not numbers_differ(new.numbers, old.numbers)
    )


def _copy(reading: Features, near: Near) -> StoryCandidate | None:
    best: tuple[float, WindowItem] | None = None
    for cosine, entry in near[:_COPIES]:
        if cosine < _LEAST_ALIKE and not reading.own_words:
            break
        alike = near_duplicate(reading, entry)
        if alike and (best is None or alike > best[0]) and not contradicts(reading, entry.thread):
            best = alike, entry
    if best is None:
        return None
    alike, entry = best
    because = f"{alike:.0%} of the words are those of {_quoted(entry)}"
    return StoryCandidate(
        thread=entry.thread, tier=Tier.NEAR_DUPLICATE, score=alike, because=because, copied=entry
    )


def _same_story(
    reading: Features, of_story: dict[StoryState, Near], likely: dict[StoryState, float], *, stories: Stories
) -> StoryCandidate | None:
    needed = NEEDED.get(reading.merge)
    if needed is None:
        return None
    best: tuple[float, StoryState, EntityOverlap | None] | None = None
    worded_alike = (thread for thread, by_words in likely.items() if by_words >= needed.join)
    for thread in dict.fromkeys((*worded_alike, *stories.naming(reading))):
        if not stories.running(thread, reading):
            continue
        kin = kinship(reading, thread, common=stories.common)
        by_words = likely.get(thread, 0.0)
        if kin is None and (by_words < needed.join or contradicts(reading, thread)):
            continue
        evidence = by_words + (kin.strength if kin else 0.0)
        if best is None or evidence > best[0]:
            best = evidence, thread, kin
    if best is None:
        return None
    _, thread, kin = best
    by_words = likely.get(thread, 0.0)
    near = of_story.get(thread, ())
    development = new_fact(reading, thread)
    if not development and kin is None and by_words < needed.sure:
        development = new_words(reading, thread, rare=stories.window.rare(reading))
    return StoryCandidate(
        thread=thread,
        tier=Tier.SAME_STORY,
        score=max(by_words, kin.score if kin else 0.0),
        because=_in_words(reading, thread, near if by_words >= needed.join else (), kin=kin, by_words=by_words),
        development=development,
    )


def _in_words(
    reading: Features, thread: StoryState, near: Near, *, kin: EntityOverlap | None, by_words: float
) -> str:
    evidence: list[str] = []
    if kin is not None:
        names = [*map(reading.name_of, kin.shared), *kin.figures]
        evidence.append(f"names {', '.join(names)} like it ({kin.score:.0%} of all names)")
    if near:
        cosine, entry = near[0]
        hours = abs(reading.at - thread.story.updated_at).total_seconds() / 3600
        evidence.append(
            f"worded like {_quoted(entry)} ({by_words:.0%} likely: cosine {cosine:.2f}, "
            f"{len(near)} of its {thread.size} items near, {hours:.1f} h after its last)"
        )
    return "; ".join(evidence)


def _quoted(entry: WindowItem) -> str:
    return f"“{entry.title}”"
