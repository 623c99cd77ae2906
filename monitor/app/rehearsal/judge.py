"""Compares what a scenario expected with what happened."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from monitor.app.rehearsal.rehearse import Event
from monitor.app.rehearsal.scenarios import NO_MATCH, Expectation, Scenario
from monitor.config.configuration import Configuration
from monitor.detect.detector import Detector
from monitor.detect.explain.explain import explain
from monitor.errors import Problem
from monitor.model.ids import ItemId, RuleId
from monitor.model.news.item import Item


def judge(scenario: Scenario, events: Sequence[Event], configuration: Configuration) -> Iterator[Problem]:
    """T002 for every expectation that does not hold, and for everything sent that is not expected."""
    expected: set[int] = set()
    for expectation in scenario.expected:
        fitting = [number for number, event in enumerate(events) if _fits(expectation, event)]
        expected.update(fitting)
        if not fitting:
            place = expectation.place
            yield Problem(
                place.path, place.line, place.column, "T002", _missed(expectation, events, configuration)
            )
    for number, event in enumerate(events):
        if event.reason is not None and number not in expected:
            place = scenario.written.get(ItemId(event.item.key), scenario.place)
            message = f"not expected: {_clock(event.at)} {event}; rules: {', '.join(event.rules)}"
            yield Problem(place.path, place.line, place.column, "T002", message)


def _fits(expectation: Expectation, event: Event) -> bool:
    if expectation.at != event.at:
        return False
    if expectation.suppressed_by == NO_MATCH:
        missing = expectation.rule is not None and expectation.rule not in event.rules
        return missing or not event.rules
    return (
        (expectation.rule is None or expectation.rule in event.rules)
        and (expectation.channel is None or expectation.channel == event.channel)
        and (expectation.reason is None or expectation.reason is event.reason)
        and expectation.suppressed_by == event.because
    )


def _missed(expectation: Expectation, events: Sequence[Event], configuration: Configuration) -> str:
    here = [event for event in events if event.at == expectation.at]
    said = f"expected at {_clock(expectation.at)}: {_wanted(expectation)}"
    if not here:
        times = ", ".join(dict.fromkeys(_clock(event.at) for event in events))
        return f"{said}; nothing happens then (something does at {times or 'no time'})"
    happened = "; ".join(dict.fromkeys(map(str, here)))
    if expectation.rule is None or expectation.suppressed_by == NO_MATCH:
        return f"{said}; but {happened}"
    silent = [event.item for event in here if expectation.rule not in event.rules]
    trees = _trees(expectation.rule, silent, configuration, at=expectation.at)
    return "\n".join((f"{said}; but {happened}", *trees))


def _trees(rule: RuleId, items: Collection[Item], configuration: Configuration, *, at: datetime) -> Iterator[str]:
    """Why a rule matches none of the items."""
    detector = Detector(configuration.rules, now=lambda: at)
    for item in items:
        for verdict in explain(detector, item):
            if verdict.rule == rule and not verdict.matched:
                yield from (f"    {line}" for line in str(verdict).splitlines())


def _wanted(expectation: Expectation) -> str:
    channel = str(expectation.channel or "some channel")
    rule = f" because of rule {expectation.rule}" if expectation.rule else ""
    if expectation.suppressed_by == NO_MATCH:
        return f"no match of {expectation.rule or 'any rule'}"
    if expectation.suppressed_by is None:
        return f"{channel} sent{f' ({expectation.reason})' if expectation.reason else ''}{rule}"
    return f"{channel} suppressed: {expectation.suppressed_by}{rule}"


def _clock(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
