"""A file is written whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.yamldoc.atomic_write import write_whole


def test_a_file_is_put_in_place_of_the_old_one_with_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("old")
    path.chmod(0o640)
    write_whole(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)
    assert [left.name for left in tmp_path.iterdir()] == ["p.yaml"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there/p.yaml").write_text("old")
    link = tmp_path / "p.yaml"
    link.symlink_to(tmp_path / "there/p.yaml")
    write_whole(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "there/p.yaml").read_bytes() == b"new"


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path / "p.yaml", b"new")
    assert [left.name for left in tmp_path.iterdir()] == ["p.yaml"]
