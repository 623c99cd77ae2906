"""A backup is of one moment, comes back as it was, and is refused if it is not whole, or if something is there."""

from __future__ import annotations

import asyncio
import os
import resource
import secrets
import shutil
import tarfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from monitor.archive.read.verify import verify
from monitor.clock import now
from monitor.desk.backup.back_up import back_up
from monitor.desk.backup.container import BackupHead, BackupWriter, checked
from monitor.desk.backup.restore import RestorePlaces, restore
from monitor.desk.query.past.backups import backups_made
from monitor.desk.query.store_for import store_for
from monitor.errors import MonitorError, StoreRefusedError
from monitor.store.backup import dump
from monitor.store.backup.load import StoreLoad
from monitor.store.backup.records import KeyPart, decode_parts
from monitor.store.base import keys
from monitor.store.connection.client import Client, connect
from monitor.store.queues.item_queue import ItemQueue
from monitor.store.records.identity import FORMAT, StoreRecord
from tests.archive.archive_stand import Stand, news
from tests.fakes import SOMEBODY
from tests.store.store_news import as_admin, collected, everything, item, matched

OF_THE_SERVER = (keys.STORE, keys.BEATS, keys.ACTIVITY, keys.ARCHIVE_LEASE, keys.DECIDER_LEASE)
"""Keys that another store has in its own way."""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    (folder / "packs").mkdir(parents=True)
    (folder / "monitor.yaml").write_text("storm: none\n")
    (folder / "packs" / "a.yaml").write_text("rules: {a: [Kursk]}\n")
    (folder / "packs" / "a.yaml").chmod(0o640)
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("no rule")
    return folder


def places(tmp_path: Path, address: str | None = None, *, keep_rules: bool = False) -> RestorePlaces:
    """Another machine."""
    (tmp_path / "elsewhere").mkdir(exist_ok=True)
    return RestorePlaces(
        rules=tmp_path / "elsewhere" / "rules", keep_rules=keep_rules, data=tmp_path / "elsewhere" / "data",
        address=address,
    )  # fmt: skip


async def made(client: Client, rules: Path, *, archive: Path | None = None, name: str = "b.tar") -> Path:
    file = rules.parent / name
    await back_up(client, file, rules=rules, archive=archive, by=SOMEBODY)
    return file


@asynccontextmanager
async def restored(file: Path, to: RestorePlaces) -> AsyncIterator[Client]:
    """The store that a backup was put into."""
    await restore(file, to, by=SOMEBODY)
    async with store_for(None, data=to.data, directory=to.rules) as client:
        yield client


def left_out(found: dict[bytes, Any], prefix: str) -> dict[bytes, Any]:
    """What must be the same in both stores. For how long an entry is pending is not."""
    named = {name.decode().removeprefix(prefix): value for name, value in found.items()}
    return {name.encode(): value for name, value in named.items() if name not in OF_THE_SERVER}


async def full_of_everything(client: Client) -> None:
    """Values of every kind and size, and a stream of which something is pending and something was deleted."""
    await collected(client, "a", "b", "c")
    await ItemQueue(client, consumer="at work").take(2)
    await matched(client, "d")
    many = [part for number in range(1500) for part in (f"f{number}", b"\xff\0" + str(number).encode())]
    await as_admin(client, "HSET", client.key("{d}:large hash"), *many)
    await as_admin(client, "SADD", client.key("{d}:large set"), *many[1::2])
    scores = [part for number in range(1500) for part in (f"{number / 3}", f"m{number}")]
    await as_admin(client, "ZADD", client.key("{d}:large zset"), *scores)
    await as_admin(client, "SET", client.key("{p0}:seen:x"), os.urandom(100_000))
    await as_admin(client, "SET", client.key("{p0}:short"), "x", "PX", 3_600_000)
    for number in range(1200):
        await as_admin(client, "XADD", client.key("{d}:aside"), f"{number + 1}-0", "v", str(number))
    await as_admin(client, "XDEL", client.key("{d}:aside"), "1200-0")
    await as_admin(client, "XADD", client.key("{d}:empty"), "5-0", "v", "x")
    await as_admin(client, "XTRIM", client.key("{d}:empty"), "MAXLEN", 0)


