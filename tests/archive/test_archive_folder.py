"""The folder: which files count, what is merged, what expires, what is refused, and what verifying finds."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.archive.entries import entry_number
from monitor.archive.identity import adopt, open_archive, read_identity
from monitor.archive.read.export import ExportFormat, export
from monitor.archive.read.filters import TextNeedles, has_needles
from monitor.archive.read.reader import opened
from monitor.archive.read.verify import verify
from monitor.archive.segments import cursor_of, live, segment_name, segments
from monitor.archive.tables import TableName
from monitor.archive.write import merge
from monitor.archive.write.jobs import TidyJob
from monitor.archive.write.merge import merge_small
from monitor.archive.write.tidy import sweep, tidy
from monitor.clock import from_ms
from monitor.errors import MonitorError, NoArchiveError
from tests.archive.sealed import entry_of, sealed
from tests.fakes import an_item

DAY_MS = 86_400_000
HOUR_MS = 3_600_000


def put(folder: Path, *times: int, life: int = 0, after: int = 0) -> int:
    """A file of one item for each of these times, in ms; the number of the last."""
    entries = [entry_of(an_item(f"Item of {at}", id=f"i{at}"), f"{at}-0") for at in times]
    return sealed(folder, entries, life=life, after=after).last


def titles(folder: Path) -> list[str]:
    with opened(folder) as reader:
        found = [item.title.removeprefix("Item of ") for item, _ in reader.items()]
        assert reader.unreadable == []
        return found


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "items").iterdir())


def job(
    folder: Path, *, now_ms: int, keep: timedelta = timedelta(days=30), max_size: int | None = None
) -> TidyJob:
    seconds = int(keep.total_seconds())
    return TidyJob(folder=str(folder), keep_s=dict.fromkeys(TableName, seconds), max_size=max_size, now_ms=now_ms)


def old(folder: Path) -> None:
    """All files were written long ago."""
    for path in (folder / "items").iterdir():
        os.utime(path, (1, 1))


def test_the_files_of_a_day_that_is_over_become_one_and_rows_stay_in_order(tmp_path: Path) -> None:
    after = 0
    for at in range(1, 6):
        after = put(tmp_path, at * 1000, at * 1000 + 1, after=after)
    put(tmp_path, DAY_MS + 1, after=after)
    before = titles(tmp_path)

    assert merge_small(tmp_path, now_ms=2 * DAY_MS) == 5
    assert titles(tmp_path) == before
    assert len(live(segments(tmp_path, TableName.ITEMS))) == 2
    assert verify(tmp_path).flaws == ()
    assert merge_small(tmp_path, now_ms=2 * DAY_MS) == 0


def test_files_of_the_running_day_are_merged_when_there_are_eight(tmp_path: Path) -> None:
    for at in range(1, 8):
        put(tmp_path, at * 1000)
    assert merge_small(tmp_path, now_ms=DAY_MS - 1) == 0
    put(tmp_path, 9000)
    assert merge_small(tmp_path, now_ms=DAY_MS - 1) == 8


def test_large_files_and_other_lives_are_not_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, 1000)
    put(tmp_path, 2000, life=1)
    assert merge_small(tmp_path, now_ms=2 * DAY_MS) == 0
    put(tmp_path, 3000, life=1)
    monkeypatch.setattr(merge, "LARGEST", 1)
    assert merge_small(tmp_path, now_ms=2 * DAY_MS) == 0


def test_what_is_covered_stays_for_an_hour_and_a_crash_in_between_does_no_harm(tmp_path: Path) -> None:
    put(tmp_path, 1000)
    put(tmp_path, 2000)
    merge_small(tmp_path, now_ms=2 * DAY_MS)
    sweep(tmp_path, older_than=10.0)
    assert len(names(tmp_path)) == 3
    old(tmp_path)
    sweep(tmp_path, older_than=10.0)
    assert len(names(tmp_path)) == 1
    assert titles(tmp_path) == ["1000", "2000"]


def test_leftovers_of_crashes_are_never_read_and_go_after_an_hour(tmp_path: Path) -> None:
    put(tmp_path, 1000)
    for name in (".77.made", ".77-history.lines", ".77.rows", "notes.txt", "history-0-x_y.parquet"):
        (tmp_path / "items" / name).write_bytes(b"half")
    (tmp_path / "items" / ".77").mkdir()
    (tmp_path / "items" / ".77" / "spilt").write_bytes(b"half")
    assert titles(tmp_path) == ["1000"]
    sweep(tmp_path, older_than=10.0)
    assert len(names(tmp_path)) == 7
    old(tmp_path)
    sweep(tmp_path, older_than=10.0)
    assert [name for name in names(tmp_path) if name.startswith(".")] == []
    assert "notes.txt" in names(tmp_path), "what is not ours stays"


def test_files_expire_when_their_last_entry_is_too_old(tmp_path: Path) -> None:
    put(tmp_path, HOUR_MS, DAY_MS)
    put(tmp_path, DAY_MS + 1)
    assert tidy(job(tmp_path, now_ms=3 * DAY_MS, keep=timedelta(days=2)), merge=merge_small).expired == 0
    assert tidy(job(tmp_path, now_ms=3 * DAY_MS + 1, keep=timedelta(days=2)), merge=merge_small).expired == 1
    assert titles(tmp_path) == [str(DAY_MS + 1)]


def test_the_oldest_files_go_when_there_is_too_much(tmp_path: Path) -> None:
    for day in range(1, 4):
        put(tmp_path, day * DAY_MS)
    size = max(one.size for one in segments(tmp_path, TableName.ITEMS))
    assert tidy(job(tmp_path, now_ms=4 * DAY_MS, max_size=10 * size), merge=merge_small).over_size == 0
    assert tidy(job(tmp_path, now_ms=4 * DAY_MS, max_size=2 * size), merge=merge_small).over_size == 1
    assert titles(tmp_path) == [str(2 * DAY_MS), str(3 * DAY_MS)]


def test_a_broken_file_is_moved_aside_and_the_others_are_read(tmp_path: Path) -> None:
    put(tmp_path, 1000)
    put(tmp_path, 2000)
    first, _ = segments(tmp_path, TableName.ITEMS)
    first.path.write_bytes(first.path.read_bytes()[:-1])
    [aside] = tidy(job(tmp_path, now_ms=DAY_MS), merge=merge_small).moved_aside
    assert aside.startswith("items/.bad-history-0-")
    assert titles(tmp_path) == ["2000"]
    assert [flaw.file for flaw in verify(tmp_path).flaws] == [Path(aside).name]


def test_a_year_has_few_files(tmp_path: Path) -> None:
    """Names and sizes alone decide: four files a day are merged to one, and go after thirty days."""
    home = tmp_path / "items"
    home.mkdir(parents=True)
    for day in range(365):
        for quarter in range(4):
            at = day * DAY_MS + quarter * 6 * HOUR_MS
            span = {"first": entry_number(f"{at}-0"), "last": entry_number(f"{at + 1000}-0")}
            (home / segment_name(stream="history", life=0, **span)).write_bytes(b"x")
        found = live(segments(tmp_path, TableName.ITEMS))
        for run in merge.runs(found, today=day):
            span = {"first": run[0].first, "last": run[-1].last}
            for one in run:
                one.path.unlink()
            (home / segment_name(stream="history", life=0, **span)).write_bytes(b"x")
        for one in segments(tmp_path, TableName.ITEMS):
            if one.last < entry_number(f"{(day - 30) * DAY_MS if day > 30 else 0}-0"):
                one.path.unlink()
        assert len(segments(tmp_path, TableName.ITEMS)) <= 2 * 31 + 16


def test_an_entry_that_two_files_have_is_read_once(tmp_path: Path) -> None:
    put(tmp_path, 1000, 2000, 3000)
    put(tmp_path, 2000, 3000, 4000)
    assert titles(tmp_path) == ["1000", "2000", "3000", "4000"]
    merge_small(tmp_path, now_ms=2 * DAY_MS)
    assert titles(tmp_path) == ["1000", "2000", "3000", "4000"]


def test_an_item_that_a_later_life_has_again_is_read_once(tmp_path: Path) -> None:
    put(tmp_path, 1000, 2000)
    again = [entry_of(an_item("Item of 1000", id="i1000"), "1500-0"), entry_of(an_item("new", id="x"), "1600-0")]
    sealed(tmp_path, again, life=1)
    assert titles(tmp_path) == ["1000", "2000", "new"]
    with opened(tmp_path) as reader:
        assert [item.title for item, _ in reader.items(newest_first=True)] == [
            "new",
            "Item of 2000",
            "Item of 1000",
        ]
    assert cursor_of(segments(tmp_path, TableName.ITEMS), "history").life == 1


def test_rows_of_a_stretch_of_time_and_the_newest(tmp_path: Path) -> None:
    for at in (1000, 2000, 3000, 4000):
        put(tmp_path, at)
    with opened(tmp_path) as reader:
        within = reader.items(since=from_ms(2000), until=from_ms(4000))
        assert [item.title[-4:] for item, _ in within] == ["2000", "3000"]
        newest = reader.items(newest_first=True, limit=3)
        assert [item.title[-4:] for item, _ in newest] == ["4000", "3000", "2000"]
        assert reader.count(TableName.ITEMS) == 4


def test_text_folded_in_another_way_is_not_narrowed_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.archive.metadata.folding_print", lambda: "another")
    put(tmp_path, 1000)
    monkeypatch.undo()
    put(tmp_path, 2000)
    with opened(tmp_path) as reader:
        found = reader.items(where=has_needles(TextNeedles(anywhere=frozenset({" nothing "}))))
        assert [item.title for item, _ in found] == ["Item of 1000"]


def test_gaps_and_broken_files_are_found(tmp_path: Path) -> None:
    first = put(tmp_path, 1000)
    second = put(tmp_path, 2000, after=first)
    put(tmp_path, 3000, after=second)
    _, middle, last = segments(tmp_path, TableName.ITEMS)
    middle.path.unlink()
    [gap] = verify(tmp_path).flaws
    assert (gap.gap, gap.file) == (True, last.path.name)
    content = bytearray(last.path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    content[40] ^= 0xFF
    last.path.write_bytes(content)
    assert [flaw.file for flaw in verify(tmp_path).flaws] == [last.path.name]


def test_an_archive_of_a_newer_format_is_refused_and_not_touched(tmp_path: Path) -> None:
    put(tmp_path, 1000)
    made = json.loads((tmp_path / "archive.json").read_text())
    (tmp_path / "archive.json").write_text(json.dumps({**made, "format": 2, "more": 1}))
    for refused in (
        lambda: read_identity(tmp_path),
        lambda: open_archive(tmp_path, store="the store", archive=""),
        lambda: adopt(tmp_path, store="s"),
        lambda: verify(tmp_path),
        lambda: titles(tmp_path),
    ):
        with pytest.raises(MonitorError, match="newer monitor"):
            refused()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": "1"}', b"\xff"])
def test_a_damaged_archive_json_is_named(tmp_path: Path, content: bytes) -> None:
    put(tmp_path, 1000)
    (tmp_path / "archive.json").write_bytes(content)
    with pytest.raises(MonitorError, match="damaged"):
        read_identity(tmp_path)


def test_whose_archive_it_is_matters(tmp_path: Path) -> None:
    made = open_archive(tmp_path / "a", store="one", archive="")
    assert open_archive(tmp_path / "a", store="one", archive=made.id) == made
    for store, archive, folder in (("two", "", "a"), ("one", "other", "a"), ("one", made.id, "empty")):
        with pytest.raises(MonitorError, match="adopt"):
            open_archive(tmp_path / folder, store=store, archive=archive)
    adopt(tmp_path / "a", store="two")
    assert open_archive(tmp_path / "a", store="two", archive=made.id).id == made.id


def test_an_archive_without_its_archive_json_is_not_begun_again(tmp_path: Path) -> None:
    put(tmp_path, 1000)
    (tmp_path / "archive.json").unlink()
    with pytest.raises(MonitorError, match=r"has lost its archive\.json"):
        open_archive(tmp_path, store="the store", archive="")
    with pytest.raises(NoArchiveError):
        titles(tmp_path)


def test_a_part_is_exported_once_and_nothing_is_written_over(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    put(archive, 1000, 2000)
    put(archive, 2000, 3000)
    to = tmp_path / "out.csv"
    until = from_ms(3000)
    assert export(archive, TableName.ITEMS, to, form=ExportFormat.CSV, since=None, until=until) == 2
    assert to.read_text().count("Item of") == 2
    with pytest.raises(MonitorError, match="exists"):
        export(archive, TableName.ITEMS, to, form=ExportFormat.CSV, since=None, until=None)
    with pytest.raises(MonitorError, match="no deliveries"):
        export(archive, TableName.DELIVERIES, tmp_path / "x", form=ExportFormat.JSON, since=None, until=None)
    lines = tmp_path / "out.jsonl"
    assert export(archive, TableName.ITEMS, lines, form=ExportFormat.JSON, since=None, until=None) == 3
    assert [json.loads(line)["id"] for line in lines.read_text().splitlines()] == ["i1000", "i2000", "i3000"]
