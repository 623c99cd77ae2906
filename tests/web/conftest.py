"""A store in which decisions are made, the desk that shows it, and a browser that asks for its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitor.store.connection.client import Client
from monitor.web.parts.desk import Desk
from tests.desk.newsroom import Newsroom
from tests.web.desk_pages import Browser, browsing, desk_of


@pytest.fixture
def room(client: Client) -> Newsroom:
    return Newsroom(client)


@pytest.fixture
def desk(client: Client, tmp_path: Path) -> Desk:
    return desk_of(client, tmp_path)


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[Browser]:
    async with browsing(desk) as browser:
        yield browser
