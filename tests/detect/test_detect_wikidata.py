"""Entities of Wikidata, whole and broken; and YAML that a person can paste."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from monitor.detect.edit.entity_block import entity_block, entity_id
from monitor.detect.edit.wikidata import read_wikidata
from monitor.detect.reader.entities import entries_of, read_entity
from monitor.detect.reader.terms import KnownNames
from monitor.errors import MonitorError
from monitor.yamldoc.parse import parse

HARBOUR: dict[str, Any] = {
    "labels": {
        "en": {"language": "en", "value": "Port Merapi (harbour)"},
        "zh-hans": {"language": "zh-hans", "value": "默拉皮港"},
        "zh-hant": {"language": "zh-hant", "value": "默拉皮港"},
        "sv": {"language": "sv", "value": "Merapis hamn"},
    },
    "aliases": {
        "en": [{"language": "en", "value": "Harbour of Merapi"}, {"language": "en", "value": "Merapi"}],
        "id": [{"language": "id", "value": "Pelabuhan Merapi"}],
    },
    "claims": {"P625": [], "P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q1"}}}}]},
}


def wikidata(entity: Any, qid: str = "Q7") -> bytes:
    return json.dumps({"entities": {qid: entity}}).encode()


def test_names_are_taken_by_language_and_single_words_are_set_apart() -> None:
    (found,) = read_wikidata(wikidata(HARBOUR), path="Q7.json")

    assert (found.qid, found.kind, found.title) == ("Q7", "place", "Port Merapi")
    assert found.names == {
        "en": ("Port Merapi", "Harbour of Merapi"),
        "zh": ("默拉皮港",),
        "id": ("Pelabuhan Merapi",),
    }
    assert found.shared == ("Merapi",)


def test_other_languages_are_taken_if_asked_for() -> None:
    (found,) = read_wikidata(wikidata(HARBOUR), path="Q7.json", langs=("sv",))
    assert found.names == {"sv": ("Merapis hamn",)}


@pytest.mark.parametrize(
    ("claims", "kind"),
    [
        ({"P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q5"}}}}]}, "person"),
        ({"P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q6256"}}}}]}, "country"),
        ({"P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q43229"}}}}]}, "org"),
        ({"P31": "odd"}, "org"),
        ({"P31": [{"mainsnak": {"datavalue": None}}], "P625": []}, "place"),
        (None, "org"),
    ],
)
def test_the_kind_is_told_by_the_claims(claims: Any, kind: str) -> None:
    (found,) = read_wikidata(wikidata(HARBOUR | {"claims": claims}), path="Q7.json")
    assert found.kind == kind


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"entities": ', "Q7.json:1:14: E001 not JSON"),
        (b'{"entities": "\x80"}', "Q7.json:1:1: E001 not UTF-8"),
        (b"<html>", "not JSON"),
        (b"[" * 100_000, "nested too deep"),
        (b"[]", "no entity of Wikidata"),
        (b'{"labels": {}}', "no entity of Wikidata"),
        (b'{"entities": {}}', "no entity of Wikidata"),
        (b'{"entities": {"Q7": {"missing": ""}}}', "Wikidata has no entity Q7"),
        (b'{"entities": {"Q7": 7}}', "Wikidata has no entity Q7"),
        (b'{"entities": {"Q7": {"labels": []}}}', "Q7 has no name in en"),
        (b'{"entities": {"Q7": {"labels": {"en": {"language": 7, "value": []}}, "aliases": 3}}}', "no name"),
    ],
)
def test_what_is_no_entity_is_told_and_not_raised_as_a_bug(content: bytes, says: str) -> None:
    with pytest.raises(MonitorError, match=r"Special:EntityData|look the number up|--lang") as told:
        read_wikidata(content, path="Q7.json")
    assert says in str(told.value)


def test_the_block_is_yaml_that_the_loader_takes_without_a_word() -> None:
    names = {"any": ["Choe Son-hui", "Ch'oe Sŏn-hŭi", 'Say "no": now', "NO", "12:30"], "no": ["Norge, ja"]}
    block = entity_block("person/choe", names=names, as_of=date(2026, 7, 1), qid="Q7", shared=["Choe"])

    document = parse(block.encode(), path="block.yaml")
    (entry,) = entries_of(document, "entities")
    entity = read_entity(document, entry, KnownNames(entities=(), lists={}))

    assert [alias.text for alias in entity.names] == [name for found in names.values() for name in found]
    assert [problem for problem in document.problems if problem.blocks] == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Ch'oe Sŏn-hŭi", "person/ch-oe-son-hui"),
        ("Łódź  Widzew", "person/lodz-widzew"),
        ("최선희", "person/name-it"),
    ],
)
def test_an_id_is_made_of_latin_letters(name: str, wanted: str) -> None:
    assert entity_id("person", name) == wanted
