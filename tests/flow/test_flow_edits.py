"""Items whose words change after they were seen, through the whole daemon to the phone."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.command import command_beside
from tests.flow.folder import webhook, write_folder
from tests.flow.test_flow_daemon import daemon, times, titles, until
from tests.flow.web import LoopbackWeb

pytestmark = pytest.mark.gate

PACK = """\
pack: {id: test, owner: desk}
rules:
  wave: {any: [tsunami], severity: high}
  coast: {any: [Sanriku coast], severity: low}
"""
PLACEHOLDER = ("n1", "LIVE: Sanriku", "Updates to follow.")


async def monitor(*arguments: str) -> str:
    """What a command prints."""
    return (await command_beside(*arguments)).stdout


async def balanced(rules: Path, data: str) -> bool:
    """Whether the audit finds everything accounted for."""
    found = json.loads(await monitor("audit", "--rules", str(rules), "--data", data, "--json"))
    return bool(found["balanced"])


def edit(web: LoopbackWeb, guid: str, title: str, summary: str = "") -> None:
    """The item says something else from now on."""
    web.news["alpha"] = [
        (guid, title, summary) if known == guid else (known, old, text) for known, old, text in web.news["alpha"]
    ]


async def test_a_placeholder_of_the_baseline_alerts_once_it_is_news(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        web.publish("alpha", *PLACEHOLDER)
        rules = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=webhook(web), pack=PACK)
        data = str(tmp_path / "data")
        async with daemon(rules, "--data", data) as process:
            await until(lambda: web.conditional_hits >= 1)
            edit(web, "n1", "LIVE: tsunami hits Sanriku, hundreds missing", "A wave of 5 m.")
            await until(lambda: times(web, "tsunami hits") == 1)
            seen = web.conditional_hits
            await until(lambda: web.conditional_hits >= seen + 2)
            why = await monitor("why", "--rules", str(rules), "--data", data, f"{web.base}/news/n1")
            assert await balanced(rules, data)
            process.send_signal(signal.SIGTERM)
            await process.wait()
        assert len(web.hooked) == 1
        assert "desk: first" in why
        assert "as “LIVE: Sanriku”" in why
        assert "headline changed to “LIVE: tsunami hits Sanriku, hundreds missing”" in why
        assert "part of the baseline" in why


async def test_a_changed_headline_of_a_sent_story_alerts_as_changed_and_a_corrected_one_does_not(
    tmp_path: Path,
) -> None:
    async with LoopbackWeb().serve() as web:
        web.open("alpha")
        rules = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=webhook(web), pack=PACK)
        data = str(tmp_path / "data")
        async with daemon(rules, "--data", data) as first:
            await until(lambda: web.conditional_hits >= 1)
            web.publish("alpha", "n1", "Heavy rain on the Sanriku coast", "Rivers rise.")
            web.publish("alpha", "n2", "Ferry to the Sanriku coast is cancled", "Until noon.")
            await until(lambda: times(web, "Heavy rain") == 1 and times(web, "Ferry") == 1)
            first.kill()
            await first.wait()
        edit(web, "n1", "Tsunami hits the Sanriku coast, hundreds missing", "A wave of 5 m.")
        edit(web, "n2", "Ferry to the Sanriku coast is cancelled", "Until noon.")
        async with daemon(rules, "--data", data) as second:
            await until(lambda: any("Tsunami hits" in text for text in titles(web)))
            seen = web.conditional_hits
            await until(lambda: web.conditional_hits >= seen + 2)
            why = await monitor("why", "--rules", str(rules), "--data", data, f"{web.base}/news/n2")
            assert await balanced(rules, data)
            second.send_signal(signal.SIGTERM)
            await second.wait()
        told = [text for text in titles(web) if "possible duplicate" not in text]
        assert len(told) == 3
        assert "headline changed from “Heavy rain on the Sanriku coast”" in told[-1]
        assert "headline changed to “Ferry to the Sanriku coast is cancelled”" in why
        assert "duplicate of" in why


def page(*titles: str) -> str:
    """A portal whose items share one link and have no guid."""
    items = "".join(
        f"<item><title>{title}</title><link>https://portal.example/live</link></item>" for title in titles
    )
    return f"<rss version='2.0'><channel><title>Portal</title>{items}</channel></rss>"


async def test_items_that_share_one_link_alert_once_each_although_the_daemon_is_killed(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web:
        web.serve_document("alpha", page("Ferry to the Sanriku coast is late"))
        rules = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=webhook(web), pack=PACK)
        data = str(tmp_path / "data")
        async with daemon(rules, "--data", data) as first:
            await until(lambda: web.conditional_hits >= 1)
            web.serve_document(
                "alpha", page("Oyster prices on the Sanriku coast", "Ferry to the Sanriku coast is late")
            )
            await until(lambda: times(web, "Oyster prices") >= 1)
            first.kill()
            await first.wait()
        web.serve_document("alpha", page("Tsunami drill in Iwate"))
        async with daemon(rules, "--data", data) as second:
            await until(lambda: times(web, "Tsunami drill") >= 1)
            seen = web.conditional_hits
            await until(lambda: web.conditional_hits >= seen + 2)
            assert await balanced(rules, data)
            second.send_signal(signal.SIGTERM)
            await second.wait()
        assert [times(web, words) for words in ("Ferry", "Oyster prices", "Tsunami drill")] == [0, 1, 1]
