"""Status: is it sound? And activity: who did what?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from aiohttp import web

from monitor.desk.query.audit import settled
from monitor.desk.query.status import Overview
from monitor.desk.words import count_word
from monitor.web.parts.desk import Desk
from monitor.web.parts.needs import needs_of
from monitor.web.parts.render import Renderer
from monitor.web.parts.times import Times, span_words


async def status(desk: Desk, renderer: Renderer, _: web.Request) -> web.Response:
    """Is it sound?"""
    overview = await desk.overview()
    balances = await settled(desk.client)
    needs = needs_of(overview)
    rules = overview.rules
    missing = sum(abs(one.missing) for one in balances)
    sound = "Everything is accounted for" if not missing else f"{missing:,} are missing from the balance"
    return await renderer.page(
        "status",
        tab="status",
        title="Status",
        answer=f"{len(needs)} {'thing needs' if len(needs) == 1 else 'things need'} a person" if needs else sound,
        needs=needs,
        balances=[
            {
                "of": one.of,
                "came": sum(one.came.values()),
                "went": [(count_word(name), number) for name, number in one.went.items()],
                "missing": one.missing,
            }
            for one in balances
        ],
        daemons=[
            {"says": f"{one.host}, process {one.pid}, since {one.started_at.astimezone(desk.zone):%d %b %H:%M}"}
            for one in overview.daemons
        ],
        ruleset=rules.ruleset if rules is not None else "–",
        rules=len(desk.configuration().rules.rules),
        feeds=len(desk.configuration().feeds),
        store=list(_store(overview)),
        advice=overview.advice,
        archive=list(_archive(overview, desk)),
    )


async def activity(desk: Desk, renderer: Renderer, _: web.Request) -> web.Response:
    """Who did what?"""
    await desk.shelf.refresh()
    times = Times(zone=desk.zone, now=desk.now)
    acts = sorted(desk.shelf.acts, key=lambda act: act.at, reverse=True)
    number = len(acts)
    return await renderer.page(
        "activity",
        tab="activity",
        title="Activity",
        answer=f"{number} {'act' if number == 1 else 'acts'} in the last 72 hours"
        if acts
        else "Nobody did anything",
        days=[(day, list(group)) for day, group in groupby(acts, key=lambda act: times.day(act.at))],
    )


def _store(overview: Overview) -> Iterator[tuple[str, str]]:
    info = overview.store
    yield "Server", f"{info.name} {info.version}"
    yield (
        "Memory",
        f"{info.used_memory / 2**20:,.1f} MB"
        + (f" of {info.maxmemory / 2**20:,.0f} MB" if info.maxmemory else ""),
    )
    yield "Append-only file", "on" if info.appendonly else "off"


def _archive(overview: Overview, desk: Desk) -> Iterator[tuple[str, str]]:
    state = overview.archive
    if state is None:
        return
    yield "Folder", state.folder
    yield "Size", f"{state.size / 2**20:,.1f} MB in {state.files} files"
    if state.sealed_at is not None:
        yield "Written", f"{span_words(desk.now() - state.sealed_at)} ago"
    if state.trouble:
        yield "Trouble", state.trouble