async def test_a_store_comes_back_as_it_was(any_client: Client, rules: Path, tmp_path: Path) -> None:
    await full_of_everything(any_client)
    file = await made(any_client, rules)
    before = await everything(any_client)
    async with restored(file, places(tmp_path)) as other:
        after = await everything(other)
        left = await other.read("PTTL", other.key("{p0}:short"))
        assert 0 < left <= 3_600_000
        for stream, last in (("{d}:aside", b"1200-0"), ("{d}:empty", b"5-0")):
            info = await other.read("XINFO", "STREAM", other.key(stream))
            assert info[info.index(b"last-generated-id") + 1] == last, "no name is given twice"
        works = await ItemQueue(other, consumer="at work").take(9)
        assert [one.value.id for one in works] == [item("a").id, item("b").id], "what was pending is pending"
        assert (await StoreRecord(other).identify()).restored_from is not None
    assert left_out(after, other.prefix) == left_out(before, any_client.prefix)


async def test_rules_and_archive_come_back_and_the_archive_goes_on(
    client: Client, rules: Path, tmp_path: Path
) -> None:
    store = await StoreRecord(client).identify()
    stand = Stand(client=client, folder=tmp_path / "archive", store=store.id)
    await news(client, "a", "b")
    await stand.step()
    await news(client, "c")
    file = await made(client, rules, archive=stand.folder)
    assert stat_of(file) == 0o600
    assert list(stand.folder.rglob(".*")) == []
    assert [one.file for one in await backups_made(client, stand.folder)] == [str(file)]
    to = places(tmp_path)
    async with restored(file, to) as other:
        assert sorted(str(path.relative_to(to.rules)) for path in to.rules.rglob("*")) == [
            "monitor.yaml", "packs", "packs/a.yaml",
        ]  # fmt: skip
        assert stat_of(to.rules / "packs" / "a.yaml") == 0o640
        assert verify(to.data / "archive").flaws == ()
        there = Stand(client=other, folder=to.data / "archive", store=store.id)
        await news(other, "d")
        await there.step()
        assert [one.id for one in there.items()] == [item(name).id for name in "abcd"]
        files = (there.folder / "items").glob("*.parquet")
        assert {path.name.split("-")[1] for path in files} == {"0"}, "it is one life"


def stat_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


PLACES = [f"{{p{number}}}:counter" for number in range(40)]


async def counting(client: Client, stop: asyncio.Event) -> None:
    """Somebody who notes each number everywhere at once."""
    number = 0
    while not stop.is_set():
        number += 1
        await as_admin(client, "MSET", *(part for place in PLACES for part in (client.key(place), number)))


async def test_it_is_of_one_moment_although_others_write(client: Client, rules: Path, tmp_path: Path) -> None:
    for number in range(3_000):  # so that reading takes a while
        await as_admin(client, "SET", client.key(f"{{p0}}:seen:{number}"), "x" * 200)
    stop = asyncio.Event()
    busy = asyncio.create_task(counting(client, stop))
    file = await made(client, rules)
    await asyncio.sleep(0.5)
    stop.set()
    await busy
    parts = [part for content in checked(file).store_parts() for part in decode_parts(content)]
    held = {part.key.decode(): part.values[0] for part in parts if isinstance(part, KeyPart) and part.values}
    numbers = [int(held[place]) for place in PLACES]
    assert len(numbers) == len(PLACES)
    assert len(set(numbers)) == 1
    assert int(await client.read("GET", client.key(PLACES[0]))) > numbers[0], "they go on afterwards"


# What is refused, and leaves everything as it was.


@pytest.fixture
async def backup(client: Client, rules: Path, tmp_path: Path) -> Path:
    stand = Stand(client=client, folder=tmp_path / "archive")
    await collected(client, "a")
    await stand.step()
    return await made(client, rules, archive=stand.folder)


async def refused(file: Path, to: RestorePlaces, why: str) -> None:
    """The restore says why, and leaves nothing."""
    before = sorted(path for path in to.data.parent.rglob("*") if "valkey" not in str(path))
    with pytest.raises(MonitorError, match=why):
        await restore(file, to, by=SOMEBODY)
    after = sorted(path for path in to.data.parent.rglob("*") if "valkey" not in str(path))
    appeared = {path.name for path in after if path not in before}
    assert appeared <= {"data", "lock", "server.lock"}
    with suppress(StoreRefusedError):  # none was made
        async with store_for(to.address, data=to.data, directory=to.rules, writes=True) as client:
            assert await client.read("KEYS", client.key("*")) == []


