"""What the daemon notices of its folder of rules, with the looks at it so rare that only the kernel tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from monitor.app.daemon import reload
from monitor.app.daemon.loops import Stop

LIMIT = 20.0  # seconds


@pytest.fixture
async def noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """What the file of the folder said at each edit that was noticed."""
    monkeypatch.setattr(reload, "_LOOK_EVERY", 600_000)
    folder, stop, seen = tmp_path / "rules", Stop(), list[str]()
    folder.mkdir()

    async def watch() -> None:
        async for _ in reload._edits(folder, stop):
            with suppress(FileNotFoundError):
                seen.append((folder / "a.yaml").read_text("utf-8"))

    watching = asyncio.create_task(watch())
    yield seen
    stop.request()
    await asyncio.wait_for(watching, LIMIT)


async def edit(folder: Path, text: str, noticed: list[str]) -> None:
    """Write the file until that is noticed."""
    async with asyncio.timeout(LIMIT):
        number = 0
        while not any(seen.startswith(text) for seen in noticed):
            number += 1
            (folder / "a.yaml").write_text(f"{text} {number}", encoding="utf-8")
            await asyncio.sleep(0.1)


async def test_a_folder_that_takes_the_name_of_another_is_watched(tmp_path: Path, noticed: list[str]) -> None:
    folder = tmp_path / "rules"
    await edit(folder, "first", noticed)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "a.yaml").write_text("second", encoding="utf-8")

    folder.rename(tmp_path / "old")
    (tmp_path / "new").rename(folder)
    async with asyncio.timeout(LIMIT):
        while "second" not in noticed:
            await asyncio.sleep(0.1)

    await edit(folder, "third", noticed)
