"""What every form of a report says in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from monitor.desk.shapes.report import ReportShape, ReportStoryShape, SpansShape
from monitor.desk.shapes.rule_stats import RuleDayShape, RuleStatsShape
from monitor.desk.shapes.sent import SentAlertShape
from monitor.language.display import neutralise

NO_TITLE = "(no title)"
RULE_NUMBERS = ("hits", "alerts", "suppressed", "folded", "acknowledged", "not relevant")


def plain(text: str) -> str:
    """A feed's text on one line, with nothing in it that commands a program or turns the reading order."""
    return neutralise(text).strip()


def headline(text: str) -> str:
    """A headline as text; says so if there is none."""
    return plain(text) or NO_TITLE


def web_address(url: str) -> str:
    """The address if a browser opens it as a page, else nothing: no script, no file, no program."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def counted(number: int, noun: str) -> str:
    """'1 story', '2 stories'."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"


def moment(at: datetime | None, *, report: ReportShape, zone: tzinfo) -> str:
    """A time of day, with its date where the report does not begin and end on one day."""
    if at is None:
        return "unknown"
    days = {one.astimezone(zone).date() for one in (report.since, report.until, at)}
    return f"{at.astimezone(zone):{'%H:%M' if len(days) == 1 else '%a %d %b %H:%M'}}"


def period(report: ReportShape, *, zone: tzinfo) -> str:
    """From when until when, with the zone: summer time may begin or end in between."""
    since, until = report.since.astimezone(zone), report.until.astimezone(zone)
    if since.date() == until.date() and since.tzname() == until.tzname():
        return f"{since:%Y-%m-%d, %H:%M} to {until:%H:%M %Z}"
    return f"{since:%Y-%m-%d %H:%M %Z} to {until:%Y-%m-%d %H:%M %Z}"


def span(seconds: float | None) -> str:
    """'4.2 s', '3 min 20 s', '2 h 5 min'."""
    if seconds is None:
        return "unknown"
    if round(seconds, 1) < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, left = divmod(minutes, 60)
    return f"{hours:,} h {left} min" if hours else f"{minutes} min {rest} s"


def quantiles(spans: SpansShape) -> str:
    """The middle and the slow end in one cell."""
    return f"{span(spans.p50_s)} / {span(spans.p95_s)}" if spans.count else "unknown"


def acknowledged_by(story: ReportStoryShape, *, report: ReportShape, zone: tzinfo) -> str:
    """Who acknowledged a story, when and how, and whether as not relevant; empty if nobody did."""
    who = "; ".join(
        f"{plain(act.person)} at {moment(act.at, report=report, zone=zone)} ({plain(act.way)},"
        f" after {span((act.at - story.first_sent_at).total_seconds())})"
        + (f": {plain(act.comment)}" if act.comment else "")
        for act in story.acknowledged
    )
    return f"{who}; not relevant" if story.not_relevant else who


def numbers_of(rule: RuleStatsShape | RuleDayShape) -> tuple[int, ...]:
    """What a rule did, in the order of `RULE_NUMBERS`."""
    return rule.hits, rule.alerts, rule.suppressed, rule.folded, rule.acknowledged, rule.not_relevant


def summary(report: ReportShape) -> str:
    """The report in one sentence."""
    if not report.stories:
        return f"Nothing alerted. {counted(report.matches, 'item')} matched rules."
    return (
        f"{counted(len(report.stories), 'story')} alerted ({counted(report.alerts, 'alert')}),"
        f" {report.unacknowledged:,} not acknowledged. {counted(report.matches, 'item')} matched rules."
    )


def attention(report: ReportShape) -> Iterator[tuple[str, str]]:
    """What whoever comes next must look at, and what to do about it."""
    for story in report.stories:
        if not story.acknowledged and story.severity in ("critical", "high"):
            yield (
                f"{story.severity}, not acknowledged: {headline(story.headline)}",
                f"monitor alerts ack {story.id}",
            )
    yield from troubles(report)


def troubles(report: ReportShape) -> Iterator[tuple[str, str]]:
    """What else does not go well now, and what to do about it."""
    for trouble in report.channels:
        yield plain(trouble.says), trouble.fix
    if report.dead_letters:
        number = counted(len(report.dead_letters), "dead letter")
        yield f"{number}: see below", "monitor alerts list; monitor alerts replay --all"
    if report.waiting:
        where = ", ".join(f"{name} {number:,}" for name, number in report.waiting.items())
        yield f"alerts wait: {where}", ""
    if report.feeds:
        yield f"{counted(len(report.feeds), 'feed')} in trouble: see below", "monitor feeds health"
    for file in report.unreadable:
        yield f"left out, cannot be read: {plain(file)}", "monitor archive verify"


def failure(alert: SentAlertShape) -> str:
    """How sending failed, or went last."""
    what = {"retry": "tried again later", "refused": "refused", "unknown": "no answer"}[alert.outcome]
    return f"{what}: {plain(alert.detail)}" if alert.detail else what
