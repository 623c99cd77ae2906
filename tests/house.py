"""The size of the house, to be judged by a person: `python -m tests.house`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

PACKAGE = Path(__file__).parents[1] / "monitor"
_SHOWN = 12


def modules() -> list[Path]:
    """Every module of the package but those that only describe their room."""
    return sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


def functions(path: Path) -> Iterator[tuple[int, str, bool, bool]]:
    """Every function: its lines, its name, whether it is public, whether it has a docstring."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield (
                lines,
                f"{path.relative_to(PACKAGE)}:{node.name}",
                node.name[0] != "_",
                bool(ast.get_docstring(node)),
            )


def main() -> None:
    """Print rooms by their number of modules, modules and functions by their length."""
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
    for title, rows in (("rooms by modules", [(count, room) for room, count in rooms.items()]),
                        ("longest modules", sizes),
                        ("longest functions", [(lines, name) for lines, name, *_ in found])):  # fmt: skip
        print(f"\n{title}")
        for count, name in sorted(rows, reverse=True)[:_SHOWN]:
            print(f"{count:6}  {name}")


if __name__ == "__main__":
    main()
