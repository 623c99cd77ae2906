"""The schemas for editors say what the loader says: both are made from one table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.detect.rules import keys as spec
from monitor.detect.rules.schema import FILES, schema
from monitor.detect.rules.shapes import Key, OneOf
from tests.detect.detect_rules import Desk

DETECT = Path(spec.__file__).parent


def parts_of(node: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a schema."""
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from parts_of(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from parts_of(inner)


@pytest.mark.parametrize("name", FILES)
def test_every_pointer_leads_to_a_definition_and_every_definition_is_pointed_to(name: str) -> None:
    made = schema(name)
    pointers = {part["$ref"] for part in parts_of(made) if "$ref" in part}
    assert pointers == {f"#/definitions/{definition}" for definition in made["definitions"]}


@pytest.mark.parametrize("name", FILES)
def test_every_key_is_described_and_no_other_is_allowed(name: str) -> None:
    for part in parts_of(schema(name)):
        if "properties" in part:
            assert part["additionalProperties"] is False
            assert all(key["description"] for key in part["properties"].values())


def test_the_users_names_are_offered_and_others_stay_allowed() -> None:
    made = schema("rules", ids={"entity": {"place/b", "place/a"}, "list": {"guns"}, "feed": {"antara"}})
    definitions = made["definitions"]
    assert definitions["term"]["anyOf"][0]["enum"] == ["entity:place/a", "entity:place/b", "list:guns"]
    assert definitions["feed-name"]["anyOf"][0]["enum"] == ["antara"]
    assert definitions["channel-name"] == {"type": ["string", "number", "boolean"]}


CHOICES = [
    (key.name, value)
    for part in ("style", "throttle", "schedule", "story")
    for key in spec.PARTS[part]
    if isinstance(key.shape, OneOf)
    for value in key.shape.values
]
AROUND = {
    "case": "{case: VALUE}",
    "forms": "{forms: VALUE}",
    "accents": "{accents: VALUE}",
    "per": "{throttle: {every: 1h, per: VALUE}}",
    "outside": "{schedule: {hours: '06:00-22:00', outside: VALUE}}",
    "except": "{schedule: {hours: '06:00-22:00', except: VALUE}}",
    "merge": "{story: {merge: VALUE}}",
}


@pytest.mark.parametrize(("key", "value"), CHOICES)
def test_every_choice_that_is_offered_is_accepted(desk: Desk, key: str, value: str) -> None:
    defaults = AROUND[key].replace("VALUE", value)
    desk.writes("packs/p.yaml", f"defaults: {defaults}\nrules:\n  a1: [Moskwa]\n")
    assert [problem for problem in desk.loads().problems if problem.blocks] == []


def test_the_loader_has_no_keys_of_its_own() -> None:
    """Whoever checks keys asks the table, so that no key is known to the loader and unknown to editors."""
    for path in DETECT.glob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "check_keys(" in line and "def " not in line:
                assert "spec.keys(" in line or "(key,)" in line, f"{path.name}: {line.strip()}"


def test_no_part_has_a_key_twice() -> None:
    for part, keys in spec.PARTS.items():
        assert all(isinstance(key, Key) for key in keys)
        assert len({key.name for key in keys}) == len(keys), part
