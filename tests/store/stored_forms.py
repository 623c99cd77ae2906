"""What the bytes in a store mean: `python -m tests.store.stored_forms` writes it down anew, after additions."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import ModuleType

import monitor.model
from monitor.model.written import written_name
from monitor.store.base import keys

WRITTEN = Path(__file__).parents[1] / "data" / "stored_forms.txt"
_OF_THE_CONFIGURATION = {"Feed"}
"""Nouns that are never stored."""


def meanings() -> Iterator[str]:
    """The names of keys; of the nouns each value of an enumeration, and the default of each field."""
    for name, value in sorted(vars(keys).items()):
        if name.isupper() and isinstance(value, str):
            yield f"keys.{name} is {value!r}"
    for module in _modules():
        for name, kind in sorted(vars(module).items()):
            if not isinstance(kind, type) or kind.__module__ != module.__name__:
                continue
            if issubclass(kind, Enum):
                yield from (f"{name}.{member.name} is {member.value!r}" for member in kind)
            elif is_dataclass(kind) and name not in _OF_THE_CONFIGURATION:
                for field in fields(kind):
                    if field.default is not MISSING and not is_dataclass(field.default):
                        yield f"{name}.{written_name(field)} without a value is {field.default!r}"


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(monitor.model.__path__, "monitor.model."):
        yield importlib.import_module(found.name)


if __name__ == "__main__":
    WRITTEN.write_text("\n".join(sorted(meanings())) + "\n", encoding="utf-8")
