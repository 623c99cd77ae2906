"""A report as one page of HTML: no scripts, nothing that is loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from functools import partial
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.desk.render import strip, words
from monitor.desk.shapes.report import ReportShape, ReportStoryShape

_HERE = Path(__file__).parent
_TITLE = "Alert report"


def html(report: ReportShape, *, zone: tzinfo) -> str:
    """The page. Every text is escaped; only addresses of web pages are links."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["groupby_in_order"] = _by_severity
    return environment.get_template("page.html").render(
        report=report,
        title=_TITLE,
        period=words.period(report, zone=zone),
        zone_name=report.until.astimezone(zone).tzname(),
        summary=words.summary(report),
        attention=list(words.attention(report)),
        marks=strip.marks(report),
        strips=[
            {"name": name, "width": width, "ticks": strip.ticks(report, zone=zone, most=most)}
            for name, width, most in (("wider", 1000, 12), ("narrow", 340, 4))
        ],
        at=partial(words.moment, report=report, zone=zone),
        acknowledged_by=partial(words.acknowledged_by, report=report, zone=zone),
        gravity=strip.level,
        rule_numbers=words.RULE_NUMBERS,
        **{word.__name__: word for word in _WORDS},
    )


_WORDS = (
    words.plain,
    words.headline,
    words.web_address,
    words.counted,
    words.span,
    words.quantiles,
    words.failure,
    words.numbers_of,
)
"""What the template says things with."""


def _by_severity(stories: Iterable[ReportStoryShape]) -> list[tuple[str, list[ReportStoryShape]]]:
    """The stories under each severity, in the order in which they are."""
    return [(severity, list(found)) for severity, found in groupby(stories, key=lambda one: one.severity)]
