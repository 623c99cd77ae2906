"""`monitor report` and `monitor rules stats`, as a user runs them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.archive.tables import TableName
from monitor.clock import now
from monitor.model.ids import AlertId, ItemId, RuleId, Severity, StoryId
from monitor.model.sending.alert import Reason
from monitor.model.sending.delivery import DeliveryRecord, Outcome
from monitor.store.base.codec import encode
from tests.archive.sealed import sealed
from tests.command import Answer, command
from tests.fakes import DESK


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A data directory with an archive: one alert of a minute ago, one of two hours ago."""
    (tmp_path / "data").mkdir()
    for number, headline in ((120, "=cmd in Kursk"), (1, "Troops arrive in Kursk")):
        at = now() - timedelta(minutes=number)
        record = DeliveryRecord(
            alert=AlertId(f"a{number}"), channel=DESK, outcome=Outcome.SENT, at=at, story=StoryId(f"s{number}"),
            item=ItemId(f"i{number}"), reason=Reason.FIRST, severity=Severity.HIGH, rules=(RuleId("kursk"),),
            headline=headline, source="Antara", first_seen_at=at,
        )  # fmt: skip
        entry = f"{round(at.timestamp() * 1000)}-0", {b"v": encode(record)}
        sealed(tmp_path / "data" / "archive", [entry], table=TableName.DELIVERIES, stream=f"desk{number}")
    return tmp_path


def run(*arguments: str, desk: Path) -> Answer:
    return command(*arguments, "--data", "data", at=desk)


def test_a_report_is_printed_for_a_stretch_of_time(desk: Path) -> None:
    found = run("report", desk=desk)
    assert found.returncode == 0
    assert "2 stories alerted (2 alerts), 2 not acknowledged" in found.stdout
    recent = run("report", "--since", "1h", desk=desk)
    assert "1 story alerted" in recent.stdout
    assert "cmd" not in recent.stdout
    assert "cmd" in run("report", "--since", "3h", "--until", "1h", desk=desk).stdout
    assert "Nothing alerted" in run("report", "--since", "40m", "--until", "30m", desk=desk).stdout


@pytest.mark.parametrize(
    ("form", "begins"),
    [("md", "# Alerts, "), ("html", "<!doctype html>"), ("csv", "severity,headline,url"), ("json", "{\n")],
)
def test_a_report_is_written_in_each_format(desk: Path, form: str, begins: str) -> None:
    printed = run("report", "--format", form, desk=desk).stdout
    assert printed.startswith(begins)
    (desk / f"night.{form}").write_text("an earlier one", encoding="utf-8")
    written = run("report", "--output", f"night.{form}", desk=desk)
    assert (written.returncode, written.stdout) == (0, f"wrote night.{form}\n")
    content = (desk / f"night.{form}").read_text(encoding="utf-8")
    assert content.startswith(begins), "by the name of the file"
    assert "cmd in Kursk" in content
    if form == "csv":
        assert ",'=cmd in Kursk," in content


def test_the_report_for_programs_is_tagged(desk: Path) -> None:
    shape = json.loads(run("report", "--json", desk=desk).stdout)
    assert (shape["type"], shape["alerts"], shape["times"][0]["seen_to_sent"]["count"]) == ("report", 2, 2)
    assert [one["type"] for one in shape["stories"]] == ["report_story", "report_story"]
    assert [(one["rule"], one["alerts"]) for one in shape["rules"]] == [("kursk", 2)]


def test_what_cannot_be_done_is_refused(desk: Path) -> None:
    for arguments, why in (
        (("--since", "1h", "--until", "2h"), "must be before --until"),
        (("--since", "soon"), "--since must be a span"),
        (("--output", "nowhere/x.html"), "nowhere/x.html cannot be written: No such file or directory"),
        (("--format", "pdf"), "'pdf' is not one of"),
    ):
        refused = run("report", *arguments, desk=desk)
        assert (refused.returncode, why in refused.stderr) == (2, True), refused.stderr


def test_rules_are_counted(desk: Path) -> None:
    found = run("rules", "stats", "--since", "8h", desk=desk)
    assert found.returncode == 0
    [header, row, total] = found.stdout.splitlines()
    assert header.split()[:8] == [
        "rule", "hits", "alerts", "suppressed", "folded", "acknowledged", "not", "relevant",
    ]  # fmt: skip
    assert row.split()[:7] == ["kursk", "0", "2", "0", "0", "0", "0"]
    assert total == "1 rule"
    by_day = run("rules", "stats", "--rule", "kursk", desk=desk).stdout.splitlines()
    assert by_day[-1].split() == ["kursk", "all", "0", "2", "0", "0", "0", "0"]
    shape = json.loads(run("rules", "stats", "--json", desk=desk).stdout)
    assert (shape["type"], shape["rules"][0]["type"], shape["rules"][0]["alerts"]) == (
        "rules_stats",
        "rule_stats",
        2,
    )
    assert sum(day["alerts"] for day in shape["rules"][0]["days"]) == 2
    assert run("rules", "stats", "--rule", "nobody", desk=desk).returncode == 1
