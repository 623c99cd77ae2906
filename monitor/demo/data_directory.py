"""The folder that a demo leaves behind: its store, its archive, and the rules that were played."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import yaml

from monitor.config.files.channels import ChannelSettings
from monitor.config.shipped import shipped_rules
from monitor.errors import MonitorError

RULES = "rules"
"""The folder of rules within it."""
_MARK = "demo.txt"
_LOCKS = ("lock", "server.lock")
"""Whoever waits for one of these has it open."""
_OLD = "valkey"
"""With this begins the name of everything that demos of 0.1.0 have left, which put no mark there."""


def empty_for_demo(data: Path) -> None:
    """Make an empty folder of what an earlier demo has left. Raises MonitorError if anything else is there."""
    data.mkdir(parents=True, exist_ok=True)
    mark = data / _MARK
    left = [path for path in data.iterdir() if path.name not in (*_LOCKS, _MARK)]
    if not mark.exists() and any(not path.name.startswith(_OLD) for path in left):
        raise MonitorError(f"{data} is not empty, and what is there is of no demo: name another folder (--data)")
    for path in left:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    mark.write_text("Made by `monitor demo`, which empties this folder at its next start.\n", encoding="utf-8")


def lay_out_rules(data: Path, channels: Sequence[ChannelSettings]) -> Path:
    """The folder of the shipped rules, made to send to these channels only, for people to look at and to edit."""
    folder = data / RULES
    shutil.copytree(shipped_rules(), folder, dirs_exist_ok=True)
    written = {channel.name: {"type": channel.type.name, **channel.options} for channel in channels}
    routes = [{"to": list(written)}]
    (folder / "channels.yaml").write_text(
        yaml.safe_dump({"channels": written, "routes": routes}), encoding="utf-8"
    )
    # a day passes within a minute
    (folder / "monitor.yaml").write_text("storm: none\n", encoding="utf-8")
    return folder
