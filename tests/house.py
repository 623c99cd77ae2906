"""The size and shape of the house, to be judged by a person: `python -m tests.house`."""

from __future__ import annotations

import ast
import graphlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PACKAGE = Path(__file__).parents[1] / "monitor"
_SHOWN = 12
_ROOMS_SHOWN = ("", "app", "collect", "desk", "detect", "group", "language", "send", "store")
Arrows = Mapping[str, set[str]]
"""For each module, by its dotted name, those that it imports: for types only as well."""


def modules() -> list[Path]:
    """Every module of the package but those that only describe their room."""
    return sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


def functions(path: Path) -> Iterator[tuple[int, str, bool, bool]]:
    """Every function: its lines, its name, whether it is public, whether it has a docstring.

    Nobody else can call a function inside a function: it is not public, whatever its name.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = {id(one) for outer in _functions(tree) for one in _functions(outer) if one is not outer}
    for node in _functions(tree):
        yield (
            (node.end_lineno or node.lineno) - node.lineno + 1,
            f"{path.relative_to(PACKAGE)}:{node.name}",
            node.name[0] != "_" and id(node) not in inner,
            bool(ast.get_docstring(node)),
        )


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def arrows() -> Arrows:
    """Who imports whom, by name in an import or in a text that names a module."""
    paths = {name_of(path): path for path in PACKAGE.rglob("*.py")}
    return {name: set(_imported(path, paths)) - {name} for name, path in paths.items()}


def name_of(path: Path) -> str:
    """The dotted name of a module, of a package without its `__init__`."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                whole = (f"{module}.{one.name}" for one in names)
                yield from (one if one in known else module for one in whole if module in known)
            case ast.Import(names=names):
                yield from (one.name for one in names if one.name in known)
            case ast.Constant(value=str(text)) if text in known:
                yield text


@dataclass(frozen=True, kw_only=True)
class FirstLook:
    """A package at the first look: its modules and rooms, each as one."""

    entries: int
    arrows: int
    floors: int
    """How many entries stand above one another."""
    circles: tuple[str, ...]
    """Entries that import each other; without any, no arrow runs up."""


def first_look(package: str, every: Arrows) -> FirstLook:
    """What one sees of a package without entering its rooms."""
    below: dict[str, set[str]] = defaultdict(set)
    for name, others in every.items():
        entry = _entry(name, package)
        if entry:
            below[entry] |= {other for one in others if (other := _entry(one, package)) not in ("", entry)}
    circle = _circle(below)
    return FirstLook(
        entries=len(below),
        arrows=sum(map(len, below.values())),
        floors=0 if circle else _floors(below),
        circles=circle,
    )


def _entry(name: str, package: str) -> str:
    """The module or room of a package that a module is in; empty for what is elsewhere."""
    inside = name.removeprefix(f"{package}.")
    return "" if inside == name else inside.partition(".")[0]


def _circle(below: Arrows) -> tuple[str, ...]:
    try:
        graphlib.TopologicalSorter(below).prepare()
    except graphlib.CycleError as error:
        return tuple(error.args[1])
    return ()


def _floors(below: Arrows) -> int:
    heights: dict[str, int] = {}
    for name in graphlib.TopologicalSorter(below).static_order():
        heights[name] = 1 + max((heights[other] for other in below.get(name, ())), default=0)
    return max(heights.values(), default=0)


def circles(every: Arrows) -> list[str]:
    """Siblings that import each other, in any package."""
    packages = {name_of(path) for path in PACKAGE.rglob("__init__.py")}
    looks = ((package, first_look(package, every).circles) for package in sorted(packages))
    return [f"{package}: {' -> '.join(found)}" for package, found in looks if found]


def main() -> None:
    """Print rooms by their number of modules, modules and functions by their length, and how rooms look."""
    rooms: dict[str, int] = {}
    sizes = []
    found: list[tuple[int, str, bool, bool]] = []
    for path in modules():
        room = path.parent.relative_to(PACKAGE).as_posix()
        rooms[room] = rooms.get(room, 0) + 1
        sizes.append((len(path.read_text(encoding="utf-8").splitlines()), str(path.relative_to(PACKAGE))))
        found.extend(functions(path))
    lengths = sorted(lines for lines, *_ in found)
    public = [described for _, _, is_public, described in found if is_public]
    print(f"{len(rooms)} rooms, {len(sizes)} modules, {len(found)} functions")
    print(f"modules: median {median(lines for lines, _ in sizes):.0f} lines, longest {max(sizes)[0]}")
    print(f"functions: median {median(lengths):.0f} lines, 90 % at most {lengths[len(lengths) * 9 // 10]}")
    print(f"public functions with a docstring: {sum(public) / len(public):.1%}")
    _print_looks(arrows())
    for title, rows in (("rooms by modules", [(count, room) for room, count in rooms.items()]),
                        ("longest modules", sizes),
                        ("longest functions", [(lines, name) for lines, name, *_ in found])):  # fmt: skip
        _print_most(title, rows)


def _print_looks(every: Arrows) -> None:
    print(f"circles between siblings, types counted: {', '.join(circles(every)) or 'none'}")
    print("\nat the first look")
    for room in _ROOMS_SHOWN:
        look = first_look(f"monitor.{room}".rstrip("."), every)
        print(f"  {room or 'monitor':10} {look.entries:2} entries, {look.floors} floors, {look.arrows} arrows")


def _print_most(title: str, rows: Iterable[tuple[int, str]]) -> None:
    print(f"\n{title}")
    for count, name in sorted(rows, reverse=True)[:_SHOWN]:
        print(f"{count:6}  {name}")


if __name__ == "__main__":
    main()
