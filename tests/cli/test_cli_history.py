"""`monitor search`, `archive` and `alerts log`, as a user runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.archive.tables import TableName
from monitor.cli.history.times import check_order, instant
from monitor.clock import now
from monitor.errors import MonitorError
from monitor.model.ids import AlertId, ItemId, RuleId, Severity, StoryId
from monitor.model.sending.alert import Reason
from monitor.model.sending.delivery import DeliveryRecord, Outcome
from monitor.store.base.codec import encode
from tests.archive.sealed import entry_of, sealed
from tests.command import Answer, command
from tests.fakes import DESK, an_item

AT = datetime(2026, 11, 30, 12, 30, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A data directory with an archive: two items, one alert."""
    (tmp_path / "data").mkdir()
    folder = tmp_path / "data" / "archive"
    at = round(now().timestamp() * 1000) - 60_000
    titles = ("Troops arrive in Kursk", "=cmd|' /C calc'!A0 in Kursk", "Rain in Jakarta")
    sealed(folder, [entry_of(an_item(title, id=f"i{n}"), f"{at + n}-0") for n, title in enumerate(titles)])
    record = DeliveryRecord(
        alert=AlertId("a1"), channel=DESK, outcome=Outcome.SENT, at=now() - timedelta(minutes=1),
        story=StoryId("s1"), item=ItemId("i0"), reason=Reason.FIRST, severity=Severity.HIGH,
        rules=(RuleId("kursk"),), headline=titles[0], source="Antara",
    )  # fmt: skip
    sealed(folder, [(f"{at}-0", {b"v": encode(record)})], table=TableName.DELIVERIES, stream="desk")
    return tmp_path


def run(*arguments: str, desk: Path) -> Answer:
    return command(*arguments, "--data", "data", at=desk)


def test_a_search_prints_what_it_finds(desk: Path) -> None:
    found = run("search", "kursk", "AND", "troops", desk=desk)
    assert found.returncode == 0
    assert "Troops arrive in Kursk" in found.stdout
    assert "1 item, times in UTC" in found.stdout
    assert run("search", "nobody", desk=desk).returncode == 1
    counted = run("search", "kursk", "--count", desk=desk)
    assert counted.stdout == "2 items\n"
    shape = json.loads(run("search", "kursk", "--json", desk=desk).stdout)
    assert (shape["type"], shape["count"], len(shape["items"])) == ("search", 2, 2)


def test_a_cell_of_csv_is_no_formula(desk: Path) -> None:
    lines = run("search", "kursk", "--format", "csv", desk=desk).stdout.splitlines()
    assert lines[0] == "seen,source,feed,lang,title,url,id"
    assert "'=cmd" in lines[1]


def test_a_query_that_means_nothing_is_refused_with_why(desk: Path) -> None:
    refused = run("search", "(kursk", desk=desk)
    assert (refused.returncode, refused.stderr) == (2, "monitor: query: '(' without ')' in '(kursk'\n")
    unknown = run("search", "entity:country/KQ", desk=desk)
    assert unknown.returncode == 2
    assert "no entity 'country/KQ'" in unknown.stderr


def test_a_query_is_shown_as_a_rule(desk: Path) -> None:
    shown = run("search", "--rule", "kursk NOT (film OR submarine)", desk=desk)
    assert shown.stdout == 'search: {"all":["kursk",{"none":[{"any":["film","submarine"]}]}]}\n'


def test_what_was_sent_is_listed(desk: Path) -> None:
    listed = run("alerts", "log", "--about", "kursk", desk=desk)
    assert listed.returncode == 0
    assert "Troops arrive in Kursk" in listed.stdout
    assert "1 alert, 1 not acknowledged" in listed.stdout
    assert run("alerts", "log", "--acked", desk=desk).returncode == 1
    [alert] = json.loads(run("alerts", "log", "--json", desk=desk).stdout)["alerts"]
    assert (alert["id"], alert["severity"], alert["acknowledged"]) == ("a1", "high", None)
    wrong = run("alerts", "log", "--since", "1h", "--until", "2h", desk=desk)
    assert wrong.returncode == 2
    assert "must be before --until" in wrong.stderr


def test_the_archive_is_shown_verified_and_exported(desk: Path) -> None:
    shape = json.loads(run("archive", "status", "--json", desk=desk).stdout)
    assert {one["table"]: one["rows"] for one in shape["tables"]} == {
        "items": 3, "decisions": 0, "deliveries": 1, "activity": 0,
    }  # fmt: skip
    assert "2 files, 4 rows: no problems" in run("archive", "verify", desk=desk).stdout
    assert "3 rows of items in out.csv" in run("archive", "export", "items", "out.csv", desk=desk).stdout
    again = run("archive", "export", "items", "out.csv", desk=desk)
    assert (again.returncode, again.stderr) == (2, "monitor: out.csv exists: name a new file\n")
    [file] = (desk / "data/archive/items").glob("*.parquet")
    file.write_bytes(file.read_bytes()[:-9])
    broken = run("archive", "verify", desk=desk)
    assert (broken.returncode, file.name in broken.stdout) == (1, True)


def test_without_an_archive_the_exit_code_is_5(tmp_path: Path) -> None:
    for arguments in (("archive", "status"), ("archive", "verify"), ("archive", "export", "items", "x")):
        refused = run(*arguments, desk=tmp_path)
        assert refused.returncode == 5, arguments
        assert "there is no archive in" in refused.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8h", AT - timedelta(hours=8)),
        ("2026-11-29", datetime(2026, 11, 29, tzinfo=UTC)),
        ("2026-11-29T22:00", datetime(2026, 11, 29, 22, tzinfo=UTC)),
        ("2026-11-29 22:00+02:00", datetime(2026, 11, 29, 20, tzinfo=UTC)),
        ("22:00", datetime(2026, 11, 29, 22, tzinfo=UTC)),
        ("12:30", AT),
        ("yesterday 22:00", datetime(2026, 11, 29, 22, tzinfo=UTC)),
        ("yesterday", datetime(2026, 11, 29, tzinfo=UTC)),
        ("today 06:00", datetime(2026, 11, 30, 6, tzinfo=UTC)),
    ],
)
def test_instants_are_read(text: str, expected: datetime) -> None:
    assert instant(text, at=AT, option="--since", zone=UTC) == expected


@pytest.mark.parametrize(
    "text", ["", "8", "8 hours", "0h", "25:00", "yesterday 25:00", "tomorrow", "2026-13-01", "-1h"]
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(MonitorError, match="--since must be a span such as 8h"):
        instant(text, at=AT, option="--since", zone=UTC)


def test_a_stretch_of_time_ends_after_it_begins() -> None:
    check_order(AT, AT + timedelta(seconds=1))
    with pytest.raises(MonitorError):
        check_order(AT, AT)


_LOADED = """
import sys
import monitor.cli.rules.check, monitor.cli.operate.status, monitor.cli.operate.run, monitor.cli.rules.why
import monitor.cli.history.archive, monitor.cli.history.search, monitor.app.assembly.open_web
print([name for name in sys.modules if name.split(".")[0] in ("duckdb", "_duckdb")])
"""


def test_neither_the_daemon_nor_a_command_loads_the_driver_before_it_reads() -> None:
    answer = subprocess.run([sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"
