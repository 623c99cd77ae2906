"""Times as the desk shows them: the clock of its own zone, the age beside it while it is short."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from markupsafe import Markup

from monitor.clock import Now, utc_text

_AGE_SHOWN = timedelta(hours=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Instants in words."""

    zone: tzinfo
    now: Now

    def clock(self, at: datetime, *, seconds: bool = False) -> Markup:
        """The time of the day, with the instant in UTC on hover."""
        local = at.astimezone(self.zone)
        shown = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            local.isoformat(timespec="seconds"), utc_text(at), shown
        )

    def moment(self, at: datetime) -> Markup:
        """The time of the day, with the day before it unless that is today."""
        today = self.now().astimezone(self.zone).date() == at.astimezone(self.zone).date()
        return self.clock(at) if today else Markup("{} {}").format(self.short_day(at), self.clock(at))

    def age(self, at: datetime) -> str:
        """How long ago; empty where that says less than the clock."""
        span = self.now() - at
        return span_words(span) if timedelta(0) <= span < _AGE_SHOWN else ""

    def day(self, at: datetime) -> str:
        """'Today, Monday 30 November', 'Sunday 29 November'."""
        local = at.astimezone(self.zone)
        named = f"{local:%A} {local.day} {local:%B}"
        return f"Today, {named}" if local.date() == self.now().astimezone(self.zone).date() else named

    def short_day(self, at: datetime) -> str:
        """'Mon 30 Nov'."""
        local = at.astimezone(self.zone)
        return f"{local:%a} {local.day} {local:%b}"

    def zone_name(self) -> str:
        """What the zone is called now."""
        return self.now().astimezone(self.zone).tzname() or "UTC"


def span_words(span: timedelta) -> str:
    """A duration to two places: '0.4 s', '12 s', '24 min', '3 h 56', '2 d'."""
    seconds = span.total_seconds()
    if seconds < 10:
        return f"{max(seconds, 0):.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest:02}" if rest else f"{hours} h"
    return f"{minutes // (24 * 60)} d"
