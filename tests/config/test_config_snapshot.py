"""A folder of rules at one moment: what counts as a file of it, and what an editor only leaves there."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config.snapshot import UNREADABLE, signature, snapshot


@pytest.mark.parametrize(
    "name",
    [
        "desk.yaml~", "desk.yaml.swp", "desk.yaml.swx", "desk.yaml.tmp", "desk.yaml.bak", "desk.yaml.part",
        ".desk.yaml.swp", "#desk.yaml#", ".#desk.yaml",
    ],
)  # fmt: skip
def test_what_an_editor_leaves_is_no_file_of_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "desk.yaml").write_text("rules: {}\n", "utf-8")
    before = signature(tmp_path)
    (tmp_path / name).write_text("rules: [\n", "utf-8")
    assert snapshot(tmp_path) == {"desk.yaml": b"rules: {}\n"}
    assert signature(tmp_path) == before


@pytest.mark.parametrize("name", ["desk.yaml", "part.yaml", "bak", "desk.tmp.yaml"])
def test_a_name_like_a_leftover_is_a_file_of_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / name).write_bytes(b"rules: {}\n")
    assert snapshot(tmp_path) == {f"packs/{name}": b"rules: {}\n"}


def test_a_link_that_leads_nowhere_is_unreadable_rather_than_deleted(tmp_path: Path) -> None:
    (tmp_path / "desk.yaml").symlink_to(tmp_path / "gone")
    assert snapshot(tmp_path) == {"desk.yaml": UNREADABLE}


def test_links_and_folders_that_lead_in_a_circle_are_read_once(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "desk.yaml").write_bytes(b"rules: {}\n")
    (tmp_path / "packs" / "again").symlink_to(tmp_path, target_is_directory=True)
    assert list(snapshot(tmp_path)) == ["packs/desk.yaml"]
