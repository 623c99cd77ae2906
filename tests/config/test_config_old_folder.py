"""A folder of rules with every key that version 0.1.0 knew is read as it is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import cli
from tests.state_0_1_0 import DATA

FOLDER = DATA.parent / "rules-0.1.0"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, with the environment that it names."""
    environment = json.loads(FOLDER.with_name(f"{FOLDER.name}.environment.json").read_text(encoding="utf-8"))
    copy = Path(shutil.copytree(FOLDER, tmp_path / "rules"))
    for name, value in environment.items():
        monkeypatch.setenv(name, value.replace("{folder}", str(copy)))
    return copy


def test_it_has_no_errors(folder: Path) -> None:
    result = CliRunner().invoke(cli, ("check", str(folder)))
    assert result.exit_code == 0, result.output
    assert "3 feeds, 9 channels, 45 rules; no errors" in result.output


def test_its_examples_and_scenarios_hold(folder: Path) -> None:
    result = CliRunner().invoke(cli, ("test", str(folder)))
    assert result.exit_code == 0, result.output
    assert "33 tests, no failure" in result.output


def test_the_rules_that_its_state_was_made_with_have_no_errors() -> None:
    result = CliRunner().invoke(cli, ("check", str(DATA / "rules")))
    assert result.exit_code == 0, result.output
