"""`reports:` of rules/channels.yaml: reports that are sent by a timetable."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from cronsim import CronSim, CronSimError

from monitor.clock import now
from monitor.model.ids import ChannelName
from monitor.yamldoc import fields
from monitor.yamldoc.parse import Document, Entry, Map, Text

KEYS = ("cron", "to", "covers", "form")
_EXAMPLE = "minute, hour, day, month and weekday, such as '0 6 * * *' for 06:00 each day"


class ReportForm(StrEnum):
    """What is sent."""

    REPORT = "report"
    """All that a shift hands over, also if nothing alerted."""
    DIGEST = "digest"
    """The stories that alerted; nothing if none did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettings:
    """One report of channels.yaml."""

    name: str
    cron: str
    """When it is due, as cron has it, in the desk's zone."""
    to: tuple[ChannelName, ...]
    covers: timedelta | None = None
    """How far back it reaches; None for all since the one before."""
    form: ReportForm = ReportForm.REPORT

    def due(self, after: datetime, *, zone: tzinfo) -> Iterator[datetime]:
        """When it is due after an instant, in order, without end. As in Debian's cron, a time of the day that is
        left out when summer time begins comes right after, and one that comes twice when it ends comes once."""
        return iter(CronSim(self.cron, after.astimezone(zone)))


def read_reports(document: Document) -> dict[str, ReportSettings]:
    """The reports of channels.yaml by their names; what is wrong with the others is noted in the document."""
    root = document.root
    section = root.get("reports") if isinstance(root, Map) else None
    if not isinstance(root, Map) or section is None:
        return {}
    channels = root.get("channels")
    names = [entry.key.value for entry in channels] if isinstance(channels, Map) else []
    found = (_report(document, entry, channels=names) for entry in document.map(section, "reports") or ())
    return {one.name: one for one in found if one is not None}


def _report(document: Document, entry: Entry, *, channels: Collection[str]) -> ReportSettings | None:
    name = entry.key.value
    details = document.map(entry.value, f"report {name!r}")
    if details is None:
        return None
    document.check_keys(details, KEYS)
    cron, to, covers, form = (details.get(key) for key in KEYS)
    if cron is None:
        document.problem(entry.key, "E106", f"report {name!r} needs 'cron': {_EXAMPLE}")
    if to is None:
        document.problem(entry.key, "E106", f"report {name!r} needs 'to': the channels to send it to")
    if cron is None or to is None:
        return None
    when = _cron(document, cron) if document.text(cron, "cron") is not None and isinstance(cron, Text) else None
    known = fields.referred(document, to, "to", noun="channel", known=channels)
    if not known and not document.texts(to, "to"):
        document.problem(to, "E106", f"report {name!r} needs at least one channel in 'to'")
    if when is None:
        return None
    return ReportSettings(
        name=name,
        cron=when,
        to=tuple(ChannelName(channel) for channel in known),
        covers=fields.duration(document, covers, "covers") if covers is not None else None,
        form=fields.choice(document, form, "form", ReportForm, default=ReportForm.REPORT)
        if form is not None
        else ReportForm.REPORT,
    )


def _cron(document: Document, text: Text) -> str | None:
    """The times of a report. E105 for what cron does not understand, and for times that never come."""
    parts = text.value.split()
    if len(parts) != 5:
        document.problem(text, "E105", f"cron must be of five fields, {_EXAMPLE}; not {text.value!r}")
        return None
    try:
        next(CronSim(text.value, now()))
    except CronSimError as error:
        document.problem(text, "E105", f"cron must be {_EXAMPLE}: {str(error).lower()} in {text.value!r}")
    except StopIteration:
        document.problem(text, "E105", f"cron {text.value!r} never comes")
    else:
        return " ".join(parts)
    return None
