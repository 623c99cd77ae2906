"""Add and end silences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.clock import now
from monitor.desk.query.silences import ended
from monitor.desk.shapes.alerts import EndedSilenceShape
from monitor.errors import MonitorError
from monitor.model.activity import Doer
from monitor.model.ids import RuleId, Severity, StoryId, content_id
from monitor.model.sending.decision import Silence
from monitor.store.connection.client import Client
from monitor.store.records.kept_back import kept_back
from monitor.store.records.silences import Silences
from monitor.yamldoc import values
from monitor.yamldoc.parse import nearest

_MATCHER = re.compile(r"(?P<name>[a-z]+)(?P<sign>=|<=)(?P<value>.+)")
_NAMES = ("rule=", "tag=", "source=", "story=", "severity<=")
NOT_RELEVANT = "not relevant"
"""The comment of the silence of a story that should not have alerted."""
_LONGEST = timedelta(days=365)


def make_silence(matchers: Sequence[str], *, span: str, by: str, comment: str = "") -> Silence:
    """A silence for what fits all matchers: `rule=ID`, `tag=NAME`, `source=OUTLET`, `story=ID`, `severity<=LEVEL`.

    `span` is a duration such as `2h`, at most a year, because a silence that nobody remembers is a missed alert.
    Raises MonitorError for a matcher or a duration that means nothing.
    """
    named: dict[str, Any] = {}
    for matcher in matchers:
        name, value = _parsed(matcher)
        if name in named:
            raise MonitorError(
                f"{matcher}: {name} is given twice, and both cannot match; add two silences instead"
            )
        named[name] = value
    at = now()
    return Silence(
        id=content_id(*sorted(matchers), at.isoformat())[:8],
        until=at + _span(span),
        made_at=at,
        by=by,
        comment=comment,
        **named,
    )


def silence_of_story(story: StoryId, *, at: datetime, lasting: timedelta, by: str, comment: str = "") -> Silence:
    """The silence of a story with which a reader answers an alert: one for each story, whatever the way."""
    return Silence(
        id=content_id("story", story)[:8], story=story, until=at + lasting, made_at=at, by=by, comment=comment
    )


async def add_silence(client: Client, silence: Silence, *, by: Doer) -> None:
    """Put a silence in force."""
    await Silences(client).add(silence, at=now(), by=by)


async def end_silences(client: Client, ids: Sequence[str], *, by: Doer) -> Sequence[EndedSilenceShape]:
    """End silences now; what each has kept back. Raises MonitorError if an id is unknown; the others
    have ended then."""
    at = now()
    ending = [silence for silence in await Silences(client).silences() if silence.id in ids]
    if unknown := [name for name in ids if not await Silences(client).end(name, at=at, by=by)]:
        raise MonitorError(f"no silence {', '.join(unknown)}; see `monitor silence list`")
    return [ended(name, kept) for name, kept in (await kept_back(client, ending)).items()]


def _parsed(matcher: str) -> tuple[str, Any]:
    if matcher in _NAMES:
        raise MonitorError(f"{matcher!r} has no value: write what to silence after it")
    found = _MATCHER.fullmatch(matcher)
    if found is None or f"{found['name']}{found['sign']}" not in _NAMES:
        meant = nearest(matcher.partition("=")[0].rstrip("<") + "=", _NAMES)
        hint = f" (did you mean {meant!r}?)" if meant else ""
        raise MonitorError(f"{matcher!r} is not a matcher: expected {', '.join(_NAMES)}{hint}")
    value = found["value"].strip()
    match found["name"]:
        case "rule":
            return "rule", RuleId(value)
        case "story":
            return "story", StoryId(value)
        case "severity":
            levels = [severity.name.lower() for severity in Severity]
            try:
                return "up_to", Severity[values.choice(value.lower(), levels).upper()]
            except ValueError as error:
                raise MonitorError(f"severity {error}, not {value!r}") from error
        case name:
            return name, value


def _span(text: str) -> timedelta:
    try:
        return values.duration(text, longest=_LONGEST)
    except ValueError as error:
        raise MonitorError(f"--for {error}, not {text!r}") from error
