"""What the tests of collecting share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.collect.collect_stand import Stand


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    here = Stand()
    await here.open_again()
    yield here
    await here.close()


@pytest.fixture
def feeds() -> Path:
    """Where the sample feeds are."""
    return Path(__file__).parents[1] / "data" / "feeds"


@pytest.fixture
def noon() -> datetime:
    """The present of these tests: the sample feeds are a few hours old."""
    return datetime(2024, 10, 29, 12, tzinfo=UTC)