async def test_what_is_cut_off_anywhere_is_refused(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    cut = tmp_path / "cut.tar"
    ends = [*range(0, len(whole), 512 * 7), 700, len(whole) - 10_240 - 1]
    for end in ends:
        cut.write_bytes(whole[:end])
        with suppress(MonitorError):
            checked(cut)
            assert end > whole.rindex(b"end.json") + 1024, "nothing but the padding is missing"
    cut.write_bytes(whole[: len(whole) // 2])
    await refused(cut, places(tmp_path), "cut off")


async def test_what_is_damaged_anywhere_is_refused(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    bad = tmp_path / "bad.tar"
    with tarfile.open(backup) as tar:
        spots = [info.offset_data + info.size // 2 for info in tar if info.size]
    for spot in spots:
        bad.write_bytes(whole[:spot] + bytes((whole[spot] ^ 1,)) + whole[spot + 1 :])
        with pytest.raises(MonitorError, match=r"damaged|no backup|cut off"):
            checked(bad)
    await refused(bad, places(tmp_path), "damaged|no backup|cut off")


@pytest.mark.parametrize(
    "name",
    [
        "../x", "/etc/x", "rules/../../x", "rules//x", "rules/..", "rules/a\\b", "rules/a\nb", "archive/x.parquet",
        "archive/items/../../x", "archive/items/.x", "archive/../x", "store/1", "store/../000001", "x",
    ],
)  # fmt: skip
async def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "forged.tar"
    with file.open("wb") as to:
        writer = BackupWriter(to)
        writer.begin(BackupHead(format=1, version="1", id="x", archive=""))
        writer.bytes_of(name, b"x")
        writer.end(taken_at=now(), keys=0, store={"format": "1"})
    with pytest.raises(MonitorError, match="no backup of a monitor, or a forged one"):
        checked(file)
    assert not (tmp_path.parent / "x").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
async def test_what_is_no_file_is_refused(backup: Path, tmp_path: Path, kind: bytes) -> None:
    file = tmp_path / "forged.tar"
    with tarfile.open(backup) as tar, tarfile.open(file, "w") as other:
        for number, info in enumerate(tar):
            if number == 1:
                link = tarfile.TarInfo("rules/link")
                link.type, link.linkname = kind, "/etc/passwd"
                other.addfile(link)
            other.addfile(info, tar.extractfile(info))
    await refused(file, places(tmp_path), "a forged one")


@pytest.mark.parametrize(
    ("head", "store", "archive", "why"),
    [
        (2, "1", 1, "made by a newer monitor .9.9, format 2"),
        (1, "2", 1, "a store of a newer monitor .9.9, format 2"),
        (1, "1", 2, "an archive of a newer monitor .9.9, format 2"),
    ],
)
async def test_newer_formats_are_refused(tmp_path: Path, head: int, store: str, archive: int, why: str) -> None:
    file = tmp_path / "newer.tar"
    with file.open("wb") as to:
        writer = BackupWriter(to)
        writer.begin(BackupHead(format=head, version="9.9", id="x", archive="a"))
        writer.bytes_of("archive/archive.json", msgspec.json.encode({"format": archive, "id": "a", "store": "s"}))
        writer.end(taken_at=now(), keys=0, store={"format": store})
    await refused(file, places(tmp_path), why)


async def test_nothing_is_overwritten(backup: Path, rules: Path, client: Client, tmp_path: Path) -> None:
    with pytest.raises(MonitorError, match="exists: name a new file"):
        await back_up(client, backup, rules=rules, archive=None, by=SOMEBODY)
    to = places(tmp_path)
    to.rules.mkdir()
    (to.rules / "mine.yaml").write_text("rules: {}")
    await refused(backup, to, "the folder of rules .* is not empty")
    (to.rules / "mine.yaml").unlink()
    (to.data / "archive").mkdir(parents=True, exist_ok=True)
    (to.data / "archive" / "mine").write_text("x")
    await refused(backup, to, "the archive .* is not empty")
    (to.data / "archive" / "mine").unlink()
    await restore(backup, to, by=SOMEBODY)
    with pytest.raises(MonitorError, match=r"the store in .* is not empty"):
        await restore(backup, replace(to, rules=tmp_path / "other"), by=SOMEBODY)
    assert not (tmp_path / "other").exists()


async def test_rules_that_are_there_may_stay(backup: Path, tmp_path: Path) -> None:
    to = places(tmp_path, keep_rules=True)
    to.rules.mkdir()
    (to.rules / "mine.yaml").write_text("rules: {}")
    found = await restore(backup, to, by=SOMEBODY)
    assert (found.rules, [path.name for path in to.rules.iterdir()]) == ("", ["mine.yaml"])


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may become larger, as on a disk that is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_disk_that_fills_leaves_no_file(client: Client, rules: Path) -> None:
    await as_admin(client, "SET", client.key("{p0}:seen:x"), secrets.token_bytes(3_000_000))
    with room_for(1_000_000), pytest.raises(MonitorError, match="the backup cannot be written: File too large"):
        await made(client, rules)
    assert sorted(path.name for path in rules.parent.iterdir()) == ["rules"]
    assert await backups_made(client, None) == []


async def test_no_room_for_the_archive_is_said_before(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 10, 0))
    await refused(backup, places(tmp_path), "there is no room for the folder of rules .*: 64 MB are needed")


async def test_a_store_that_refuses_is_left_empty(backup: Path, valkey_url: str, tmp_path: Path) -> None:
    other = await connect(valkey_url)
    await as_admin(other, "CONFIG", "SET", "maxmemory", 1)
    try:
        with pytest.raises(StoreRefusedError):
            await restore(backup, places(tmp_path, valkey_url), by=SOMEBODY)
    finally:
        await as_admin(other, "CONFIG", "SET", "maxmemory", 0)
    assert await other.read("KEYS", other.key("*")) == []
    await other.aclose()
    assert not (tmp_path / "elsewhere" / "rules").exists()


async def test_what_was_killed_in_the_middle_is_used_by_nobody_and_begun_again(
    backup: Path, tmp_path: Path
) -> None:
    to, whole = places(tmp_path), checked(backup)
    await restore(backup, to, by=SOMEBODY)
    async with store_for(None, data=to.data, directory=to.rules, writes=True) as client:
        await as_admin(client, "FLUSHALL")  # killed when all folders were in place, and a part of the store
        load = StoreLoad(client, backup=whole.head.id, place="x")
        await load.begin()
        await load.put([KeyPart(b"{p0}:stale", "string", -1, [b"x"])])
        with pytest.raises(StoreRefusedError, match="only half restored"):
            await StoreRecord(client).identify()
        form = await client.read("HGET", client.key(keys.STORE), "format")
        assert int(form) > FORMAT, "older versions refuse it, too"
    async with restored(backup, to) as client:
        taken_at = (await StoreRecord(client).identify()).restored_from
        assert taken_at is not None
        assert abs(taken_at - whole.end.taken_at) < timedelta(seconds=1)
        assert await client.read("EXISTS", client.key("{p0}:stale")) == 0


async def test_a_server_that_lets_nobody_wait_is_read_if_nobody_is_there(
    client: Client, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_pause(self: Any) -> None:
        raise StoreRefusedError("NOPERM")

    monkeypatch.setattr(dump._Pause, "_pause", no_pause)
    await made(client, rules)
    await as_admin(client, "HSET", client.key(keys.BEATS), "h", process_of(at=now() - timedelta(seconds=60)))
    await made(client, rules, name="second.tar")
    await as_admin(client, "HSET", client.key(keys.BEATS), "h", process_of(at=now()))
    with pytest.raises(MonitorError, match="stop every monitor that works on it"):
        await made(client, rules, name="third.tar")


def process_of(*, at: Any) -> bytes:
    process = {
        "pid": 1, "host": "h", "started_at": now(), "roles": [], "folder": "", "ruleset": "", "channels": [],
    }  # fmt: skip
    return b"%d " % (at.timestamp() * 1000) + msgspec.json.encode(process)
