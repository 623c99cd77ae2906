"""What the tests of collecting share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from collect_stand import Stand


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    here = Stand()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", here.answer)
    runner = web.AppRunner(application, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    here.url = f"http://127.0.0.1:{port}"
    yield here
    await runner.cleanup()


@pytest.fixture
def feeds() -> Path:
    """Where the sample feeds are."""
    return Path(__file__).parents[1] / "data" / "feeds"


@pytest.fixture
def noon() -> datetime:
    """The present of these tests: the sample feeds are a few hours old."""
    return datetime(2024, 10, 29, 12, tzinfo=UTC)
