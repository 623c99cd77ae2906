"""Have something forgotten: in the archive, in the store, and in what waits to be sent."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from monitor.archive.entries import entry_name
from monitor.archive.identity import read_identity
from monitor.archive.segments import cursor_of, segments
from monitor.archive.tables import TableName
from monitor.archive.write.child import run_jobs
from monitor.archive.write.jobs import Failed, ForgetJob, ForgotRows
from monitor.clock import now
from monitor.desk.query.past.backups import backups_made
from monitor.desk.shapes.forgotten import ForgottenShape
from monitor.errors import MonitorError, NoArchiveError
from monitor.model.activity import Activity, Deed, Doer
from monitor.model.forgetting.request import ForgetRequest
from monitor.model.ids import ItemId
from monitor.store.connection.client import Client
from monitor.store.forgetting.requests import ForgetRequests, ForgetResult
from monitor.store.forgetting.server_files import rewrite_files
from monitor.store.forgetting.sweep import StoreSweep
from monitor.store.records.activity import note_activity
from monitor.store.records.archived_streams import ArchivedStreams, archive_of

GoOn = Callable[[], Awaitable[bool]]
_LONGEST = 6 * 3600.0
"""Seconds that reading the whole archive may take."""
_SWEEPS = 40
"""Looks through the store before what is still under way there is left alone."""
_PAUSE = 1.0
_RENEW = 5.0


def forget_request(
    *, url: str = "", text: str = "", before: datetime | None = None, by: Doer, at: datetime | None = None
) -> ForgetRequest:
    """A request to forget one of the three. Raises MonitorError for none, for several, and for a text that
    everything has."""
    if sum((bool(url), bool(text), before is not None)) != 1:
        raise MonitorError("say what is to be forgotten: one of --url, --text and --before")
    if text and len(text.strip()) < 3:
        raise MonitorError("--text must have at least 3 characters: a shorter one is in almost every item")
    at = at or now()
    if before is not None and before > at:
        raise MonitorError(f"--before must not be in the future, not {before:%Y-%m-%d %H:%M}")
    return ForgetRequest(id=uuid.uuid4().hex, at=at, by=by, url=url, text=text.strip(), before=before)


@dataclass(slots=True, kw_only=True)
class Forgetting:
    """One request on its way, and what was found of it so far."""

    client: Client
    request: ForgetRequest
    folder: Path | None
    """The archive; None if there is none."""
    go_on: GoOn
    counts: Counter[str] = field(default_factory=Counter)
    not_reached: tuple[str, ...] = ()

    async def look(self) -> None:
        """Count what there is to do, and find all items that are meant. Raises MonitorError."""
        while True:
            known = len(self.request.items)
            self.counts.clear()
            await self._archive(apply=False)
            await self._store(apply=False)
            if len(self.request.items) == known:
                return

    async def carry_out(self) -> None:
        """Do it. May be cut off and repeated. Raises MonitorError."""
        requests = ForgetRequests(self.client)
        while True:
            known = self.request
            await self._archive(apply=True)
            for _ in range(_SWEEPS):
                if not await self._store(apply=True):
                    break
                await asyncio.sleep(_PAUSE)
            if self.request.items == known.items:
                await StoreSweep(client=self.client, request=known, apply=True, on_disk={}).repack()
                return
            if not await requests.extend(known, self.request):
                raise MonitorError("another process forgets this now")

    async def _archive(self, *, apply: bool) -> None:
        if self.folder is None:
            return
        job = ForgetJob(folder=str(self.folder), request=self.request, apply=apply)
        [answer] = await run_jobs([job], go_on=self.go_on, longest=_LONGEST)
        if isinstance(answer, Failed):
            raise MonitorError(f"the archive cannot be searched for what is to be forgotten: {answer.why}")
        assert isinstance(answer, ForgotRows), "nothing else was asked for"
        self.counts.update({f"archive {table.value}": rows for table, rows in answer.rows.items()})
        self.counts["quotes"] += answer.quotes
        self.not_reached = answer.unreadable
        self._found(answer.items)

    async def _store(self, *, apply: bool) -> int:
        """One look through the store; how much was found."""
        on_disk = await asyncio.to_thread(_newest_on_disk, self.folder)
        sweep = StoreSweep(client=self.client, request=self.request, apply=apply, on_disk=on_disk)
        await sweep.run()
        self.counts.update(sweep.counts)
        self._found(sweep.scrubber.items)
        return sweep.counts.total()

    def _found(self, items: dict[str, str]) -> None:
        if self.request.before is None:
            self.request = self.request.with_found(map(ItemId, items), filter(None, items.values()))


async def previewed(
    client: Client, request: ForgetRequest, *, folder: Path
) -> tuple[ForgetRequest, ForgottenShape]:
    """The request with all the items that it means, and how much would be forgotten.

    Raises MonitorError if the archive of the store is elsewhere or cannot be read.
    """

    async def go_on() -> bool:
        return True

    held = await archive_folder_of(client, folder)
    forgetting = Forgetting(client=client, request=request, folder=held, go_on=go_on)
    await forgetting.look()
    found = ForgottenShape.of(
        forgetting.counts, items=len(forgetting.request.items), not_reached=forgetting.not_reached
    )
    return forgetting.request, msgspec.structs.replace(found, backups=tuple(await backups_made(client, held)))


async def forget(client: Client, request: ForgetRequest, *, folder: Path) -> ForgottenShape:
    """Have it forgotten by whoever writes the archive now, or do it here; then how much it was.

    A request that somebody has left unfinished is finished before. Raises MonitorError.
    """
    requests, streams = ForgetRequests(client), ArchivedStreams(client, holder=f"forget-{request.id}")
    asked = False
    while True:
        asked = asked or await requests.ask(request)
        result = await requests.result()
        if asked and result is not None and result.id == request.id and await requests.asked() is None:
            return ForgottenShape.of(result.counts, items=len(request.items), not_reached=result.not_reached)
        if asked and (why := await _trouble(client, since=request.at)):
            raise MonitorError(
                f"the daemon that writes the archive cannot do it at present: {why}. It tries again by itself"
            )
        if (token := await streams.hold()) is not None:

            async def go_on(token: int = token) -> bool:
                return await streams.hold() == token

            try:
                await finish_forgetting(client, folder=folder, go_on=go_on)
            finally:
                await streams.release()
        else:
            await asyncio.sleep(_PAUSE)


async def finish_forgetting(client: Client, *, folder: Path, go_on: GoOn) -> bool:
    """Do what is asked and not done, for the holder of the right to write the archive, which `go_on` renews.

    Whether there was anything. May be cut off and repeated. Raises MonitorError.
    """
    requests = ForgetRequests(client)
    request = await requests.asked()
    if request is None:
        return False
    rest: ForgetRequest | None = request
    if not request.is_taken_out:
        held = await archive_folder_of(client, folder)
        forgetting = Forgetting(client=client, request=request, folder=held, go_on=go_on)
        async with _renewed(go_on):
            await forgetting.carry_out()
        await note_activity(client, _act(request, forgetting.counts))
        taken = ForgetResult(id=request.id, counts=dict(forgetting.counts), not_reached=forgetting.not_reached)
        rest = await requests.taken_out(forgetting.request, taken)
    result = await requests.result()
    if rest is None or result is None:
        return True
    async with _renewed(go_on):
        why = await rewrite_files(client)
    not_reached = (*result.not_reached, *filter(None, [why]))
    await requests.done(rest, msgspec.structs.replace(result, not_reached=not_reached))
    return True


def _act(request: ForgetRequest, counts: Counter[str]) -> Activity:
    return Activity(
        at=request.at,
        person=request.by.person,
        way=request.by.way,
        action=Deed.FORGET,
        object=f"forgetting:{request.id}",
        detail=", ".join(f"{number} {name}" for name, number in sorted(counts.items()) if number),
    )


async def archive_folder_of(client: Client, folder: Path) -> Path | None:
    """The folder if it is the store's archive; None if the store never had one.

    Raises MonitorError if it is another, or elsewhere.
    """
    archive, state = await archive_of(client)
    try:
        found = read_identity(folder)
    except NoArchiveError:
        if not archive:
            return None
        where = f"{state.folder} on {state.host}" if state is not None and state.host else "elsewhere"
        raise MonitorError(
            f"the archive of this store is not in {folder} but {where}: run this command there, or, if it is lost,"
            " `monitor archive adopt` first"
        ) from None
    if archive and found.id != archive:
        raise MonitorError(f"the archive in {folder} is not that of this store: mount the right volume")
    return folder


@asynccontextmanager
async def _renewed(go_on: GoOn) -> AsyncIterator[None]:
    """Renew the right to write the archive all along."""

    async def renew() -> None:
        while await go_on():  # noqa: ASYNC110  # nobody else could say when it is time
            await asyncio.sleep(_RENEW)

    task = asyncio.create_task(renew())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _trouble(client: Client, *, since: datetime) -> str:
    state = (await archive_of(client))[1]
    return state.trouble if state is not None and state.at is not None and state.at > since else ""


def _newest_on_disk(folder: Path | None) -> dict[str, str]:
    """Of each archived stream the newest entry on disk, by the name that its files have."""
    found: dict[str, str] = {}
    for table in TableName if folder is not None else ():
        assert folder is not None
        files = segments(folder, table)
        found |= {one.stream: entry_name(cursor_of(files, one.stream).last) for one in files}
    return found
