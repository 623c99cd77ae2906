"""A shift at the daemon, from the feed to the report: what was sent, and what somebody acknowledged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import command_beside
from tests.flow.folder import webhook, write_folder
from tests.flow.test_flow_daemon import copies, daemon, until
from tests.flow.web import LoopbackWeb

pytestmark = pytest.mark.gate


async def test_the_report_says_what_was_sent_and_who_acknowledged_it(tmp_path: Path) -> None:
    places = ("--rules", str(tmp_path / "rules"), "--data", str(tmp_path / "data"))

    async def asked(*arguments: str) -> Any:
        answer = await command_beside(*arguments, *places, "--json")
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    async with LoopbackWeb().serve() as web:
        for feed in ("alpha", "beta"):
            web.open(feed)
        folder = write_folder(tmp_path / "rules", web=web, feeds=["alpha", "beta"], channels=webhook(web))
        async with daemon(folder, "--data", str(tmp_path / "data")):
            await until(lambda: web.conditional_hits >= 4)
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            await until(lambda: copies(web, "Bridge near Kursk") == 1)
            web.publish("beta", "b1", "Bridge near Kursk reopens after repairs")
            web.publish("alpha", "a2", "Water breaks into the salt mine of Perm")
            await until(lambda: copies(web, "salt mine") == 1)

            [alert, _] = (await asked("alerts", "log"))["alerts"]
            acked = await command_beside(
                "alerts", "ack", alert["story"], "--comment", "on it", "--not-relevant", *places
            )
            assert acked.returncode == 0, acked.stderr
            [silence] = await asked("silence", "list")
            assert (silence["story"], silence["comment"]) == (alert["story"], "not relevant")

            async def known(name: str) -> bool:
                stats = (await asked("rules", "stats"))["rules"]
                return any(one["rule"] == name and one["hits"] == 2 for one in stats)

            while not await known("kursk"):
                assert copies(web, "Bridge near Kursk") == 1
            report = await asked("report", "--since", "1h")
            kursk, mine = report["stories"]
            assert (kursk["headline"], mine["headline"][:5]) == (
                "Bridge near Kursk reopens after repairs",
                "Water",
            )
            assert (kursk["severity"], kursk["rules"], kursk["channels"]) == ("high", ["kursk"], ["desk"])
            assert (kursk["sources"], kursk["independent"]) == (["Alpha", "Beta"], 1)
            [act] = kursk["acknowledged"]
            assert (act["way"], act["comment"]) == ("cli", "on it")
            assert (mine["acknowledged"], report["unacknowledged"]) == ([], 1)
            assert (report["alerts"], report["matches"], report["suppressed"]) == (2, 3, {"folded": 1})
            assert report["times"][0]["seen_to_sent"]["count"] == 2
            stats = {one["rule"]: one for one in (await asked("rules", "stats"))["rules"]}
            counts = [
                stats["kursk"][name] for name in ("hits", "alerts", "folded", "acknowledged", "not_relevant")
            ]
            assert counts == [2, 1, 1, 1, 1]
            assert [stats["mine"][name] for name in ("hits", "alerts", "not_relevant")] == [1, 1, 0]

            page = tmp_path / "shift.html"
            written = await command_beside("report", "--output", str(page), *places)
            assert written.returncode == 0, written.stderr
            assert "✓ acknowledged by" in page.read_text(encoding="utf-8")
