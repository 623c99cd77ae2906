"""One reader for each kind of value: what it takes, what it gives, what it says of anything else."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import pytest

from monitor.yamldoc import fields
from monitor.yamldoc.parse import Document, Map, parse


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def value(text: str) -> tuple[Document, Any]:
    """A document, and the value of its one key."""
    document = parse(f"key: {text}\n".encode(), path="f.yaml")
    assert isinstance(document.root, Map)
    return document, document.root.get("key")


def said(document: Document) -> list[str]:
    return [str(problem) for problem in document.problems]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("true", True), ("Yes", True), ("ON", True), ("false", False), ("no", False), ("Off", False)],
)
def test_a_boolean_is_written_in_six_ways(text: str, meant: bool) -> None:
    document, node = value(text)
    assert fields.boolean(document, node, "'key'", default=not meant) is meant
    assert said(document) == []


@pytest.mark.parametrize("default", [True, False])
def test_what_is_no_boolean_is_a_problem_and_the_default(default: bool) -> None:
    document, node = value("maybe")
    assert fields.boolean(document, node, "'key'", default=default) is default
    assert said(document) == ["f.yaml:1:6: E105 'key' must be true or false, not 'maybe'"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("90s", timedelta(seconds=90)),
        ("5m", timedelta(minutes=5)),
        ("2h", timedelta(hours=2)),
        ("30d", timedelta(days=30)),
        ("999999s", timedelta(seconds=999_999)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, meant: timedelta) -> None:
    document, node = value(text)
    assert fields.duration(document, node, "'key'") == meant
    assert said(document) == []


@pytest.mark.parametrize("text", ["5", "0s", "5w", "-5m", "5 m", "1000000000s", "1.5h"])
def test_anything_else_is_no_duration(text: str) -> None:
    document, node = value(text)
    assert fields.duration(document, node, "'key'") is None
    [problem] = said(document)
    assert problem.startswith("f.yaml:1:6: E105 'key' must be a duration such as 90s, 5m, 2h or 30d, not ")


@pytest.mark.parametrize(("text", "meant"), [("1", 1), ("10", 10), ("007", 7)])
def test_a_number_may_be_each_of_its_bounds(text: str, meant: int) -> None:
    document, node = value(text)
    assert fields.number(document, node, "'key'", code="E107", low=1, high=10) == meant
    assert said(document) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("0", "E107 'key' must be between 1 and 10, not 0"),
        ("11", "E107 'key' must be between 1 and 10, not 11"),
        ("-1", "E107 'key' must be between 1 and 10, not -1"),
        ("ten", "E105 'key' must be a whole number, not 'ten'"),
        ("1.0", "E105 'key' must be a whole number, not '1.0'"),
        ("1234567890", "E105 'key' must be a whole number, not '1234567890'"),
    ],
)
def test_anything_else_is_no_number(text: str, problem: str) -> None:
    document, node = value(text)
    assert fields.number(document, node, "'key'", code="E107", low=1, high=10) is None
    assert said(document) == [f"f.yaml:1:6: {problem}"]


def test_a_day_is_a_date() -> None:
    document, node = value("2026-12-31")
    assert fields.day(document, node, "'key'") == date(2026, 12, 31)
    document, node = value("2026-02-30")
    assert fields.day(document, node, "'key'") is None
    assert said(document) == ["f.yaml:1:6: E105 'key' must be a date like 2026-12-31, not '2026-02-30'"]


def test_a_choice_is_one_of_its_options() -> None:
    document, node = value("blue")
    assert fields.choice(document, node, "'key'", Colour, default=Colour.RED) is Colour.BLUE
    document, node = value("blu")
    assert fields.choice(document, node, "'key'", Colour, default=Colour.RED) is Colour.RED
    assert said(document) == ["f.yaml:1:6: E105 'key' must be one of red, blue, not 'blu' (did you mean 'blue'?)"]


def test_names_that_are_nowhere_are_problems_and_the_others_stay() -> None:
    document, node = value("[desk, ops, dsk]")
    known = ["desk", "ops"]
    assert fields.referred(document, node, "'key'", noun="channel", known=known) == ("desk", "ops")
    [problem] = said(document)
    assert problem.startswith("f.yaml:1:18: E201 no channel 'dsk'")
    assert "'desk'" in problem
    document, node = value("[xyzzy]")
    assert fields.referred(document, node, "'key'", noun="channel", known=None) == ("xyzzy",)
    assert fields.referred(document, node, "'key'", noun="channel", known=known) == ()
    assert said(document) == ["f.yaml:1:7: E201 no channel 'xyzzy'; there is desk, ops"]


def test_a_list_of_texts_keeps_those_that_are_known() -> None:
    document, node = value("[title, boddy]")
    assert fields.known_texts(document, node, "'key'", ["title", "body"]) == frozenset({"title"})
    assert said(document) == [
        "f.yaml:1:14: E105 'key' must be one of title, body, not 'boddy' (did you mean 'body'?)"
    ]
    document, node = value("[a, b]")
    assert fields.plain_texts(document, node, "'key'") == ("a", "b")
