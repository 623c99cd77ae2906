"""What happened to an item, in words."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.desk.query.trail import Trail
from monitor.model.sending.alert import Reason, Suppression, SuppressionReason
from monitor.model.sending.decision import Decision


def in_words(trail: Trail) -> Iterator[str]:
    """An item's way through every stage, as lines for a terminal."""
    item = trail.item
    yield item.title
    yield f"  {item.source}  {item.url}  id {item.id}"
    yield ""
    if any(decision.match.occasion is not None for decision in trail.decisions):
        yield "detect   no item of a feed: the account of a rule with `when`"
        yield from _decided_and_sent(trail)
        return
    published = f", published {item.published_at:%Y-%m-%d %H:%M} UTC" if item.published_at else ""
    yield f"collect  first seen {item.first_seen_at:%Y-%m-%d %H:%M:%S} UTC in {item.feed}{published}"
    if trail.baseline:
        yield "         at the feed's first visit: part of the baseline, so it stays silent"
    elif not trail.examined:
        yield "detect   waits to be looked at"
    elif not trail.matched:
        yield "detect   no rule matched"
    elif not trail.decisions and trail.matched:
        yield "detect   only rules with `when` count it, or it waits for its decision"
    yield from _decided_and_sent(trail)


def _decided_and_sent(trail: Trail) -> Iterator[str]:
    for decision in trail.decisions:
        yield from _decision(decision)
    for delivery in trail.deliveries:
        detail = f": {delivery.detail}" if delivery.detail else ""
        yield f"send     {delivery.at:%H:%M:%S} UTC to {delivery.channel}: {delivery.outcome}{detail}"
    yield ""


def _decision(decision: Decision) -> Iterator[str]:
    match, joining = decision.match, decision.joining
    rules = ", ".join(hit.rule for hit in match.rules)
    if match.occasion is not None:
        yield f"         {rules}: {match.occasion.says}"
        for one in match.occasion.witnesses:
            yield f"         {one.at:%Y-%m-%d %H:%M} UTC {one.source}: {one.title}  id {one.item}"
    else:
        yield f"detect   matched {rules} (rules {match.ruleset})"
    yield f"group    {joining.tier} (score {joining.score:.2f}): {joining.because}"
    yield f"         story {joining.story.id}: {joining.story.headline}"
    if joining.rival is not None:
        yield f"         nearest other story: {joining.rival} (score {joining.rival_score:.2f})"
    if joining.development:
        yield f"         new about it: {joining.development}"
    for says in decision.counted.says:
        yield f"count    {says}"
    for outcome in decision.outcomes:
        channel = outcome.channel or "nobody"
        if isinstance(outcome, Suppression):
            yield f"route    suppress for {channel}: {_because(outcome)}, {outcome.detail}"
        elif outcome.reason is Reason.ALSO:
            yield f"route    bring {channel} up to date: {outcome.because} (alert {outcome.id})"
        elif outcome.not_before is not None:
            until = f"until {outcome.not_before:%Y-%m-%d %H:%M:%S} UTC"
            yield f"route    hold for {channel} {until}: {outcome.reason}, {outcome.because} (alert {outcome.id})"
        else:
            yield f"route    notify {channel}: {outcome.reason}, {outcome.because} (alert {outcome.id})"


def _because(silence: Suppression) -> str:
    """The reason of a silence, as a person asks for it."""
    match silence.because:
        case SuppressionReason.FOLDED:
            return f"duplicate of {silence.story}"
        case SuppressionReason.OUT_OF_HOURS:
            return "quiet hours"
        case other:
            return other.value
