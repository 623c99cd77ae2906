"""Mutation testing itself: which changes it makes, which tests it runs, what it concludes."""

from __future__ import annotations

import ast
import itertools
import subprocess
from pathlib import Path

import pytest

from tests.mutants.choose import chosen, mutants_of
from tests.mutants.lua_source import lua_mutants
from tests.mutants.python_source import python_mutants
from tests.mutants.related import related_tests
from tests.mutants.trial import trial

ROOT = Path(__file__).resolve().parents[2]
HERE = Path("monitor/route/a.py")

PYTHON = '''"""Words of a docstring."""
from typing import Literal
_LIMIT: int = 3
_KIND = Literal["a", "b"]

def gate(rows: list[int], *, open: bool) -> bool:
    """Words."""
    log.warning("too_many", rows=len(rows))
    if not open and len(rows) < _LIMIT:
        return False
    rows.append(min(rows) - 1)
    return any("key" in "a text" for row in rows if row)
'''
LUA = """#!lua flags=allow-oom
-- Words < of a comment.
if redis.call('ZADD', KEYS[1], 'NX', now, ARGV[1]) == 0 then return 1 end
redis.call('XACK', KEYS[2], ARGV[2])
"""


def test_of_python_is_changed_what_decides() -> None:
    found = python_mutants(HERE, PYTHON.encode())
    made = {
        (mutant.kind, PYTHON.encode()[mutant.start : mutant.end].decode(), mutant.replacement) for mutant in found
    }
    assert made == {
        ("constant", "3", "4"),
        ("constant", "3", "120"),
        ("return early", "", "return False\n    "),
        ("not", "not open", "(open)"),
        ("and/or", "not open and len(rows) < _LIMIT", "(not open or len(rows) < _LIMIT)"),
        ("comparison", "len(rows) < _LIMIT", "(len(rows) <= _LIMIT)"),
        ("constant", "False", "True"),
        ("dropped call", "rows.append(min(rows) - 1)", "pass"),
        ("min/max, any/all", "min", "max"),
        ("arithmetic", "min(rows) - 1", "(min(rows) + 1)"),
        ("constant", "1", "2"),
        ("constant", "1", "40"),
        ("min/max, any/all", "any", "all"),
        ("comparison", '"key" in "a text"', "('key' not in 'a text')"),
        ("constant", '"key"', "'keyx'"),
        ("condition", "row", "(not row)"),
    }


def test_of_a_script_is_changed_what_decides() -> None:
    made = {mutant.apply(LUA.encode()).decode() for mutant in lua_mutants(Path("a.lua"), LUA.encode())}
    lines = LUA.splitlines()
    assert made == {
        LUA.replace(" 'NX',", ","),
        LUA.replace("== 0", "~= 0"),
        LUA.replace("== 0", "== 1"),
        LUA.replace("return 1", "return 2"),
        LUA.replace(lines[3], ""),
    }


def test_every_change_leaves_a_module_that_can_be_read() -> None:
    for mutant in itertools.islice(chosen(ROOT, seed=7), 150):
        source = (ROOT / mutant.path).read_bytes()
        changed = mutant.apply(source)
        assert changed != source
        if mutant.path.suffix == ".py":
            ast.parse(changed)
        assert mutant.describe(source).startswith(f"{mutant.path}:{mutant.line(source)}: {mutant.kind}: ")


@pytest.mark.slow
def test_the_seed_chooses_the_places_and_the_rooms_limit_them() -> None:
    def first(seed: int, *rooms: str) -> list[object]:
        return list(itertools.islice(chosen(ROOT, seed=seed, rooms=rooms), 20))

    assert first(1) == first(1)
    assert first(1) != first(2)
    among = {mutant.path for mutant in itertools.islice(chosen(ROOT, seed=1, rooms=("route", "clock")), 40)}
    assert {path.parts[1] for path in among} == {"route", "clock.py"}


def test_no_mutant_comes_twice_and_all_come() -> None:
    path = Path("monitor/clock.py")
    assert sorted(chosen(ROOT, seed=1, rooms=("clock",)), key=str) == sorted(mutants_of(ROOT, path), key=str)


def test_the_nearest_tests_come_first() -> None:
    tests = related_tests(ROOT, Path("monitor/store/base/lua/sent.lua"))
    assert tests[0] == Path("tests/store/test_store_outbox.py")
    assert Path("tests/flow/test_flow_daemon.py") in tests
    assert Path("tests/store/test_store_address.py") not in tests


@pytest.mark.slow
def test_a_mutant_survives_only_where_no_test_that_is_well_without_it_fails(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['.']\n",
        "monitor/__init__.py": "",
        "monitor/route/__init__.py": "",
        "monitor/route/a.py": "def old(age: int) -> bool:\n    return age > 3\n\n\nUNUSED = 7\n",
        "tests/route/test_route_a.py": (
            "from monitor.route.a import old\n\n"
            "def test_red():\n    assert old(3)\n\n"
            "def test_old():\n    assert old(4)\n\n"
            "def test_young():\n    assert not old(3)\n"
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    with trial(tmp_path, limit=120) as copy:
        wanted = {"(age >= 3)", "8"}
        mutants = [mutant for mutant in mutants_of(copy.root, HERE) if mutant.replacement in wanted]
        verdicts = [copy.judge(mutant) for mutant in mutants]
        assert (copy.root / HERE).read_text() == files[str(HERE)]
    assert copy.red == {
        "tests/route/test_route_a.py::test_red": True,
        "tests/route/test_route_a.py::test_young": False,
    }
    assert [verdict.survived for verdict in verdicts] == [False, True]
