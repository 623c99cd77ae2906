"""A folder of rules for a test: feeds of a loopback web server, one channel, two rules."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.flow.web import LoopbackWeb

PACK = """\
pack: {id: test, owner: desk}
rules:
  kursk:
    title: Kursk
    any: [Kursk, Курск]
    severity: high
  harbour:
    title: Harbours
    any: [harbour strike]
  mine:
    title: Mines
    any: [salt mine]
"""


def write_folder(
    directory: Path,
    *,
    web: LoopbackWeb,
    feeds: Iterable[str],
    channels: str,
    pack: str = PACK,
    monitor: str = "storm: none\n",
) -> Path:
    """Write the files; `channels` is the text of channels.yaml, `monitor` that of monitor.yaml."""
    (directory / "packs").mkdir(parents=True, exist_ok=True)
    lines = [
        f"  {name}: {{url: '{web.url(name)}', title: {name.title()}, every: 1s, allow_private: [127.0.0.0/8]}}"
        for name in feeds
    ]
    (directory / "feeds.yaml").write_text("feeds:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    (directory / "channels.yaml").write_text(channels, encoding="utf-8")
    (directory / "monitor.yaml").write_text(monitor, encoding="utf-8")
    (directory / "packs" / "test.yaml").write_text(pack, encoding="utf-8")
    return directory


def desk_and_ops(tmp_path: Path, web: LoopbackWeb) -> Path:
    """A folder with one feed and two channels on the loopback webhook: one for alerts, one for notices."""
    web.open("alpha")
    hook = f"{{type: apprise, url: '{web.base.replace('http', 'json')}/hook'}}"
    channels = f"channels: {{desk: {hook}, ops: {hook}}}\nroutes: [{{to: [desk]}}]\n"
    return write_folder(tmp_path / "rules", web=web, feeds=["alpha"], channels=channels)


def webhook(web: LoopbackWeb) -> str:
    """channels.yaml with the loopback webhook, reached through Apprise."""
    return f"channels:\n  desk: {{type: apprise, url: '{web.base.replace('http', 'json')}/hook'}}\n"
