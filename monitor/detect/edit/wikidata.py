"""An entity as Wikidata gives it (Special:EntityData/Q….json), with what a rule needs of it: its names.

The format: https://www.mediawiki.org/wiki/Wikibase/DataModel/JSON. The data is in the public domain (CC0).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.errors import ConfigError, MonitorError, Problem
from monitor.language.words import words

LANGUAGES = ("en", "ru", "uk", "ar", "he", "fa", "zh", "ja", "ko", "id", "es", "fr", "de", "pt", "it", "tr")
"""Whose names are taken unless others are asked for."""
_HUMAN = "Q5"
_COUNTRIES = frozenset({"Q6256", "Q3624078"})
_MIN_ALIAS = 3
_BRACKET = re.compile(r"\s*[(（].*")
_HOW = "download it from https://www.wikidata.org/wiki/Special:EntityData/Q….json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What is taken of an entity of Wikidata."""

    qid: str
    kind: str
    """person, country, place or org, as far as its claims show."""
    title: str
    names: Mapping[str, tuple[str, ...]]
    shared: tuple[str, ...] = ()
    """Single words of aliases that others may share: to be looked at, and put under `weak` with a context."""


def read_wikidata(content: bytes, *, path: str, langs: Collection[str] = LANGUAGES) -> tuple[Imported, ...]:
    """The entities of a file. Raises ConfigError or MonitorError, with what to do, if it is no such file."""
    try:
        document = json.loads(content)
    except UnicodeDecodeError as error:
        raise ConfigError([Problem(path, 1, 1, "E001", f"not UTF-8: {_HOW}")]) from error
    except json.JSONDecodeError as error:
        problem = Problem(path, error.lineno, error.colno, "E001", f"not JSON ({error.msg}): {_HOW}")
        raise ConfigError([problem]) from error
    except RecursionError as error:
        raise ConfigError([Problem(path, 1, 1, "E001", f"nested too deep: {_HOW}")]) from error
    entities = document.get("entities") if isinstance(document, dict) else None
    if not isinstance(entities, dict) or not entities:
        raise MonitorError(f"{path}: JSON, but no entity of Wikidata (it has no `entities`): {_HOW}")
    return tuple(_imported(qid, entity, path, langs) for qid, entity in entities.items())


def _imported(qid: str, entity: Any, path: str, langs: Collection[str]) -> Imported:  # whatever JSON holds
    if not isinstance(entity, dict) or "missing" in entity:
        raise MonitorError(f"{path}: Wikidata has no entity {qid}: look the number up again")
    names: dict[str, dict[str, None]] = {}
    shared: dict[str, None] = {}
    for lang, name, is_label in _named(entity):
        if lang not in langs:
            continue
        folded = words(name)
        if not is_label and len(folded) == 1 and folded[0].isascii():
            if len(folded[0]) >= _MIN_ALIAS:
                shared[name] = None
        elif folded:
            names.setdefault(lang, {})[name] = None
    if not names:
        wanted = ", ".join(langs)
        raise MonitorError(f"{path}: {qid} has no name in {wanted}: ask for other languages with --lang")
    ordered = {lang: tuple(names[lang]) for lang in langs if lang in names}
    title = next(iter(ordered.values()))[0]
    known = {name for found in names.values() for name in found}
    return Imported(
        qid=qid,
        kind=_kind(entity),
        title=title,
        names=ordered,
        shared=tuple(name for name in shared if name not in known),
    )


def _named(entity: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Language, name, and whether it is the label; labels first."""
    labels, aliases = entity.get("labels"), entity.get("aliases")
    for value in labels.values() if isinstance(labels, dict) else ():
        yield from _value(value, is_label=True)
    for values in aliases.values() if isinstance(aliases, dict) else ():
        for value in values if isinstance(values, list) else ():
            yield from _value(value, is_label=False)


def _value(value: Any, *, is_label: bool) -> Iterator[tuple[str, str, bool]]:  # whatever JSON holds
    if not isinstance(value, dict):
        return
    lang, name = value.get("language"), value.get("value")
    if isinstance(lang, str) and isinstance(name, str):
        plain = _BRACKET.sub("", name).strip()
        if plain:
            yield lang.partition("-")[0], plain, is_label


def _kind(entity: Mapping[str, Any]) -> str:
    claims = entity.get("claims")
    if not isinstance(claims, dict):
        return "org"
    instances = set(_instances(claims.get("P31")))  # instance of
    if _HUMAN in instances:
        return "person"
    if instances & _COUNTRIES:
        return "country"
    return "place" if "P625" in claims else "org"  # coordinate location


def _instances(statements: Any) -> Iterator[str]:  # whatever JSON holds
    for statement in statements if isinstance(statements, list) else ():
        node = statement
        for key in ("mainsnak", "datavalue", "value", "id"):
            node = node.get(key) if isinstance(node, dict) else None
        if isinstance(node, str):
            yield node
