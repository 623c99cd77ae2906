"""Whether headlines name what they must: python -m tests.bench.headlines FILE... [--lang] [--misses]

A line of a file is JSON: {"lang", "text", "entity", "kind", "iso", "must", "why"}. The entity is written as
people call it and looked up in the library. Or the file is a table as those in tests/data/headlines, which say the
id. With --lang the language is not declared, and has to be found.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from monitor.detect.library.library import Library, shipped_library
from monitor.detect.match.names.entity_scanner import entity_scanner_of
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.language.words import words
from monitor.model.ids import FeedId, ItemId
from monitor.model.news.item import Item

DAY = datetime(2025, 11, 15, tzinfo=UTC)


class Headline(msgspec.Struct):
    """A headline, an entity, and whether it must be found."""

    lang: str
    text: str
    entity: str
    kind: str
    must: bool
    id: str = ""
    iso: str | None = None
    why: str = ""


class Verdict(NamedTuple):
    """Which entity was looked for, and whether what must be is."""

    entity: str
    right: bool


def read_headlines(path: Path) -> list[Headline]:
    """The headlines of a file."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if path.suffix != ".txt":
        return [msgspec.json.decode(line, type=Headline) for line in lines]
    rows = [line.split(" | ", 4) for line in lines if not line.startswith("#")]
    return [
        Headline(lang=lang, text=text, entity=entity, kind=kind, must=sign == "+")
        for lang, sign, kind, entity, text in rows
    ]


def entity_id(library: Library, head: Headline) -> str:
    """The library's id of what a headline is about; empty if it has none."""
    if "/" in head.entity:
        return head.entity
    if head.kind == "country" and head.iso:
        return f"country/{head.iso}"
    wanted = " ".join(words(head.entity))
    return _ids(library).get((head.kind, wanted), "")


_by_name: dict[tuple[str, str], str] = {}


def _ids(library: Library) -> dict[tuple[str, str], str]:
    """The ids of places, organisations and people by every folded name that they have."""
    if not _by_name:
        for name in library.ids:
            kind, record = name.partition("/")[0], library.record(name)
            for listed in (record.names, record.weak):
                for called in (text for texts in listed.values() for text in texts):
                    text = called if isinstance(called, str) else called.term
                    _by_name.setdefault((kind, " ".join(words(text))), name)
            _by_name[kind, " ".join(words(record.title))] = name
            _by_name[kind, " ".join(words(name.partition("/")[2].replace("-", " ")))] = name
    return _by_name


def judged(heads: Iterable[Headline], *, declared: bool = True) -> Iterator[tuple[Headline, Verdict]]:
    """Each headline with what became of it."""
    library = shipped_library()
    scanner = entity_scanner_of(library)
    for head in heads:
        item = Item(
            id=ItemId("item"), feed=FeedId("feed"), source="", url="", title=head.text, summary="",
            lang=head.lang.partition("-")[0] if declared else None, first_seen_at=DAY,
        )  # fmt: skip
        entity = entity_id(library, head)
        found = entity in scanner.naming(FoldedItem(item)).entities
        yield head, Verdict(entity, found == head.must)


def main() -> None:
    """Print the shares, and the headlines that are wrong with --misses."""
    paths = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    heads = [head for path in paths for head in read_headlines(path)]
    counts: Counter[tuple[str, bool]] = Counter()
    for head, verdict in judged(heads, declared="--lang" not in sys.argv):
        for key in ("must" if head.must else "must not", f"  {head.kind} {'must' if head.must else 'must not'}"):
            counts[key, verdict.right] += 1
        if "--misses" in sys.argv and not verdict.right:
            said = {"id": head.id, "lang": head.lang, "must": head.must, "entity": verdict.entity or head.entity}
            print(json.dumps(said), head.text, "--", head.why)
    for key in sorted({key for key, _ in counts}):
        right, wrong = counts[key, True], counts[key, False]
        print(f"{key:18} {right:4} of {right + wrong:4}  {100 * right / (right + wrong):5.1f} %")


if __name__ == "__main__":
    main()
