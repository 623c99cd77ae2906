"""A backup of a monitor at work, put in place elsewhere: all adds up there, and what comes again says so."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from monitor.store.open import open_store
from tests.flow.folder import webhook, write_folder
from tests.flow.test_flow_daemon import daemon, listening, titles, until
from tests.flow.test_flow_data_directory import monitor
from tests.flow.web import LoopbackWeb

pytestmark = pytest.mark.gate

PACK = """\
pack: {id: test, owner: desk}
rules:
  kursk: {title: Kursk, any: [Kursk], severity: high, story: {merge: none}}
"""


async def publish(web: LoopbackWeb, numbers: itertools.count[int], *, rate: int, stop: asyncio.Event) -> None:
    """So many items a second; one in ten is what the rule is for."""
    while not stop.is_set():
        for _ in range(rate // 10):
            number = next(numbers)
            web.publish("alpha", f"a{number}", f"Item {number} is about {'Kursk' if number % 10 == 0 else 'rain'}")
        await asyncio.sleep(0.1)


def shown(web: LoopbackWeb) -> Counter[str]:
    """How often each headline was shown without saying that it may be a duplicate."""
    plain = [text for text in titles(web) if "possible duplicate" not in text]
    return Counter(text.partition("Item ")[2].split()[0] for text in plain if "Item " in text)


async def backed_up_under_way(tmp_path: Path, *, rate: int, before: float, after: float) -> None:
    async with LoopbackWeb(window=rate * 10).serve() as web:
        web.open("alpha")
        folder = write_folder(
            tmp_path / "rules", web=web, feeds=["alpha"], channels=webhook(web), pack=PACK,
            monitor="storm: none\narchive: on\n",
        )  # fmt: skip
        where = ("--rules", str(folder), "--data", str(tmp_path / "data"))
        numbers, stop = itertools.count(), asyncio.Event()
        async with daemon(folder, "--data", str(tmp_path / "data")) as process, listening(process):
            await until(lambda: web.conditional_hits >= 1)
            publishing = asyncio.create_task(publish(web, numbers, rate=rate, stop=stop))
            await asyncio.sleep(before)
            await until(lambda: len(shown(web)) >= 5)
            code, said = await monitor("backup", str(tmp_path / "b.tar"), "--json", *where)
            assert code == 0, said
            taken = len(shown(web))
            await asyncio.sleep(after)
            stop.set()
            await publishing
            await until(lambda: len(shown(web)) > taken, seconds=120)
            process.kill()  # the machine is gone, with what it had not sent

        async with open_store(None, data=tmp_path / "data"):  # which ends the server that was left behind
            sent = len(web.hooked)
        shutil.move(tmp_path / "data", tmp_path / "gone")
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        there = ("--rules", str(elsewhere / "rules"), "--data", str(elsewhere / "data"))
        code, said = await monitor("restore", str(tmp_path / "b.tar"), *there)
        assert code == 0, said
        wanted = {str(number) for number in range(0, next(numbers), 10)}
        async with daemon(elsewhere / "rules", "--data", str(elsewhere / "data")) as process, listening(process):
            hits = web.conditional_hits
            await until(lambda: web.conditional_hits > hits + 2, seconds=120)
            await until(lambda: wanted <= every(web), seconds=120)
            code, said = await monitor("audit", "--json", *there)
            assert code == 0, said
            found = json.loads(said)
            assert found["balanced"]
            await until((elsewhere / "data" / "archive" / "archive.json").exists)
        assert len(web.hooked) > sent, "what was sent after the backup comes again"
        assert [one for one, times in shown(web).items() if times > 1] == [], "no repeat is unmarked"
        assert found["restored_from"]
        code, said = await monitor("archive", "verify", *there)
        assert code == 0, said


def every(web: LoopbackWeb) -> set[str]:
    """The numbers of all items that were shown, marked or not."""
    return {text.partition("Item ")[2].split()[0] for text in titles(web) if "Item " in text}


async def test_a_backup_under_way_balances_elsewhere_without_an_unmarked_repeat(tmp_path: Path) -> None:
    await backed_up_under_way(tmp_path, rate=20, before=1, after=1)


@pytest.mark.slow
async def test_likewise_after_minutes_at_full_speed(tmp_path: Path) -> None:
    await backed_up_under_way(tmp_path, rate=100, before=90, after=20)
