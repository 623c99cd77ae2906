"""A report as CSV that a spreadsheet may open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime

from monitor.desk.render.words import headline, plain
from monitor.desk.shapes.report import ReportShape, ReportStoryShape

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the beginning of a formula, also in full width."""
_COLUMNS = (
    "severity", "headline", "url", "sources", "independent", "first_seen", "first_sent", "last_sent", "alerts",
    "rules", "channels", "acknowledged_by", "acknowledged_at", "comments", "not_relevant", "developments", "story",
)  # fmt: skip


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, whatever blanks it begins with."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """Rows of harmless cells, with the ends of lines that RFC 4180 asks for."""
    out = io.StringIO()
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def cells(report: ReportShape) -> str:
    """The stories of a report, one a row, with times in UTC."""
    return csv_text([_COLUMNS, *(_row(story) for story in report.stories)])


def _row(story: ReportStoryShape) -> tuple[str, ...]:
    acts = story.acknowledged
    return (
        story.severity,
        headline(story.headline),
        story.url,
        _several(story.sources),
        str(story.independent),
        _utc(story.first_seen_at),
        _utc(story.first_sent_at),
        _utc(story.last_sent_at),
        str(story.alerts),
        _several(story.rules),
        _several(story.channels),
        _several(f"{act.person} ({act.way})" for act in acts),
        _several(_utc(act.at) for act in acts),
        _several(act.comment for act in acts if act.comment),
        "yes" if story.not_relevant else "",
        _several(f"{change.headline} ({change.what})" for change in story.developments),
        story.id,
    )


def _several(texts: Iterable[str]) -> str:
    return "; ".join(map(plain, texts))


def _utc(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at is not None else ""
