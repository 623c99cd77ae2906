"""What an item said before it was edited, and what of the change matters. By the texts alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import chain

from monitor.group.features.terms import spelled, terms
from monitor.group.features.turns import TURNS, already_had, kind_of_turn, turns_said
from monitor.language.numbers.counted import COUNTED
from monitor.language.numbers.numbers import numbers, written
from monitor.language.words import fold
from monitor.model.ids import ItemId, RuleId, StoryId
from monitor.model.matching.match import Match
from monitor.model.story import Story, StoryAssignment, Tier

_CHANGE = 0.1
"""By how much a number must differ, as a share of what it was."""
_SHARE = 0.5
"""Of a headline's words that are new, for which it is another one; two words at least, or one of three."""
_SHORT = 3
_HAPPENED = TURNS | COUNTED
"""What is news of an item that has not said so: whatever turns a story, and what happens to people."""
_LEAD = 400
"""Characters of a summary that are its lead."""
_SPELLING = 0.75
"""How alike two words are of which one corrects the other."""


@dataclass(frozen=True, slots=True)
class _Version:
    key: ItemId
    at: datetime
    title: str
    summary: str
    hits: tuple[str, ...]
    """The words by which rules found it."""
    rules: frozenset[RuleId]
    lang: str | None


@dataclass(frozen=True, slots=True)
class _Said:
    """What a version says, which is read only once there is another: few items are edited."""

    terms: frozenset[str]
    """Of its title and its summary."""
    values: frozenset[float]
    happened: frozenset[str]
    """Of `_HAPPENED`, what its title or its lead says has come about."""


class Edits:
    """The newest version of each item in the window that satisfied rules."""

    def __init__(self, *, window: timedelta) -> None:
        self._window = window
        self._newest: dict[ItemId, _Version] = {}
        self._by_time: deque[tuple[datetime, ItemId]] = deque()

    def remember(self, match: Match) -> None:
        """Take note of what a match's item says."""
        item = match.item
        self._newest[item.id] = _version(match)
        self._by_time.append((item.first_seen_at, item.id))
        while self._by_time[0][0] < item.first_seen_at - self._window:
            at, oldest = self._by_time.popleft()
            if oldest in self._newest and self._newest[oldest].at <= at:
                del self._newest[oldest]

    def newest(self, item: ItemId) -> ItemId | None:
        """The key of the newest version of an item that satisfied rules; None if no version of it did."""
        known = self._newest.get(item)
        return known.key if known is not None else None

    def change(self, match: Match) -> str:
        """What is materially new in an edited item, in words; empty if nothing is, or if it was not known."""
        before, now = self._newest.get(match.item.id), _version(match)
        if before is None:
            return ""
        news = _news(before, now)
        if now.title != before.title and (news or _is_another_headline(before, now)):
            return f"headline changed from “{before.title}”" + (f"; {news}" if news else "")
        return f"text changed: {news}" if news else ""


def edited(match: Match, story: Story, *, change: str) -> StoryAssignment:
    """The place of an edited item: it stays in its story, and brings a development if the change is material."""
    item = match.item
    after = replace(
        story,
        headline=item.title if story.id == StoryId(item.id) else story.headline,
        rules=tuple(dict.fromkeys((*story.rules, *(hit.rule for hit in match.rules)))),
        severity=max(story.severity, match.severity),
        updated_at=max(story.updated_at, item.first_seen_at),
    )
    because = "the item is in the story already, and was edited"
    return StoryAssignment(story=after, item=item.id, tier=Tier.SAME_ITEM, explanation=because, development=change)


def _version(match: Match) -> _Version:
    item = match.item
    return _Version(
        key=ItemId(item.key),
        at=item.first_seen_at,
        title=item.title,
        summary=item.summary,
        hits=tuple({item.text(hit.field)[hit.start : hit.end] for rule in match.rules for hit in rule.hits}),
        rules=frozenset(hit.rule for hit in match.rules),
        lang=item.lang,
    )


def _said(version: _Version) -> _Said:
    title, summary, lang = version.title, version.summary, version.lang
    return _Said(
        terms=frozenset((*terms(title), *terms(summary))),
        values=frozenset(number.value for text in (title, summary) for number in numbers(text, lang)),
        happened=frozenset(
            chain.from_iterable(turns_said(text, lang, _HAPPENED) for text in (title, summary[:_LEAD]))
        ),
    )


def _folded(hits: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(hit).strip() for hit in hits)


def _news(before: _Version, now: _Version) -> str:
    """What rules find that they did not find before; a changed number of the headline, or what it now says has
    happened."""
    if rules := sorted(now.rules - before.rules):
        return f"now satisfies {', '.join(rules)}"
    had = _said(before)
    if hits := sorted(_folded(now.hits) - _folded(before.hits)):
        return f"now says “{hits[0]}”"
    for number in numbers(now.title, now.lang):
        if all(abs(number.value - old) >= _CHANGE * abs(old) and number.value != old for old in had.values):
            return f"new number: {written(number.value)}"
    dropped = _dropped(before, now)
    for turn, words in turns_said(now.title, now.lang, _HAPPENED).items():
        if not already_had(turn, had.happened) and not any(_corrects(words, old) for old in dropped):
            return f"{kind_of_turn(turn)}: “{words}”"
    return ""


def _is_another_headline(before: _Version, now: _Version) -> bool:
    """Whether a headline has other words, and not only the old ones put right."""
    words, dropped, spelling = terms(now.title), _dropped(before, now), spelled(now.title)
    had = _said(before).terms
    new = [
        term
        for term in words
        if term not in had and not any(_corrects(spelling.get(term, term), old) for old in dropped)
    ]
    return len(new) >= _SHARE * len(words) if len(new) > 1 else bool(new) and len(words) <= _SHORT


def _dropped(before: _Version, now: _Version) -> list[str]:
    """The words of the old headline that the new one has no more."""
    written = spelled(before.title)
    return [written.get(term, term) for term in set(terms(before.title)) - set(terms(now.title))]


def _corrects(new: str, old: str) -> bool:
    return SequenceMatcher(None, fold(new), fold(old)).ratio() >= _SPELLING
