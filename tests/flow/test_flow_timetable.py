"""Reports by a timetable, through the daemon and a channel on loopback, killed at the worst moments."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from monitor.clock import now
from monitor.store.connection.client import Client, connect
from monitor.store.records.report_times import ReportState, ReportTimes
from monitor.store.server.embedded import EmbeddedServer
from tests.flow.folder import write_folder
from tests.flow.test_flow_daemon import copies, daemon, listening, times
from tests.flow.test_flow_daemon import until as until_soon
from tests.flow.web import LoopbackWeb

pytestmark = pytest.mark.gate

until = partial(until_soon, seconds=150)
"""A daemon is started three times, beside other tests."""
CRON = f"{(now() + timedelta(minutes=30)).minute} * * * *"
"""Every hour, and not while a test runs."""
HOURS = timedelta(hours=3)


def folder_with_report(tmp_path: Path, web: LoopbackWeb, cron: str = CRON) -> Path:
    web.open("alpha")
    hook = f"{{type: apprise, url: '{web.base.replace('http', 'json')}/hook'}}"
    channels = (
        f"channels: {{desk: {hook}}}\nroutes: [{{to: [desk]}}]\n"
        f"reports: {{shift: {{cron: '{cron}', to: desk}}, quiet: {{cron: '{cron}', to: desk, form: digest}}}}\n"
    )
    return write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=channels)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[str]:
    """A server of the test's own, which outlives the daemon."""
    server = EmbeddedServer(tmp_path / "valkey")
    yield await server.start()
    await server.stop()


@asynccontextmanager
async def known(store: str) -> AsyncIterator[Client]:
    client = await connect(store)
    yield client
    await client.aclose()


@pytest.mark.parametrize("moment", ["queued", "sent"])
async def test_a_missed_report_comes_once_and_says_so_although_the_daemon_is_killed(
    tmp_path: Path, moment: str, store: str
) -> None:
    """The daemon was away for three hours, and is killed again while it makes up for it."""
    options = ("--store", store, "--data", str(tmp_path / "data"))
    async with known(store) as client, LoopbackWeb().serve() as web:
        states = ReportTimes(client)
        folder = folder_with_report(tmp_path, web)
        async with daemon(folder, *options) as first:
            await until(lambda: web.conditional_hits >= 2)
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            await until(lambda: times(web, "Bridge near Kursk") == 1)
            first.kill()
            await first.wait()
        assert copies(web, "Report shift") == 0
        seen = await states.state("shift")
        assert seen is not None
        for name in ("shift", "quiet"):
            await states.note(name, ReportState(cron=CRON, done_until=now() - HOURS))

        async with daemon(folder, *options) as second, listening(second) as lines:
            if moment == "queued":
                await until(lambda: any("a report is on its way" in line for line in lines))
            else:
                await until(lambda: copies(web, "Report shift") == 1)
            second.kill()
            await second.wait()
        async with daemon(folder, *options):
            await until(lambda: copies(web, "Report shift") >= 1)
            web.publish("alpha", "a2", "Water breaks into the salt mine of Perm")
            await until(lambda: times(web, "salt mine of Perm") >= 1)
            state = await states.state("shift")
        assert state is not None
        assert now() - state.done_until < timedelta(hours=1)
        marked = copies(web, "Report shift") - times(web, "Report shift")
        assert times(web, "Report shift") <= 1
        assert marked <= 1, "an attempt that was cut off is made again, and says so"
        [report] = [one for one in web.hooked if "Report shift" in str(one["title"])][:1]
        text = str(report["message"])
        assert "late: it was due at" in text
        assert "it also covers 2 before it" in text


@pytest.mark.slow
async def test_a_report_comes_when_its_time_has_come(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        folder = folder_with_report(tmp_path, web, cron="* * * * *")
        async with daemon(folder, "--data", str(tmp_path / "data")):
            await until(lambda: web.conditional_hits >= 2)
            await until(lambda: copies(web, "Report shift: nothing alerted") == 1)
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            await until(lambda: times(web, "Bridge near Kursk") >= 1)
            await until(lambda: copies(web, "Report shift: 1 story alerted, 1 not acknowledged") == 1)
            await until(lambda: copies(web, "Report quiet: 1 story alerted") == 1)
        assert not any("late:" in str(message["message"]) for message in web.hooked)
        assert copies(web, "Report quiet") == 1
