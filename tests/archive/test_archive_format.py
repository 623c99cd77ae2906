"""The format is public: the questions of deploy/README.md are answered by DuckDB from the files alone."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from monitor.archive.read.reader import opened
from monitor.archive.tables import TABLES, TableName
from monitor.clock import now
from monitor.model.activity import Activity, Deed
from monitor.model.ids import AlertId, ItemId, RuleId, Severity, StoryId
from monitor.model.sending.alert import Reason
from monitor.model.sending.delivery import DeliveryRecord, Outcome
from monitor.store.base.codec import encode
from tests.archive.sealed import entry_of, sealed
from tests.fakes import DESK, an_item

PAPER = (Path(__file__).parents[2] / "deploy/README.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"```sql\n(.*?)```", PAPER, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    at = now() - timedelta(minutes=5)
    entry = f"{round(at.timestamp() * 1000)}-0"
    sealed(tmp_path, [entry_of(an_item("Kursk", lang="en"), entry)])
    record = DeliveryRecord(
        alert=AlertId("a1"), channel=DESK, outcome=Outcome.SENT, at=at, took=timedelta(seconds=2),
        story=StoryId("s1"), item=ItemId("i1"), reason=Reason.FIRST, severity=Severity.HIGH,
        rules=(RuleId("kursk"), RuleId("nato")), headline="Kursk",
    )  # fmt: skip
    sealed(tmp_path, [(entry, {b"v": encode(record)})], table=TableName.DELIVERIES, stream="desk")
    act = Activity(at=now(), person="ann", way="cli", action=Deed.ACKNOWLEDGE, object="story:s1", story="s1")
    sealed(tmp_path, [(entry, {b"v": encode(act)})], table=TableName.ACTIVITY, stream="activity")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_question_of_the_paper_is_answered(folder: Path) -> None:
    assert (folder / "archive.json").is_file()
    with duckdb.connect() as connection:
        answers = [connection.execute(question).fetchall() for question in QUESTIONS]
    assert [len(rows) for rows in answers] == [1, 2, 1]
    assert answers[0][0][1:] == ("en", 1)
    assert sorted(answers[1]) == [("kursk", 1, 2.0), ("nato", 1, 2.0)]
    assert answers[2][0][1:4] == ("desk", "Kursk", "ann")


@pytest.mark.slow
def test_the_example_in_pandas_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (folder / "archive.json").is_file()
    [example] = re.findall(r"```python\n(.*?)```", PAPER, re.DOTALL)
    exec(compile(example, "deploy/README.md", "exec"), {})
    assert capsys.readouterr().out.split()[:5] == ["rule", "kursk", "1", "nato", "1"]


def test_files_that_were_written_without_a_column_are_read(folder: Path) -> None:
    [file] = (folder / "deliveries").glob("*.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS SELECT * EXCLUDE (feed, severity) FROM '{file}'")
        connection.execute(f"COPY t TO '{file}' (FORMAT parquet)")
    with opened(folder) as reader:
        columns = ("alert", "feed", "severity", "rules")
        [(_, *row)] = reader.rows(TableName.DELIVERIES, columns, newest_first=True, limit=5)
        assert reader.unreadable == []
    assert row == ["a1", None, None, ["kursk", "nato"]]


@pytest.mark.parametrize("table", TableName)
def test_the_paper_names_every_column(table: TableName) -> None:
    [row] = [line for line in PAPER.splitlines() if line.startswith(f"| {table} |")]
    named = re.sub(r"\([^)]*\)", "", row.split("|")[2])
    assert [word.strip() for word in named.split(",")] == list(TABLES[table].columns)
