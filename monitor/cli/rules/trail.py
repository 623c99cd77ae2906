"""What happened to an item, in words."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.clock import utc_minute_text, utc_text
from monitor.collect.parse.markup import one_line, shorten
from monitor.desk.query.past.trail import Trail
from monitor.desk.words import reason_word
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, Reason, Suppression, SuppressionReason, copy_id, moved_id
from monitor.model.sending.decision import Decision
from monitor.model.sending.delivery import Delivery


def in_words(trail: Trail) -> Iterator[str]:
    """An item's way through every stage, as lines for a terminal."""
    item = trail.item
    yield item.title
    yield f"  {item.source}  {item.url}  id {item.id}"
    yield ""
    if any(decision.match.trigger is not None for decision in trail.decisions):
        yield "detect   no item of a feed: the account of a rule with `when`"
        yield from _decided_and_sent(trail)
        return
    first = trail.earlier[0] if trail.earlier else item
    published = f", published {utc_minute_text(item.published_at)}" if item.published_at else ""
    yield f"collect  first seen {utc_text(first.first_seen_at)} in {item.feed}{published}"
    if trail.baseline:
        until = ", until it was edited" if trail.earlier else ""
        yield f"         at the feed's first visit: part of the baseline, so it stays silent{until}"
    yield from _versions(trail)
    if not trail.baseline or trail.earlier:
        yield from _detected(trail)
    yield from _decided_and_sent(trail)


def _versions(trail: Trail) -> Iterator[str]:
    """What an edited item said, version by version, where that is not only the last."""
    before: Item | None = None
    for version in (*trail.earlier, trail.item) if trail.earlier else ():
        if before is None:
            yield f"         as “{version.title}”"
        elif version.title != before.title:
            yield f"edited   {utc_text(version.first_seen_at)}: headline changed to “{version.title}”"
        else:
            yield f"edited   {utc_text(version.first_seen_at)}: text changed to “{_lead(version)}”"
        before = version


def _lead(item: Item) -> str:
    return shorten(one_line(item.summary or item.body), limit=120)


def _detected(trail: Trail) -> Iterator[str]:
    edited = ", as it is now" if trail.earlier else ""
    if not trail.examined:
        yield f"detect   waits to be looked at{edited}"
    elif not trail.matched:
        yield f"detect   no rule matched{edited}"
    elif not trail.decisions:
        yield "detect   only rules with `when` count it, or it waits for its decision"


def _decided_and_sent(trail: Trail) -> Iterator[str]:
    for decision in trail.decisions:
        yield from _decision(decision)
    for delivery in trail.deliveries:
        detail = f": {delivery.detail}" if delivery.detail else ""
        place = _in_place_of(trail, delivery)
        yield f"send     {delivery.at:%H:%M:%S} UTC to {delivery.channel}{place}: {delivery.outcome}{detail}"
    for act in trail.acknowledged:
        why = f": {act.comment}" if act.comment else ""
        yield f"ack      {utc_text(act.at)} by {act.person} ({act.way}){why}"
    yield ""


def _in_place_of(trail: Trail, delivery: Delivery) -> str:
    """Whose alert a delivery was, if another channel's."""
    for decision in trail.decisions:
        for alert in decision.outcomes:
            if isinstance(alert, Alert) and delivery.alert == copy_id(alert.id, to=delivery.channel):
                return f", the fallback of {alert.channel}"
            if isinstance(alert, Alert) and delivery.alert == moved_id(alert.id, to=delivery.channel):
                return f", moved there from {alert.channel}"
    return ""


def _decision(decision: Decision) -> Iterator[str]:
    match, assignment = decision.match, decision.assignment
    rules = ", ".join(hit.rule for hit in match.rules)
    if match.trigger is not None:
        yield f"         {rules}: {match.trigger.text}"
        for one in match.trigger.contributions:
            yield f"         {utc_minute_text(one.at)} {one.source}: {one.title}  id {one.item}"
    else:
        yield f"detect   matched {rules} (rules {match.ruleset})"
    yield f"group    {assignment.tier} (score {assignment.score:.2f}): {assignment.explanation}"
    yield f"         story {assignment.story.id}: {assignment.story.headline}"
    if assignment.runner_up is not None:
        yield f"         nearest other story: {assignment.runner_up} (score {assignment.runner_up_score:.2f})"
    if assignment.development:
        yield f"         new about it: {assignment.development}"
    for says in decision.state_change.descriptions:
        yield f"count    {says}"
    for outcome in decision.outcomes:
        channel = outcome.channel or "nobody"
        if isinstance(outcome, Suppression):
            yield f"route    suppress for {channel}: {_because(outcome)}, {outcome.detail}"
        elif outcome.reason is Reason.ALSO:
            yield f"route    bring {channel} up to date: {outcome.explanation} (alert {outcome.id})"
        elif (hold := outcome.hold) is not None:
            kind = f" ({hold.kind})" if hold.kind is not None else ""
            until = f"until {utc_text(hold.until)}{kind}"
            why = f"{outcome.reason}, {outcome.explanation}"
            yield f"route    hold for {channel} {until}: {why} (alert {outcome.id})"
        else:
            yield f"route    notify {channel}: {outcome.reason}, {outcome.explanation} (alert {outcome.id})"


def _because(silence: Suppression) -> str:
    """The reason of a silence, as a person asks for it."""
    word = reason_word(silence.reason)
    return f"{word} of {silence.story}" if silence.reason is SuppressionReason.FOLDED else word
