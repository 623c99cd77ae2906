"""Filters as DuckDB understands them: letter for letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.archive.read.filters import (
    EVERYTHING,
    MOST_NEEDLES,
    Filter,
    TextNeedles,
    equals,
    has_any,
    has_needles,
    holds,
)
from monitor.archive.read.reader import opened
from monitor.archive.tables import TableName
from tests.archive.sealed import entry_of, sealed
from tests.fakes import an_item

TITLES = ("Kim Jong-un in Kursk", "북한은 말했다", "صفحة", "C++ (draft) 50% a|b", "Ukrainie", "it's")
LANGS = ("en", "ko", "ar", None, "pl", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    entries = [
        entry_of(an_item(title, id=f"i{at}", lang=lang, tags=(f"t{at}", "all")), f"{at}-0")
        for at, (title, lang) in enumerate(zip(TITLES, LANGS, strict=True))
    ]
    sealed(tmp_path, entries)
    return tmp_path


def found(folder: Path, where: Filter) -> list[int]:
    with opened(folder) as reader:
        assert reader.unreadable == []
        got = [int(row[1][1:]) for row in reader.rows(TableName.ITEMS, ("id",), where=where)]
        assert reader.unreadable == []
        return got


def anywhere(*needles: str) -> Filter:
    return has_needles(TextNeedles(anywhere=frozenset(needles)))


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        (EVERYTHING, [0, 1, 2, 3, 4, 5]),
        (anywhere(" kim jong un "), [0]),
        (anywhere("북한"), [1]),
        (anywhere(" kursk ", "صفح"), [0, 2]),
        (anywhere("."), []),
        (anywhere("a b"), [3]),
        (anywhere(" 50 "), [3]),
        (anywhere("|", "\\", "(", "[", "*", "?", "+", "^", "$", "'", '"'), [0, 1, 2, 3, 4, 5]),
        (anywhere("\\", "(", "[", "*", "?", "+", "^", "$", "'", '"'), []),
        (anywhere(), [0, 1, 2, 3, 4, 5]),
        (anywhere(*(f"n{number}z" for number in range(MOST_NEEDLES + 1))), [0, 1, 2, 3, 4, 5]),
        (anywhere(*(f"n{number}z" for number in range(MOST_NEEDLES))), []),
        (anywhere("nz", *(f"nz{number}" for number in range(MOST_NEEDLES + 1))), []),
        (
            anywhere(" 북한은 말했다 ", " kim jong un in kursk ", *(f"{number:016}" for number in range(900))),
            [0, 1],
        ),
        (equals("id", "i1", "i3", "x"), [1, 3]),
        (equals("lang", "en"), [0, 5]),
        (has_any("tags", ["t2", "t4"]), [2, 4]),
        (has_any("tags", ["all"]) & equals("lang", "pl"), [4]),
        (holds("IT'S", "title"), [5]),
        (holds("%", "title", "summary"), [3]),
        (equals("id", "i0") & (anywhere(" kursk ") & EVERYTHING), [0]),
    ],
)
def test_rows_are_those_that_fit(folder: Path, where: Filter, ids: list[int]) -> None:
    assert found(folder, where) == ids


def test_needles_of_some_languages_count_there_and_where_none_is_known(folder: Path) -> None:
    needles = TextNeedles(anywhere=frozenset(), in_languages=[(frozenset({" u", " c", " k"}), frozenset({"pl"}))])
    assert found(folder, has_needles(needles)) == [3, 4]
