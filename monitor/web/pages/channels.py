"""Channels: does it arrive?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from monitor.desk.edit.dead_letters import Selection, drop, replay
from monitor.desk.query.alerts import list_dead_letters
from monitor.desk.query.status import Overview
from monitor.model.ids import ChannelName
from monitor.model.sending.delivery import Outcome
from monitor.web.parts.desk import Desk
from monitor.web.parts.render import Renderer

_WAITING = ("urgent", "out", "delayed")


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChannelRow:
    name: str
    type: str
    trouble: str
    fix: str
    waiting: int
    dead: int
    sent: int
    last_sent: datetime | None


async def channels(desk: Desk, renderer: Renderer, _: web.Request) -> web.Response:
    """The page."""
    await desk.shelf.refresh()
    overview = await desk.overview()
    rows = _rows(overview, desk)
    failing = sum(bool(row.trouble) for row in rows)
    return await renderer.page(
        "channels",
        tab="channels",
        title="Channels",
        answer=f"{failing} of {len(rows)} channels need a look" if failing else _all_work(len(rows)),
        channels=rows,
        letters=await list_dead_letters(desk.client),
    )


async def letters(desk: Desk, request: web.Request) -> web.Response:
    """Send a dead letter again, or drop it. Raises MonitorError for one that is not there any more."""
    form = await request.post()
    chosen = Selection(ids=(str(form.get("id", "")),), channel=str(form.get("channel", "")) or None)
    if form.get("do") == "drop":
        await drop(desk.client, chosen, by=desk.doer())
    elif form.get("do") == "replay":
        await replay(desk.client, chosen, by=desk.doer())
    else:
        raise web.HTTPBadRequest(text="`do` is replay or drop\n")
    raise web.HTTPSeeOther("/channels")


def _all_work(number: int) -> str:
    return f"{'The channel works' if number == 1 else f'All {number} channels work'}" if number else "No channel"


def _rows(overview: Overview, desk: Desk) -> Sequence[_ChannelRow]:
    trouble = {one.channel: one for one in overview.channels}
    sent = [one for one in desk.shelf.deliveries if one.outcome is Outcome.SENT]
    configured = desk.configuration().channels
    names = dict.fromkeys([*configured, *map(ChannelName, trouble)])
    return [
        _ChannelRow(
            name=name,
            type=configured[name].type.name if name in configured else "not in channels.yaml",
            trouble=trouble[name].says.partition(": ")[2] if name in trouble else "",
            fix=trouble[name].fix if name in trouble else "",
            waiting=sum(overview.queues.get(f"{name} {part}", 0) for part in _WAITING),
            dead=overview.queues.get(f"{name} dead", 0),
            sent=sum(one.channel == name for one in sent),
            last_sent=max((one.at for one in sent if one.channel == name), default=None),
        )
        for name in names
    ]
