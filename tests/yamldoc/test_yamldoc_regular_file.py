from __future__ import annotations

import os
from pathlib import Path

import pytest

from monitor.yamldoc.parse import MAX_BYTES, read
from monitor.yamldoc.regular_file import read_regular


@pytest.fixture(params=["device", "pipe", "folder"])
def no_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "feeds.yaml"
    if request.param == "device":
        path.symlink_to("/dev/zero")
    elif request.param == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    return path


def test_what_is_no_file_is_a_problem_and_not_waited_for(no_file: Path) -> None:
    [problem] = read(no_file).problems
    assert problem.code == "E001"
    assert "cannot be read" in problem.message


def test_of_a_large_file_no_more_is_read_than_tells_that_it_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # takes no room on the disk, and would take it in memory
    [problem] = read(path).problems
    assert f"larger than {MAX_BYTES} bytes" in problem.message


def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"text")
    (tmp_path / "b").symlink_to("a")
    assert read_regular(tmp_path / "b", limit=3) == b"tex"
