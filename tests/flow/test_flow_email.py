"""E-mail through the whole daemon and its store: what a mail server accepts is noted, and never mailed again."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from tests.flow.folder import write_folder
from tests.flow.test_flow_daemon import daemon, until
from tests.flow.web import LoopbackWeb
from tests.services.smtp import LoopbackSmtp

pytestmark = pytest.mark.gate


def mailed(smtp: LoopbackSmtp, words: str) -> int:
    """How many accepted mails have these words in their subject and are not marked as a possible repeat."""
    bodies = ((mail["Subject"], mail.get_body(("plain",))) for mail in smtp.mails)
    return sum(
        words in subject and body is not None and "possible duplicate" not in body.get_content()
        for subject, body in bodies
    )


async def test_each_alert_is_mailed_once_although_the_daemon_is_killed_and_started_again(tmp_path: Path) -> None:
    async with LoopbackWeb().serve() as web, LoopbackSmtp().serve() as smtp:
        web.open("alpha")
        channels = (
            "channels:\n  mailbox: {type: email, host: 127.0.0.1, security: none, "
            f"port: {smtp.port}, from: monitor@example.org, to: desk@example.org}}\n"
        )
        folder = write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=channels)
        data = str(tmp_path / "data")
        async with daemon(folder, "--data", data) as first:
            await until(lambda: web.conditional_hits >= 1)
            web.publish("alpha", "a1", "Bridge near Kursk reopens after repairs")
            await until(lambda: len(smtp.mails) == 1)
            web.publish("alpha", "a2", "Dock workers begin a harbour strike in Rostock")
            await until(lambda: len(smtp.mails) == 2)
            assert first.returncode is None, "an accepted mail ended the daemon"
            first.kill()
            await first.wait()
        web.publish("alpha", "a3", "Water breaks into the salt mine of Perm")
        async with daemon(folder, "--data", data) as second:
            await until(lambda: mailed(smtp, "salt mine") == 1)
            second.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(second.wait(), 60) == 0

    assert [mailed(smtp, words) for words in ("Kursk", "harbour strike", "salt mine")] == [1, 1, 1]
