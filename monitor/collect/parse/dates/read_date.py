"""The instants that an entry's dates name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.collect.parse.dates.lenient import leniently
from monitor.collect.parse.dates.strict import strictly

_SHOWN = 60
"""Characters of a date that nobody could read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDates:
    """When an entry was published and changed: in UTC, naive where no zone is named, None if not known."""

    published: datetime | None
    updated: datetime | None
    odd: str
    """A date that is there but could not be read; empty if there is none."""


def instant(text: str, *, lang: str = "") -> datetime | None:
    """The instant in UTC, naive where the text names no zone; None if there is any doubt.

    `lang` is the language of the feed as it declares it: it decides what the text alone leaves open.
    """
    text = text.strip()
    return (strictly(text, lang=lang) or leniently(text, lang=lang)) if text else None


def entry_dates(*, published: str, updated: str, lang: str = "") -> EntryDates:
    """What the texts of an entry's two dates say. An entry with one date that can be read is not odd."""
    read = EntryDates(published=instant(published, lang=lang), updated=instant(updated, lang=lang), odd="")
    written = (published or updated).strip()
    if not written or read.published or read.updated:
        return read
    return EntryDates(published=None, updated=None, odd=written[:_SHOWN])
