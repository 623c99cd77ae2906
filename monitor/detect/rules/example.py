"""The examples of a rule or an entity, which `monitor test` tries."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.detect.rules.conditions import SourcePlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text that a rule or an entity must match, or must not."""

    matches: bool
    title: str
    summary: str = ""
    body: str = ""
    lang: str | None = None
    source: str = ""
    feed: str = ""
    because: str = ""
    """Why it must not match: a part of the reason that explaining gives."""
    place: SourcePlace
