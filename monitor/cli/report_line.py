"""A report of the timetable in one line."""

from __future__ import annotations

from datetime import tzinfo

from monitor.desk.shapes.report import DueReportShape


def report_line(due: DueReportShape, *, zone: tzinfo) -> str:
    """When it is due next, to whom it goes, and whether one is owed."""
    line = f"{due.name} to {', '.join(due.to)}: next {due.next_at.astimezone(zone):%a %Y-%m-%d %H:%M %Z}"
    if due.overdue_since is not None:
        line += f"; overdue since {due.overdue_since.astimezone(zone):%Y-%m-%d %H:%M}: is a daemon running?"
    return line
