"""The folder in which a demo is played."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.demo.data_directory import empty_for_demo
from monitor.errors import MonitorError
from tests.command import command


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_what_a_demo_has_left_is_removed_and_nothing_else_ever(tmp_path: Path) -> None:
    data, elsewhere = tmp_path / "demo", tmp_path / "elsewhere"
    empty_for_demo(data)
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    (data / "archive").mkdir()
    (data / "archive/archive.json").touch()
    (data / "rules").symlink_to(elsewhere)
    (data / "known-stores.json").touch()
    (data / "lock").touch()
    empty_for_demo(data)
    assert names(data) == {"demo.txt", "lock"}
    assert names(elsewhere) == {"kept"}


@pytest.mark.parametrize("left", ["rules", "archive", "known-stores.json", "anything"])
def test_a_folder_that_no_demo_has_made_is_refused(tmp_path: Path, left: str) -> None:
    (tmp_path / left).touch()
    (tmp_path / "valkey").mkdir()
    with pytest.raises(MonitorError, match="is not empty, and what is there is of no demo"):
        empty_for_demo(tmp_path)
    assert names(tmp_path) == {left, "valkey"}
    answer = command("demo", "--data", str(tmp_path))
    assert (answer.returncode, answer.stdout) == (2, "")


def test_what_a_demo_of_an_earlier_version_has_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "valkey").mkdir()
    for name in ("valkey.log", "valkey.json", "server.lock"):
        (tmp_path / name).touch()
    empty_for_demo(tmp_path)
    assert names(tmp_path) == {"demo.txt", "server.lock"}
