"""What goes into a file comes out as it was, whatever its text is; and what is no row is kept aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.archive.entries import entry_name, entry_number, entry_time_ms, first_entry_of
from monitor.archive.read.reader import opened
from monitor.archive.tables import TableName
from monitor.clock import from_ms
from monitor.model.ids import FeedId, ItemId
from monitor.model.news.item import Item
from tests.archive.sealed import entry_of, sealed
from tests.examples import examples
from tests.fakes import an_item

texts = st.text(st.characters(codec="utf-8"), max_size=30)
many = st.lists(texts, max_size=3).map(tuple)
times = st.none() | st.datetimes(datetime(1, 1, 2), datetime(9998, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
items = st.builds(
    Item,
    id=texts.map(ItemId), feed=texts.map(FeedId), source=texts, via=texts, source_url=texts, url=texts,
    title=texts,
    summary=texts, body=texts, guid=texts, author=texts, lang=st.none() | texts, tags=many,
    tier=st.integers(0, 9), categories=many, enclosures=many,
    fields=st.lists(st.tuples(texts, texts), max_size=2).map(tuple), published_at=times, updated_at=times,
    first_seen_at=st.just(from_ms(0)),
)  # fmt: skip


@given(st.lists(items, min_size=1, max_size=8))
@settings(max_examples=examples(100))
def test_items_come_back_as_they_were(written: list[Item]) -> None:
    with TemporaryDirectory() as folder:
        made = sealed(Path(folder), [entry_of(one, f"{number + 1}000-0") for number, one in enumerate(written)])
        with opened(Path(folder)) as reader:
            found = [item for item, _ in reader.items()]

    assert (made.rows, made.unreadable) == (len(written), 0)
    assert found == [
        replace(one, first_seen_at=from_ms((number + 1) * 1000)) for number, one in enumerate(written)
    ]


def test_odd_items_come_back_as_they_were(tmp_path: Path) -> None:
    odd = [
        an_item(""),
        an_item("\0 null \0", summary="a\nb\tc\r\n\u2028d", guid="", url=""),
        an_item("x" * 1_000_000, body="北" * 300_000),
        an_item("🧨👩‍👩‍👧 \ud7ff\ue000\U0010ffff", lang=None, published_at=datetime(1970, 1, 1, tzinfo=UTC)),
    ]
    sealed(tmp_path, [entry_of(one, f"5000-{number}") for number, one in enumerate(odd)])
    with opened(tmp_path) as reader:
        assert [item for item, _ in reader.items()] == [replace(one, first_seen_at=from_ms(5000)) for one in odd]


def test_baselines_and_editions_are_marked(tmp_path: Path) -> None:
    one = an_item("a")
    sealed(tmp_path, [entry_of(one, "1-0", b=b"1"), entry_of(one, "2-7", e=b"1"), entry_of(one, "3-0")])
    with opened(tmp_path) as reader:
        assert [(item.edition, baseline) for item, baseline in reader.items()] == [
            ("", True), ("2-7", False), ("", False),
        ]  # fmt: skip


def test_what_is_no_item_is_kept_aside_and_the_others_are_rows(tmp_path: Path) -> None:
    broken = [("2-0", {b"v": b"{"}), ("3-0", {b"v": b"\xff\n\r"}), ("4-0", {})]
    made = sealed(tmp_path, [entry_of(an_item("a"), "1-0"), *broken, entry_of(an_item("b"), "5-0")])

    assert (made.rows, made.unreadable) == (2, 3)
    with opened(tmp_path) as reader:
        assert [item.title for item, _ in reader.items()] == ["a", "b"]
    [aside] = (tmp_path / "items").glob(".unreadable-*")
    assert aside.read_bytes().count(b"\n") == 5


def test_a_file_of_nothing_that_is_a_row_moves_the_cursor_all_the_same(tmp_path: Path) -> None:
    sealed(tmp_path, [("1-0", {b"v": b"{"}), ("2-0", {b"v": b"{"})])
    with opened(tmp_path) as reader:
        assert list(reader.items()) == []
        assert [one.last for one in reader.files(TableName.ITEMS)] == [entry_number("2-0")]


@given(st.integers(0, 2**42), st.integers(0, 2**20 - 1))
def test_entries_and_numbers_are_the_same(milliseconds: int, sequence: int) -> None:
    name = f"{milliseconds}-{sequence}"
    number = entry_number(name)
    assert entry_name(number) == name
    assert entry_time_ms(number) == milliseconds
    assert entry_number(f"{milliseconds}-{sequence}") < entry_number(f"{milliseconds + 1}-0")


def test_the_first_entry_of_an_instant_is_none_before_it() -> None:
    instant = from_ms(1234)
    assert entry_number("1233-9") < first_entry_of(instant) == entry_number("1234-0")
