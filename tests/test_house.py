"""How the house is built: what no linter checks."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.house import arrows, circles, first_look

HOUSE = Path(__file__).resolve().parent.parent / "monitor"


def modules(folder: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(HOUSE.parent).as_posix(), ast.parse(path.read_text("utf-8"))


def test_no_two_classes_have_one_name() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path, module in modules(HOUSE):
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path}:{node.lineno}")
    assert len(places) > 300
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def foreign_writes(path: str, module: ast.Module) -> Iterator[str]:
    """Where an attribute of another object is assigned or deleted."""
    for node in ast.walk(module):
        if not isinstance(node, ast.Attribute) or isinstance(node.ctx, ast.Load):
            continue
        if not (isinstance(node.value, ast.Name) and node.value.id == "self"):
            yield f"{path}:{node.lineno}: {ast.unparse(node)}"


def test_nobody_in_app_assigns_attributes_of_others() -> None:
    found = [write for path, module in modules(HOUSE / "app") for write in foreign_writes(path, module)]
    assert found == []


def test_every_kind_of_foreign_write_is_seen() -> None:
    wrong = "a.b = 1\na.b += 1\na.b: int = 1\nfor a.b in c: pass\nwith d as a.b: pass\ndel a.b\na.b.c, e = 1, 2\n"
    assert len(list(foreign_writes("x.py", ast.parse(wrong)))) == 7
    assert list(foreign_writes("x.py", ast.parse("self.a = b.c\nself.a[b.c] = 1\n"))) == []


def test_no_siblings_import_each_other_not_even_for_types() -> None:
    assert circles(arrows()) == []


def test_a_circle_of_siblings_is_seen() -> None:
    tied = {"m.a": {"m.b.c"}, "m.b.c": set(), "m.b.d": {"m.a"}, "m.e": {"m.b"}}
    assert set(first_look("m", tied).circles) == {"a", "b"}
    assert first_look("m.b", tied).circles == ()
    assert first_look("m", tied | {"m.b.d": set()}).floors == 2


def written_spans(path: str, module: ast.Module) -> Iterator[str]:
    """Where a span of time is written as a number. Its unit alone (`/ timedelta(seconds=1)`) is none."""
    units = {id(node.right) for node in ast.walk(module) if isinstance(node, ast.BinOp)}
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) not in ("timedelta", "datetime.timedelta"):
            continue
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if id(node) not in units and any(isinstance(value, ast.Constant) and value.value for value in given):
            yield f"{path}:{node.lineno}: {ast.unparse(node)}"


def test_how_long_things_take_is_written_in_one_place_of_the_daemon() -> None:
    """When the archive is written, and what is only shown (`app/telemetry`), hangs on nothing else."""
    elsewhere = ("monitor/app/assembly/timing.py", "monitor/app/archiving/timing.py", "monitor/app/telemetry/")
    found = [
        span
        for path, module in modules(HOUSE / "app")
        if not path.startswith(elsewhere)
        for span in written_spans(path, module)
    ]
    assert found == []
    loops = "".join(path.read_text("utf-8") for path in (HOUSE / "app" / "daemon").glob("*.py"))
    assert re.findall(r"idle=[0-9][0-9.]*\)", loops) == []


def test_every_kind_of_written_span_is_seen() -> None:
    wrong = "A = timedelta(hours=2)\ndef f(a: timedelta = timedelta(0, 5)) -> None: ...\nx(timedelta(days=7))\n"
    right = "a = b // timedelta(milliseconds=1)\nc = timedelta()\nd = timedelta(seconds=e)\n"
    assert len(list(written_spans("x.py", ast.parse(wrong)))) == 3
    assert list(written_spans("x.py", ast.parse(right))) == []
