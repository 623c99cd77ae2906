"""What was sent, and what was in the news."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from monitor.desk.query.past.search import SearchScope
from monitor.desk.query.past.sent import SentScope
from monitor.desk.shapes.search import SearchShape
from monitor.desk.shapes.sent import SentLogShape
from monitor.model.sending.delivery import Outcome
from monitor.web.api.problems import InvalidParameterError
from monitor.web.api.route import ApiRoute
from monitor.web.parts.desk import Desk

_Instant = Annotated[str, Meta(description="RFC 3339, with an offset.", extra_json_schema={"format": "date-time"})]
"""A query has only texts: as an instant, a bare number would be one as well."""
_SINCE, _WITHIN = timedelta(hours=24), timedelta(days=30)


class SentQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which alerts."""

    since: Annotated[_Instant | None, Meta(description="24 hours ago by default.")] = None
    until: Annotated[_Instant | None, Meta(description="Now by default.")] = None
    channel: tuple[str, ...] = ()
    rule: tuple[str, ...] = ()
    severity: tuple[Literal["info", "low", "medium", "high", "critical"], ...] = ()
    acknowledged: bool | None = None
    outcome: Literal["sent", "retry", "refused", "unknown", "any"] = "sent"
    about: Annotated[str, Meta(max_length=200, description="Words of the headline, or the id of a rule.")] = ""


class SearchQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to search for."""

    q: Annotated[str, Meta(min_length=1, max_length=1000, description="Words, or a condition as rules have it.")]
    since: Annotated[_Instant | None, Meta(description="30 days ago by default.")] = None
    until: Annotated[_Instant | None, Meta(description="Now by default.")] = None
    feed: tuple[str, ...] = ()
    lang: tuple[str, ...] = ()
    limit: Annotated[int, Meta(ge=1, le=200, description="Maximum number of items.")] = 50


async def _sent(desk: Desk, takes: SentQuery, _: str) -> SentLogShape:
    at = desk.now()
    scope = SentScope(
        since=_instant(takes.since) or at - _SINCE,
        until=_instant(takes.until) or at + timedelta(minutes=1),
        channels=takes.channel,
        rules=takes.rule,
        severities=takes.severity,
        acknowledged=takes.acknowledged,
        outcome=None if takes.outcome == "any" else Outcome(takes.outcome),
        about=takes.about,
    )
    return await desk.past.sent(desk.client, scope, at=at)


async def _search(desk: Desk, takes: SearchQuery, _: str) -> SearchShape:
    scope = SearchScope(
        since=_instant(takes.since) or desk.now() - _WITHIN,
        until=_instant(takes.until),
        feeds=takes.feed,
        langs=takes.lang,
        limit=takes.limit,
    )
    return await desk.past.search(desk.configuration().directory, takes.q, scope)


def _instant(text: str | None) -> datetime | None:
    """Raises InvalidParameterError for what is no instant with an offset."""
    try:
        return None if text is None else msgspec.convert(text, type=Annotated[datetime, Meta(tz=True)])
    except msgspec.ValidationError as error:
        raise InvalidParameterError(f"{error}: {text!r}") from error


ROUTES = (
    ApiRoute(
        method="GET",
        path="/alerts",
        says="List the alerts that were sent: when, to which channel, why, and who acknowledged them.",
        takes=SentQuery,
        gives=SentLogShape,
        answer=_sent,
    ),
    ApiRoute(
        method="GET",
        path="/search",
        says="Search the items of all feeds: whatever a rule with this query would match.",
        takes=SearchQuery,
        gives=SearchShape,
        answer=_search,
    ),
)
