"""The rule language as JSON Schema, for editors: which keys there are, what they mean, and the user's own names.

Draft 7 (https://json-schema.org/draft-07), which is what editors' YAML plugins understand. The schemas are a
little wider than the loader, so that an editor never marks what `monitor check` accepts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, assert_never

from monitor.detect.rules import keys as spec
from monitor.detect.rules.shapes import (
    Either,
    Key,
    Many,
    NamedShape,
    NumberShape,
    OneOf,
    PartShape,
    Ref,
    Shape,
    Switch,
    TermShape,
    WordsShape,
    WrittenShape,
)

FILES = {
    "rules": "pack file",
    "entities": "entity file",
    "lists": "list file",
    "tests": "scenario file",
}
"""The schemas, each with the part of the language that it describes."""

_SCALAR = ["string", "number", "boolean"]
"""What a text may look like to an editor, which knows YAML's types: `NO`, `10.000`, `2026`."""

Ids = Mapping[str, Collection[str]]
"""The names that a user has given, by kind: entity, list, channel, feed."""


def schema(name: str, *, ids: Ids | None = None) -> dict[str, Any]:
    """The schema of a kind of file in FILES. With the ids, editors offer them; others stay allowed."""
    part = FILES[name]
    needed: dict[str, Any] = {}
    _define(part, ids or {}, needed)
    top = needed.pop(part)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"monitor: {name}",
        **top,
        "definitions": {_id(inner): needed[inner] for inner in sorted(needed)},
    }


def _define(part: str, ids: Ids, into: dict[str, Any]) -> None:
    """The schema of a part, and of every part in it."""
    into[part] = {}
    keys = spec.PARTS[part]
    into[part] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: _key(key, ids, into) for key in keys},
    }


def _key(key: Key, ids: Ids, into: dict[str, Any]) -> dict[str, Any]:
    return {"description": key.says, **_shape(key.shape, ids, into)}


def _shape(  # noqa: C901, PLR0911, PLR0912 - one for each kind
    shape: Shape, ids: Ids, into: dict[str, Any]
) -> dict[str, Any]:
    match shape:
        case WordsShape():
            return {"type": _SCALAR}
        case TermShape():
            names = [f"{kind}:{name}" for kind in ("entity", "list") for name in sorted(ids.get(kind, ()))]
            return _shared("term", _offered(names), into)
        case Ref(kind=kind):
            return _shared(f"{kind} name", _offered(sorted(ids.get(kind, ()))), into)
        case WrittenShape(pattern=pattern):
            return {"type": _SCALAR, "pattern": f"^({pattern})$"}
        case OneOf(values=values):
            return {"enum": list(values)}
        case NumberShape(low=low, high=high):
            number = {"type": "integer", "minimum": low, "maximum": high}
            return {"anyOf": [number, {"type": "string", "pattern": "^-?[0-9]+$"}]}
        case Switch():
            return {"enum": [True, False, "yes", "no", "on", "off"]}
        case Many(of=of):
            one = _shape(of, ids, into)
            return {"anyOf": [one, {"type": "array", "items": one}]}
        case NamedShape(keys=keys, of=of):
            return {
                "type": "object",
                "propertyNames": {"pattern": f"^({keys})$"},
                "additionalProperties": _shape(of, ids, into),
            }
        case PartShape(name=name):
            if name not in into:
                _define(name, ids, into)
            return _pointer(name)
        case Either(of=options):
            return {"anyOf": [_shape(option, ids, into) for option in options]}
        case _:
            assert_never(shape)


def _offered(names: list[str]) -> dict[str, Any]:
    """Any text, with the names that an editor is to offer."""
    return {"anyOf": [{"enum": names}, {"type": _SCALAR}]} if names else {"type": _SCALAR}


def _shared(name: str, schema: dict[str, Any], into: dict[str, Any]) -> dict[str, Any]:
    """A schema that is written once, however often it is needed."""
    into[name] = schema
    return _pointer(name)


def _pointer(name: str) -> dict[str, Any]:
    # draft 7 ignores what is beside a $ref, and a description does
    return {"allOf": [{"$ref": f"#/definitions/{_id(name)}"}]}


def _id(part: str) -> str:
    return part.replace(" ", "-")
