"""Silences: what is not sent, until when, and who asked for that?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aiohttp import web
from msgspec import structs

from monitor.desk.edit.silences import add_silence, end_silences, make_silence
from monitor.desk.query.silences import in_force
from monitor.desk.shapes.base import severity_word
from monitor.errors import MonitorError
from monitor.model.ids import Severity
from monitor.model.sending.alert import SuppressionReason
from monitor.web.parts.back import back
from monitor.web.parts.desk import Desk
from monitor.web.parts.render import Renderer

_FIELDS = {"rule": "rule=", "tag": "tag=", "source": "source=", "severity": "severity<="}


async def silences(desk: Desk, renderer: Renderer, request: web.Request) -> web.Response:
    """The page."""
    return await _page(desk, renderer, problem="")


async def add(desk: Desk, renderer: Renderer, request: web.Request) -> web.Response:
    """Add a silence; the page with what is wrong with it if it means nothing."""
    form = {name: str(value).strip() for name, value in (await request.post()).items()}
    try:
        silence = make_silence(
            list(_matchers(form)), span=form.get("for", ""), by=desk.doer().person, comment=form.get("comment", "")
        )
    except MonitorError as error:
        response = await _page(desk, renderer, problem=str(error))
        response.set_status(422)
        return response
    await add_silence(desk.client, silence, by=desk.doer(silence.comment))
    raise web.HTTPSeeOther(back(form.get("back", ""), otherwise="/silences"))


async def end(desk: Desk, request: web.Request) -> web.Response:
    """End a silence. Raises MonitorError for one that is not in force."""
    await end_silences(desk.client, [request.match_info["id"]], by=desk.doer())
    raise web.HTTPSeeOther("/silences")


def _matchers(form: Mapping[str, str]) -> Iterator[str]:
    if form.get("matcher"):
        yield form["matcher"]
    for name, sign in _FIELDS.items():
        if form.get(name):
            yield f"{sign}{form[name]}"
    if not any(form.get(name) for name in ("matcher", *_FIELDS)):
        raise MonitorError("choose what to silence: a silence of everything would be a missed alert")


async def _page(desk: Desk, renderer: Renderer, *, problem: str) -> web.Response:
    await desk.shelf.refresh()
    found = await in_force(desk.client)
    details = [
        out.detail
        for story in desk.shelf.stories.values()
        for item in story.items
        for out in item.suppressions
        if out.reason is SuppressionReason.SILENCED
    ]
    number = len(found)
    return await renderer.page(
        "silences",
        tab="silences",
        title="Silences",
        answer=f"{number} {'silence is' if number == 1 else 'silences are'} in force" if number else "No silence",
        problem=problem,
        silences=[{**structs.asdict(one), "suppressed": sum(one.id in text for text in details)} for one in found],
        rules=[rule.id for rule in desk.configuration().rules.rules],
        severities=[severity_word(one) for one in Severity],
    )
