"""The name of a field outside the program, in the store and in JSON, where it is not the field's own.

What was written once outlives the program that wrote it, so a field that is renamed keeps its name there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field
from typing import Any

_KEY = "written"


def written(name: str) -> Mapping[str, str]:
    """The metadata of a field that is written under another name."""
    return {_KEY: name}


def written_name(field: Field[Any]) -> str:
    """The name under which a field of a dataclass is written."""
    return str(field.metadata.get(_KEY, field.name))
