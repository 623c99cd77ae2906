"""The schemas that a folder of rules holds for editors, and the line in each file that points to them."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from monitor.config.schema.settings_schema import channels_schema, feeds_schema, monitor_schema
from monitor.detect.load import load
from monitor.detect.rules.schema import FILES, Ids, schema
from monitor.yamldoc.atomic_write import write_whole
from monitor.yamldoc.parse import Map, read

FOLDER = ".schema"
NAMES = (*FILES, "feeds", "channels", "monitor")
"""The schemas that there are."""
_FOLDERS = {"packs": "rules", "entities": "entities", "lists": "lists", "tests": "tests"}
"""The folders of rules, each with the schema of its files."""
_MODELINE = "# yaml-language-server: $schema={up}{folder}/{name}.json"


def ids_of(directory: Path) -> Ids:
    """The names that a folder of rules may use, by kind: entity (with the library), list, rule, channel, feed."""
    rules = load(directory).rules
    return {
        "entity": {*rules.library.ids, *(entity.id for entity in rules.entities)},
        "list": set(rules.lists),
        "rule": {rule.id for rule in rules.rules},
        "channel": _keys(directory / "channels.yaml", "channels"),
        "feed": _keys(directory / "feeds.yaml", "feeds"),
    }


def schema_text(name: str, *, ids: Ids | None = None) -> str:
    """A schema of NAMES as it is in a file."""
    return json.dumps(_schema(name, ids or {}), indent=1, ensure_ascii=False) + "\n"


def write_schemas(directory: Path) -> tuple[Path, ...]:
    """Write the schemas with the folder's own names, and into each file the line by which editors find its own.

    Returns the files written. Raises OSError if one cannot be.
    """
    ids = ids_of(directory)
    (directory / FOLDER).mkdir(exist_ok=True)
    written: list[Path] = []
    for name in NAMES:
        path = directory / FOLDER / f"{name}.json"
        write_whole(path, schema_text(name, ids=ids).encode())
        written.append(path)
    for path, name, up in _described(directory):
        content = path.read_bytes()
        if b"yaml-language-server:" not in content.partition(b"\n")[0]:
            line = _MODELINE.format(up=up, folder=FOLDER, name=name).encode()
            ending = b"\r\n" if b"\r\n" in content else b"\n"
            write_whole(path, line + ending + content.removeprefix(BOM_UTF8))
            written.append(path)
    return tuple(written)


def _schema(name: str, ids: Ids) -> dict[str, Any]:
    match name:
        case "feeds":
            return feeds_schema()
        case "channels":
            return channels_schema(ids=ids)
        case "monitor":
            return monitor_schema()
        case _:
            return schema(name, ids=ids)


def _described(directory: Path) -> Iterator[tuple[Path, str, str]]:
    """Every file, the name of its schema, and the way from its folder up to where the schemas are."""
    for name in ("feeds", "channels", "monitor"):
        if (path := directory / f"{name}.yaml").is_file():
            yield path, name, ""
    for folder, name in _FOLDERS.items():
        for path in sorted((directory / folder).glob("*.y*ml")):
            yield path, name, "../"


def _keys(path: Path, section: str) -> set[str]:
    root = read(path).root
    entries = root.get(section) if isinstance(root, Map) else None
    return {entry.key.value for entry in entries} if isinstance(entries, Map) else set()
