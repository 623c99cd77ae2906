"""Rules with `when`: what a match counts for, and what the passing of time makes overdue. Pure.

A state is a value, and so is every change of it: whoever logs a decision writes the changed states in the same
step, so that a match counts once, whatever dies in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatchcase
from typing import assert_never

from monitor.clock import span_text, utc_minute_text
from monitor.group.correlation.count_and_sequence import count, follow_sequence
from monitor.group.correlation.novelty import novelty
from monitor.group.correlation.spike import spike
from monitor.group.correlation.triggers import match_of
from monitor.group.features.identity.title_keys import link_key, title_key
from monitor.model.matching.correlation import (
    Absence,
    Contribution,
    Count,
    Distinct,
    EventSequence,
    Novelty,
    Spike,
    Trigger,
)
from monitor.model.matching.correlation_state import CorrelationState, StateChange, Watermark
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit
from monitor.model.story import StoryAssignment, Tier

States = Mapping[str, CorrelationState]
"""By the key of the correlation."""


def apply_match(match: Match, assignment: StoryAssignment | None, states: States) -> StateChange:
    """What a match changes. Without an assignment it is one that only counts, because no other rule has it.

    A copy of an item that was counted is not counted again, except as another source or feed.
    """
    changed: list[CorrelationState] = []
    fired: list[Match] = []
    said: list[str] = []
    for hit in match.counted_by:
        assert hit.correlation is not None, "only rules with `when` count"
        before = states.get(hit.correlation.key) or initial_state(hit, at=match.item.first_seen_at)
        after, trigger, says = _with(before, hit, match, assignment)
        if after is not states.get(hit.correlation.key):
            changed.append(after)
        if trigger is not None:
            fired.append(_fired_match(hit, match, after, trigger))
        said.append(f"{hit.rule}: {says}")
    return StateChange(states=tuple(changed), matches=tuple(fired), descriptions=tuple(said))


def initial_state(hit: RuleHit, *, at: datetime) -> CorrelationState:
    """The state of a rule of which nothing is known yet."""
    assert hit.correlation is not None, "only rules with `when` have tallies"
    return CorrelationState(key=hit.correlation.key, began_at=at)


def due_absences(hits: Iterable[RuleHit], mark: Watermark, states: States) -> StateChange:
    """What is absent by now. It is found once, and again only after something came."""
    late = [(hit, state) for hit in hits if (state := _absent(hit, mark, states)) is not None]
    return StateChange(
        states=tuple(state for _, state in late),
        matches=tuple(_silence(hit, state) for hit, state in late),
    )


def due_at(hit: RuleHit, state: CorrelationState) -> datetime | None:
    """When what the rule waits for will be absent, if nothing comes; None if it waits for nothing."""
    absent = _absence(hit)
    if absent is None or state.fired_at is not None:
        return None
    return max((state.began_at, *(one.at for one in state.seen))) + absent.span


def _absence(hit: RuleHit) -> Absence | None:
    """What a rule waits for, if it waits for nothing to come."""
    condition = hit.correlation.condition if hit.correlation is not None else None
    return condition if isinstance(condition, Absence) else None


def _with(  # noqa: PLR0911 - one for each kind
    state: CorrelationState, hit: RuleHit, match: Match, assignment: StoryAssignment | None
) -> tuple[CorrelationState, Trigger | None, str]:
    correlation, item = hit.correlation, match.item
    assert correlation is not None, "only rules with `when` count"
    if item.edition and any(one.item == item.id for one in state.seen):
        return state, None, "the item was counted before it was edited"
    copy = assignment is not None and assignment.tier is Tier.SAME_ITEM
    contribution = Contribution(
        member=item.id, at=item.first_seen_at, item=item.id, source=item.source, title=item.title[:200]
    )
    match correlation.condition:
        case Absence() as absence:
            return _present(state, absence, contribution)
        case EventSequence() as steps:
            fulfilled = _fulfilled(steps, match)
            if not fulfilled:
                return state, None, "none of its rules"
            return follow_sequence(state, steps, [replace(contribution, member=rule) for rule in fulfilled])
        case Count(distinct=distinct) as wanted:
            if copy and distinct is Distinct.ITEM:
                return state, None, "the same item was counted before"
            found = _contributions_of(distinct, contribution, match, assignment)
            return count(state, wanted, found) if found else (state, None, _names_none(distinct))
        case Novelty(field=field) as new:
            found = _contributions_of(field, contribution, match, assignment)
            return novelty(state, new, found) if found else (state, None, _names_none(field))
        case Spike() as sudden:
            if copy:
                return state, None, "the same item was counted before"
            return spike(state, sudden, contribution)
        case _ as impossible:
            assert_never(impossible)


def _contributions_of(
    field: Distinct, contribution: Contribution, match: Match, assignment: StoryAssignment | None
) -> Sequence[Contribution]:
    """The item as a contribution for each of what is counted."""
    return [replace(contribution, member=member) for member in _members(field, match, assignment)]


def _names_none(field: Distinct) -> str:
    return f"names no {field.kind or 'language'} that is known"


def _members(field: Distinct, match: Match, assignment: StoryAssignment | None) -> Sequence[str]:
    """What the item contributes to."""
    item = match.item
    match field:
        case Distinct.ITEM:
            # without a story nobody has looked yet whether two items are copies
            return (item.id if assignment is not None else link_key(item.url) or title_key(item.title) or item.id,)
        case Distinct.SOURCE:
            return (item.source,)
        case Distinct.FEED:
            return (item.feed,)
        case Distinct.STORY:
            return (assignment.story.id if assignment is not None else item.id,)
        case Distinct.LANG:
            return (item.lang,) if item.lang is not None else ()
        case entities:
            return [entity for entity in match.entities if entity.startswith(f"{entities.kind}/")]


def _fulfilled(wanted: EventSequence, match: Match) -> list[str]:
    return [rule for rule in wanted.rules if any(fnmatchcase(hit.rule, rule) for hit in match.rules)]


def _present(
    state: CorrelationState, wanted: Absence, contribution: Contribution
) -> tuple[CorrelationState, None, str]:
    """The state of an absence with the newest that came, which ends the absence."""
    newest = max((*state.seen, contribution), key=lambda one: one.at)
    if newest is not contribution:
        return state, None, "a newer one was here before"
    over = state.fired_at is not None
    says = "ends the absence" if over else "is there"
    return (
        replace(state, seen=(newest,), fired_at=None),
        None,
        f"{says}; it fires after {span_text(wanted.span)} without another",
    )


def _absent(hit: RuleHit, mark: Watermark, states: States) -> CorrelationState | None:
    """The state once the absence was found; None if there is none."""
    correlation = hit.correlation
    state = states.get(correlation.key) if correlation is not None else None
    absence = _absence(hit)
    if correlation is None or absence is None or state is None:
        return None
    due = due_at(hit, state)
    if due is None or mark.at < due:
        return None
    visited = all(feed in mark.good_at and mark.good_at[feed] >= due for feed in correlation.feeds)
    if absence.unless_feed_down and not visited:
        return None
    return replace(state, fired_at=due)


def _fired_match(hit: RuleHit, match: Match, after: CorrelationState, trigger: Trigger) -> Match:
    """The match of a rule that fires because of another, whose link leads to what triggered it."""
    title, _, _ = trigger.text.partition(": ")
    at = after.fired_at or match.item.first_seen_at
    return match_of(hit, title=title, trigger=trigger, at=at, url=match.item.url)


def _silence(hit: RuleHit, state: CorrelationState) -> Match:
    absence = _absence(hit)
    assert absence is not None, "only an absence is overdue"
    assert state.fired_at is not None, "it has just been found"
    span = span_text(absence.span)
    last = state.seen[-1] if state.seen else None
    since = (
        f"the last came at {utc_minute_text(last.at)} from {last.source}"
        if last is not None
        else f"none has come since the rule began to watch at {utc_minute_text(state.began_at)}"
    )
    trigger = Trigger(text=f"nothing for {span}: {since}", contributions=state.seen)
    return match_of(hit, title=f"nothing for {span}", trigger=trigger, at=state.fired_at)
