"""What a person says of stories holds in the running daemon, after it was killed, and for whoever takes over."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.command import command_beside
from tests.flow.desk import TIMEOUT
from tests.flow.folder import webhook, write_folder
from tests.flow.test_flow_daemon import copies, daemon, times, until
from tests.flow.web import LoopbackWeb

pytestmark = pytest.mark.gate

PACK = """\
pack: {id: test, owner: desk}
rules:
  harvest: {any: [frost, exports, millers], severity: high}
"""
FEEDS = ["alpha", "beta", "gamma"]
WHEAT, BARLEY = (f"Traders expect {grain} exports to fall this summer" for grain in ("wheat", "barley"))
MILLERS = [f"Millers report higher prices for {grain} in Odessa" for grain in ("wheat", "barley")]


async def stories(*arguments: str) -> str:
    """What a command about stories prints."""
    answer = await command_beside("stories", *arguments)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


async def test_what_was_split_stays_apart_after_a_kill_and_tells_later_events_apart(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        for feed in FEEDS:
            web.open(feed)
        rules = write_folder(tmp_path / "rules", web=web, feeds=FEEDS, channels=webhook(web), pack=PACK)
        place = ("--rules", str(rules), "--data", str(tmp_path / "data"))

        async def listed() -> dict[str, Any]:
            found = json.loads(await stories("list", *place, "--json"))
            return {story["headline"]: story for story in found}

        async def shown(story: str) -> dict[str, Any]:
            found: dict[str, Any] = json.loads(await stories("show", *place, story, "--json"))
            return found

        async with daemon(rules, "--data", str(tmp_path / "data")) as first:
            await until(lambda: web.conditional_hits >= len(FEEDS))
            web.publish("alpha", "n1", WHEAT, "Stocks are low.")
            await until(lambda: times(web, WHEAT) == 1)
            web.publish("beta", "n2", BARLEY, "Stocks are low.")
            while (await listed())[WHEAT]["items"] < 2:
                pass
            timeline = (await shown((await listed())[WHEAT]["id"]))["timeline"]
            await stories("split", *place, timeline[1]["item"])
            first.kill()
            await first.wait()
        assert copies(web, BARLEY) == 0, "it did not alert by itself"
        async with daemon(rules, "--data", str(tmp_path / "data")) as second:
            web.publish("gamma", "n3", f"{BARLEY}, says union", "Stocks are low.")
            web.publish("alpha", "n4", MILLERS[0], "Demand is high.")
            await until(lambda: copies(web, MILLERS[0]) >= 1, seconds=TIMEOUT)
            web.publish("gamma", "n5", MILLERS[1], "Demand is high.")
            await until(lambda: copies(web, MILLERS[1]) >= 1, seconds=TIMEOUT)
            found = await listed()
            second.send_signal(signal.SIGTERM)
            await second.wait()
        barley = await shown(found[BARLEY]["id"])
        assert [entry["title"] for entry in barley["timeline"]] == [BARLEY, f"{BARLEY}, says union"]
        assert barley["kept_apart"] == [found[WHEAT]["id"]]
        millers = await shown(found[MILLERS[1]]["id"])
        assert "wheat / barley in an otherwise alike headline: a person kept" in millers["timeline"][0]["because"]
