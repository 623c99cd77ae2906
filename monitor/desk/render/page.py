"""A report as one page of HTML: no scripts, nothing that is loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from monitor.desk.render import words
from monitor.desk.shapes.report import ReportShape, ReportStoryShape

_PAGE = Path(__file__).with_name("page.html")


def html(report: ReportShape, *, zone: tzinfo) -> str:
    """The page. Every text is escaped; only addresses of web pages are links."""

    def at(instant: datetime | None) -> str:
        return words.moment(instant, report=report, zone=zone)

    def acknowledged_by(story: ReportStoryShape) -> str:
        return words.acknowledged_by(story, report=report, zone=zone)

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    environment.filters["groupby_in_order"] = _by_severity
    environment.globals.update(
        plain=words.plain,
        headline=words.headline,
        web_address=words.web_address,
        counted=words.counted,
        quantiles=words.quantiles,
        failure=words.failure,
        rule_numbers=words.RULE_NUMBERS,
        numbers_of=words.numbers_of,
        at=at,
        acknowledged_by=acknowledged_by,
    )
    return environment.from_string(_PAGE.read_text(encoding="utf-8")).render(
        report=report,
        period=words.period(report, zone=zone),
        summary=words.summary(report),
        attention=list(words.attention(report)),
    )


def _by_severity(stories: Iterable[ReportStoryShape]) -> list[tuple[str, list[ReportStoryShape]]]:
    """The stories under each severity, in the order in which they are."""
    return [(severity, list(found)) for severity, found in groupby(stories, key=lambda one: one.severity)]
