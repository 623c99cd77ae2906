"""A feed that is gone: the people who run the monitor hear of it once, and their edit is tried at once."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.flow.folder import webhook, write_folder
from tests.flow.test_flow_daemon import daemon, times, until
from tests.flow.web import LoopbackWeb

pytestmark = pytest.mark.gate


async def test_a_feed_that_is_gone_is_told_once_and_its_new_address_is_visited_as_soon_as_it_is_saved(
    tmp_path: Path,
) -> None:
    async with LoopbackWeb().serve() as web:
        web.gone.add("alpha")
        web.open("beta")
        channels = webhook(web).replace("desk:", "ops:")
        folder = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=channels)
        data = str(tmp_path / "data")
        async with daemon(folder, "--data", data) as first:
            await until(lambda: times(web, "Feed alpha: its publisher reports it as permanently gone") == 1)
            first.send_signal(signal.SIGTERM)
            await first.wait()
        async with daemon(folder, "--data", data):
            feeds = (folder / "feeds.yaml").read_text()
            (folder / "feeds.yaml").write_text(feeds.replace("/feed/alpha", "/feed/beta"))
            await until(lambda: web.conditional_hits >= 1, seconds=30)
        assert times(web, "permanently gone") == 1
