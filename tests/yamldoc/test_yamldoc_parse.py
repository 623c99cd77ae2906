"""YAML in which every scalar is a text and every value knows its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.yamldoc.parse import MAX_BYTES, Items, Map, Text, parse, read


def faults(text: str) -> list[str]:
    return [str(problem) for problem in parse(text.encode(), path="f.yaml").problems]


def test_scalars_stay_as_written_and_know_their_place() -> None:
    root = parse(b"a: NO\nb: [10.000, 12:30, ~, '5']\n", path="f.yaml").root
    assert isinstance(root, Map)
    assert root.get("a") == Text("NO", 1, 4)
    listed = root.get("b")
    assert isinstance(listed, Items)
    assert [(item.value, item.column) for item in listed if isinstance(item, Text)] == [
        ("10.000", 5),
        ("12:30", 13),
        ("~", 20),
        ("5", 23),
    ]
    assert listed.items[3] == Text("5", 2, 23, quoted=True)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: [*burg]", "f.yaml:1:5: E001 a value that starts with"),
        ("a: &x 1\nb: *x", "f.yaml:1:4: E001 a value that starts with"),
        ("a: !!python/object:os.system x", "f.yaml:1:4: E001 tags"),
        ("a: 1\n---\nb: 2", "f.yaml:2:1: E001 a second document"),
        ("a: 1\na: 2", "f.yaml:2:1: E102 key 'a' given twice; first on line 1"),
        ("<<: {a: 1}", "f.yaml:1:1: E105 merge keys"),
        ("[a]: 1", "f.yaml:1:1: E105 a key must be a text"),
        ("a: @b", "f.yaml:1:4: E001 "),
        ("a:\n\t- b", "f.yaml:2:1: E001 indent with spaces, not tabs"),
        ("a: b: c", "f.yaml:1:5: E001 "),
        ("a: [b", "f.yaml:1:4: E001 this '[' is not closed"),
        ("a: \x07", "f.yaml:1:4: E001 U+0007 is a character that YAML does not allow"),
        ("[" * 30 + "]" * 30, "f.yaml:1:22: E001 nested deeper than 20 levels"),
    ],
)
def test_what_is_not_taken_is_told_at_its_place(text: str, fault: str) -> None:
    (told,) = faults(text)
    assert told.startswith(fault), told


def test_a_file_that_is_no_text_or_too_large_or_not_there_is_a_problem(tmp_path: Path) -> None:
    assert [p.line for p in parse(b"a: 1\nb: \xff", path="f").problems] == [2]
    assert parse(b"#" * (MAX_BYTES + 1), path="f").problems[0].message.startswith("larger than")
    (problem,) = read(tmp_path / "none.yaml", shown_as="none.yaml").problems
    assert str(problem) == "none.yaml:1:1: E001 cannot be read: No such file or directory"


def test_a_disappointed_reader_is_told_what_stands_there() -> None:
    document = parse(b"a: [1]\nb: {c: 1}\n", path="f")
    assert isinstance(document.root, Map)
    a, b = (entry.value for entry in document.root)
    assert document.text(a, "a") is None
    assert document.map(a, "a") is None
    assert document.texts(b, "b") == ()
    document.check_keys(document.root, ("a", "bb"))
    assert [problem.code for problem in document.problems] == ["E105", "E105", "E105", "E101"]
    assert document.problems[-1].hint == "bb"
