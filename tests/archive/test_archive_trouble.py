"""Whatever befalls the child or the folder: it is reported once, nothing is lost, and it is made good later."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from monitor.archive.write import child
from monitor.store.base import keys, scripts
from monitor.store.connection.client import Client
from monitor.store.records.archived_streams import archive_of
from tests.archive.archive_stand import Stand, news
from tests.store.store_news import item

NAMES = [f"n{number}" for number in range(30)]


@pytest.fixture
async def stand(client: Client, tmp_path: Path) -> Stand:
    """An archive that has one item, and thirty that wait for it."""
    stand = Stand(client=client, folder=tmp_path / "archive")
    await news(client, "first")
    await stand.step()
    await news(client, *NAMES)
    return stand


@pytest.mark.parametrize(
    ("illness", "says"),
    [("full", "archive"), ("no driver", "needs the package duckdb"), ("killed", "ended with -9")],
)
async def test_a_child_that_fails_is_reported_and_its_work_is_done_later(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, illness: str, says: str
) -> None:
    with monkeypatch.context() as ill:
        ill.setattr(child, "_CHILD", "tests.archive.seal_ill")
        ill.setenv("MONITOR_TEST_ILLNESS", illness)
        assert await stand.step() == 0
        assert await stand.step() == 0
    assert [notice.title for notice in stand.told] == ["the archive cannot be written"]
    assert says in stand.told[0].detail
    _, state = await archive_of(stand.client)
    assert state is not None
    assert says in state.trouble
    assert await stand.client.read("XLEN", stand.client.key(keys.HISTORY)) == 31, "nothing is forgotten"
    assert [one.id for one in stand.items()] == [item("first").id], "what is there can be read"

    await stand.step()
    assert [one.id for one in stand.items()] == [item(name).id for name in ("first", *NAMES)]
    _, state = await archive_of(stand.client)
    assert state is not None
    assert (state.trouble, state.since) == ("", None)


async def test_it_is_tried_again_later_and_later(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "_CHILD", "tests.archive.seal_ill")
    monkeypatch.setenv("MONITOR_TEST_ILLNESS", "killed")
    tries: list[float] = []
    while len(tries) < 6:
        stand.clock += 30.0
        before = len(await stand.client.read("XRANGE", stand.client.key(keys.HISTORY), "-", "+"))
        assert before == 31
        if await failed_now(stand):
            tries.append(stand.clock)
    assert [later - earlier for earlier, later in pairwise(tries)] == [60.0, 120.0, 240.0, 480.0, 960.0]


async def failed_now(stand: Stand) -> bool:
    """Whether a step tries and fails: its trouble is noted anew."""
    _, before = await archive_of(stand.client)
    await stand.archiver.step()
    _, after = await archive_of(stand.client)
    assert before is not None
    assert after is not None
    return bool(after.trouble) and after.at != before.at


async def test_a_file_that_breaks_is_moved_aside_and_reported(stand: Stand) -> None:
    await stand.step()
    broken = min((stand.folder / "items").glob("*.parquet"))
    broken.write_bytes(broken.read_bytes()[:-4])
    await stand.step()

    assert any("was moved aside" in notice.title for notice in stand.told)
    assert [one.id for one in stand.items()] == [item(name).id for name in NAMES]


async def test_a_folder_that_was_removed_is_reported(stand: Stand) -> None:
    for path in sorted(stand.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    stand.folder.rmdir()
    await stand.step()
    assert [notice.title for notice in stand.told] == ["the archive cannot be written"]
    assert not stand.folder.exists()
    assert await stand.client.read("XLEN", stand.client.key(keys.HISTORY)) == 31


async def test_a_store_that_holds_the_most_it_may_forgets_the_oldest_and_says_so(stand: Stand) -> None:
    client = stand.client
    names = [client.key(name) for name in (keys.HISTORY, keys.archived(keys.HISTORY), keys.ITEM_COUNTS)]
    assert await client.run(scripts.TRIM, keys=names, args=(10**12, 10**12, "always", 20)) == [11, 10]
    assert await client.read("HGET", client.key(keys.ITEM_COUNTS), "not_archived") == b"10"
    await stand.step()
    assert [one.id for one in stand.items()] == [item(name).id for name in ("first", *NAMES[10:])]
