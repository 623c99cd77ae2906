"""The table of threats is whole, and every test that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
_ROW = re.compile(r"^\| (T\d+) \|.*\| (.*) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows() -> dict[str, list[tuple[str, str]]]:
    text = (ROOT / "tests" / "security" / "README.md").read_text(encoding="utf-8")
    return {threat: _TEST.findall(proofs) for threat, proofs in _ROW.findall(text)}


def test_every_threat_has_a_test() -> None:
    found = rows()

    assert list(found) == [f"T{number}" for number in range(1, 24)]
    assert all(found.values())


def test_every_test_in_the_table_is_there() -> None:
    for path, name in (test for tests in rows().values() for test in tests):
        assert re.search(rf"^(?:async )?def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), (
            name
        )
