"""A report as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo

from monitor.desk.render import words
from monitor.desk.shapes.report import ReportShape, ReportStoryShape
from monitor.desk.shapes.sent import SentAlertShape

_MARKUP = "\\`*_[]<>|#&~$!"


def escaped(text: str) -> str:
    """A feed's text as Markdown shows it: on one line, and nothing in it is markup."""
    return "".join(f"\\{letter}" if letter in _MARKUP else letter for letter in words.plain(text))


def link(text: str, url: str) -> str:
    """A text that leads to a page, if its address is one that browsers open as a page."""
    address = words.web_address(url)
    if not address:
        return escaped(text)
    safe = "".join(f"%{ord(letter):02X}" if letter in " ()<>\\`|\n\r\t" else letter for letter in address)
    return f"[{escaped(text)}]({safe})"


def markdown(report: ReportShape, *, zone: tzinfo) -> str:
    """The report: what needs attention, the stories by severity, what failed, rules, feeds, times."""
    return "\n".join(_lines(report, zone)) + "\n"


def _lines(report: ReportShape, zone: tzinfo) -> Iterator[str]:
    yield f"# Alerts, {words.period(report, zone=zone)}"
    yield ""
    yield words.summary(report)
    yield from _section("Needs attention", (_with_fix(*one) for one in words.attention(report)))
    severity = ""
    for story in report.stories:
        if story.severity != severity:
            severity = story.severity
            count = sum(one.severity == severity for one in report.stories)
            yield from ("", f"## {severity.capitalize()} ({count:,})", "")
        yield from _story(story, report, zone)
    yield from _section("Not sent", (_failed(one, report, zone) for one in report.failed))
    letters = (
        f"{words.moment(one.at, report=report, zone=zone)} {escaped(one.channel)}:"
        f" {escaped(words.headline(one.headline))} ({escaped(one.detail)})"
        for one in report.dead_letters
    )
    yield from _section("Dead letters now", letters)
    yield from _section(
        "Notices",
        (
            f"{words.moment(one.at, report=report, zone=zone)} {escaped(words.headline(one.headline))}"
            for one in report.notices
        ),
    )
    yield from _section("Suppressed", (f"{escaped(why)}: {number:,}" for why, number in report.suppressed.items()))
    yield from _tables(report)


def _story(story: ReportStoryShape, report: ReportShape, zone: tzinfo) -> Iterator[str]:
    def at(instant: datetime | None) -> str:
        return words.moment(instant, report=report, zone=zone)

    sources = ", ".join(map(escaped, story.sources))
    yield f"- {at(story.first_sent_at)} **{link(words.headline(story.headline), story.url)}**"
    yield f"  - {sources} ({story.independent:,} independent); first seen {at(story.first_seen_at)}"
    alerts = words.counted(story.alerts, "alert")
    rules = ", ".join(map(escaped, story.rules))
    yield f"  - rules {rules}; {alerts} on {', '.join(map(escaped, story.channels))}; story {escaped(story.id)}"
    for change in story.developments:
        said = f" ({escaped(change.what)})" if change.what else ""
        named = link(words.headline(change.headline), change.url)
        yield f"  - changed {at(change.at)}: {named}, {escaped(change.source)}{said}"
    who = words.acknowledged_by(story, report=report, zone=zone)
    yield f"  - acknowledged by {escaped(who)}" if who else "  - **not acknowledged**"


def _failed(alert: SentAlertShape, report: ReportShape, zone: tzinfo) -> str:
    return (
        f"{words.moment(alert.at, report=report, zone=zone)} {escaped(alert.channel)}:"
        f" {link(words.headline(alert.headline), alert.url)} ({escaped(words.failure(alert))})"
    )


def _with_fix(says: str, fix: str) -> str:
    return f"{escaped(says)}: `{fix}`" if fix else escaped(says)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A heading and a list; nothing if the list is empty."""
    held = list(lines)
    if held:
        yield from ("", f"## {title}", "", *(f"- {one}" for one in held))


def _tables(report: ReportShape) -> Iterator[str]:
    rules = [(escaped(one.rule), *(f"{number:,}" for number in words.numbers_of(one))) for one in report.rules]
    yield from _table("Rules", ("rule", *words.RULE_NUMBERS), rules)
    feeds = [
        (escaped(one.feed), escaped(finding.says), escaped(finding.do))
        for one in report.feeds
        for finding in one.findings
    ]
    yield from _table("Feeds in trouble now", ("feed", "what", "what to do"), feeds)
    times = [
        (
            "**all**" if one.feed is None else escaped(one.feed),
            words.quantiles(one.published_to_seen),
            words.quantiles(one.seen_to_sent),
            words.quantiles(one.published_to_sent),
        )
        for one in report.times
    ]
    header = ("feed", "published to first seen", "first seen to sent", "published to sent")
    yield from _table("Time to alert (p50 / p95)", header, times)


def _table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", f"## {title}", "", f"| {' | '.join(header)} |", "|---" * len(header) + "|")
    for row in rows:
        yield f"| {' | '.join(row)} |"
