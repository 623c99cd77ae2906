"""monitor status --live, which health checks ask."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli.operate.live import command
from monitor.clock import now


@pytest.mark.parametrize(("seconds", "code"), [(2, 0), (600, 4)])
def test_a_sign_of_life_counts_for_some_seconds(tmp_path: Path, seconds: int, code: int) -> None:
    at = now() - timedelta(seconds=seconds)
    earlier = at - timedelta(days=1)
    known = {"one": {"at": earlier.isoformat()}, "other": {"at": at.isoformat()}}
    (tmp_path / "known-stores.json").write_text(json.dumps(known))

    looked = CliRunner().invoke(command, ["--data", str(tmp_path)])

    assert looked.exit_code == code
    assert ("no sign of life since" in looked.output) == (code == 4)


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"one": 1}', '{"one": {"at": "soon"}}'])
def test_what_cannot_be_read_is_no_sign_of_life(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "known-stores.json").write_text(text)

    assert CliRunner().invoke(command, ["--data", str(tmp_path)]).exit_code == 4
