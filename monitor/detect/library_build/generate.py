"""Make `entities.jsonl` again: `python -m monitor.detect.library_build.generate`.

The names of CLDR go through a filter (`rejected_names`), the names written by hand (`sources/`) are taken as they
are, because a person has looked at them; of one entity they are put together. Needs Babel.

Exit codes: 0 written; 1 with --check, the file is not what the sources say (compared only where the
Babel is installed that it was made from); 2 a source has errors.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import msgspec

from monitor.detect.library.library import (
    ANY_LANGUAGE,
    FILE,
    Library,
    LibraryHead,
    LibraryName,
    LibraryRole,
    Names,
    Record,
)
from monitor.detect.library.longer_names import masks
from monitor.detect.library_build import cldr
from monitor.detect.library_build.indic import derived
from monitor.detect.library_build.rejected_names import NameFilter, read_gate
from monitor.detect.library_build.sources import (
    FOLDER,
    HandWritten,
    context_of,
    demonyms,
    hand_written,
    language_of,
    lookalikes,
    names_by_language,
    relations,
)
from monitor.detect.rules.conditions import Accents, CaseMode, Forms
from monitor.detect.rules.counting import counts_in
from monitor.detect.rules.entity import Alias
from monitor.errors import ConfigError
from monitor.language.words import words

# fmt: off
_WIDELY_READ = frozenset({
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi",
    "fil", "fr", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id", "it", "ja", "ka", "kk", "km", "kn", "ko", "ky",
    "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "or", "pa", "pl", "ps", "pt", "ro",
    "ru", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "zh",
    "zu",
})
# fmt: on
"""Where two languages give one name to two countries, these are right."""


_MIN_CAPITALS = 3
"""Letters of a surname that is too short to be found in capitals: XI, LEE."""


@dataclass(slots=True)
class LibraryFile:
    """The records, and what was refused on the way."""

    records: list[Record] = field(default_factory=list)
    refused: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Id, language, name and why."""

    def content(self) -> bytes:
        """The file: what it was made from, and a line for each entity."""
        head = msgspec.json.encode(LibraryHead(cldr.version())) + b"\n"
        return head + b"".join(msgspec.json.encode(record) + b"\n" for record in self.records)


def generate() -> LibraryFile:
    """The library as the sources have it. Raises ConfigError if a source must be fixed."""
    named = cldr.names()
    written = hand_written(generated=frozenset(named))
    adjectives = demonyms()
    further = names_by_language()
    tables = _Tables(lookalikes(), *relations())
    gate = read_gate(FOLDER / "common_words.yaml")
    library = LibraryFile()
    owners = _owners(named)
    drafts = {
        name: _Draft(
            library,
            written.get(name),
            [adjectives.get(name, {}), further.names.get(name, {})],
            further.weak.get(name, {}),
            gate,
        )
        for name in sorted({*named, *written, *further.names, *further.weak})
    }
    for name, draft in drafts.items():
        for lang, text in sorted(named.get(name, ()), key=lambda pair: pair[0] not in _WIDELY_READ):
            draft.offer(name, lang, text, owners)
    for draft in drafts.values():
        draft.complete()
    masked_by = masks({name: (draft.texts(), draft.weak_texts()) for name, draft in drafts.items()})
    library.records = [
        tables.completed(draft.record(name, named.get(name), masked_by.get(name, ())))
        for name, draft in drafts.items()
        if draft.texts()
    ]
    return library


@dataclass(frozen=True, slots=True)
class _Tables:
    """What tables say of entities beside their names."""

    lookalikes: Mapping[str, tuple[str, ...]]
    part_of: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, tuple[LibraryRole, ...]]

    def completed(self, record: Record) -> Record:
        """A record with all that the tables say of it."""
        name = record.id
        return msgspec.structs.replace(
            record,
            excepts=tuple(dict.fromkeys((*record.excepts, *self.lookalikes.get(name, ())))),
            part_of=(*record.part_of, *self.part_of.get(name, ())),
            roles=self.roles.get(name, ()),
        )


class _Draft:
    """One entity in the making."""

    def __init__(
        self,
        library: LibraryFile,
        written: HandWritten | None,
        further: Iterable[Mapping[str, Iterable[str]]],
        weak: Mapping[str, Iterable[str]],
        gate: NameFilter,
    ) -> None:
        self._library = library
        self._written = written
        self._gate = gate
        self._names: dict[str, dict[str, str | LibraryName]] = {}
        self._person = written is not None and written.entity.kind == "person"
        self._everywhere: set[str] = set()
        self._in_english: set[str] = set()
        entity = written.entity if written is not None else None
        for alias in entity.names if entity is not None else ():
            self._take(language_of(alias), _name(alias))
        for by_language in further:
            for lang, texts in by_language.items():
                for text in texts:
                    self._take(lang, text)
        known = {text for lang in (ANY_LANGUAGE, "en") for text in self._names.get(lang, ())}
        shared = [
            Alias(text=text, lang=None if lang == ANY_LANGUAGE else lang)
            for lang, texts in weak.items()
            for text in texts
            if text not in known
        ]
        self._weak = (*(entity.weak if entity is not None else ()), *shared)

    def offer(self, name: str, lang: str, text: str, owners: Mapping[str, str]) -> None:
        """A generated name: taken, restricted or refused. What a wider read language has is not repeated."""
        folded = " ".join(words(text))
        if folded in self._everywhere and lang not in _WIDELY_READ:
            return
        if any(counts_in(alias, lang) and " ".join(words(alias.text)) == folded for alias in self._weak):
            return
        judgement = self._gate.judge(text, lang)
        if not judgement.why and owners.get(folded, name) != name:
            judgement = judgement._replace(why=f"it is a name of {owners[folded]}")
        if judgement.with_capital:
            for spelling in dict.fromkeys((text, text.upper())):
                if not any(spelling in self._names.get(wide, ()) for wide in (ANY_LANGUAGE, "en")):
                    self._take(lang, LibraryName(term=spelling, case=CaseMode.EXACT))
        elif judgement.why:
            self._library.refused.append((name, lang, text, judgement.why))
        else:
            self._take(lang, text)

    def complete(self) -> None:
        """Add what follows from the names: other Indian scripts, and how a line of capitals writes a person."""
        plain = {lang: [_text(name) for name in found.values()] for lang, found in self._names.items()}
        for lang, text in list(derived(plain)):
            self._take(lang, text)
        if not self._person:
            return
        for lang, found in list(self._names.items()):
            for name in list(found.values()):
                if _only_with_capital(name):
                    self._take(lang, LibraryName(term=_text(name).upper(), case=CaseMode.EXACT))
        self._weak = (
            *self._weak,
            *(
                replace(alias, text=alias.text.upper())
                for alias in self._weak
                if _only_with_capital(_name(alias)) and alias.text.upper() not in self.weak_texts()
            ),
        )

    def texts(self) -> list[str]:
        """The names, without those that others share."""
        return [_text(name) for names in self._names.values() for name in names.values()]

    def weak_texts(self) -> list[str]:
        """The names that others share."""
        return [alias.text for alias in self._weak]

    def record(self, name: str, named: cldr.CldrNames | None, masked_by: Iterable[str]) -> Record:
        """The finished line."""
        written = self._written
        names = {lang: list(found.values()) for lang, found in sorted(self._names.items(), key=_order)}
        english = next((text for lang, text in named or () if lang == "en"), "")
        first = next((_text(found) for inner in names.values() for found in inner), "")
        record = Record(id=name, title=english or first, names=names, masked_by=tuple(sorted(masked_by)))
        if written is None:
            return record
        entity = written.entity
        return msgspec.structs.replace(
            record,
            title=written.facts.get("title", record.title),
            weak=_by_language(self._weak),
            metonyms=_by_language(entity.metonyms),
            context=tuple(context_of(entity)),
            excepts=tuple(phrase.text for phrase in entity.excepts),
            as_of=written.facts.get("as_of", ""),
            role=written.facts.get("role", ""),
            qid=written.facts.get("qid", ""),
            note=written.facts.get("note", ""),
            source=written.file,
            line=entity.place.line,
            column=entity.place.column,
        )

    def _take(self, lang: str, name: str | LibraryName) -> None:
        text = _text(name)
        folded = " ".join(words(text))
        everywhere = lang in (ANY_LANGUAGE, "en")
        if everywhere or folded not in self._in_english:
            self._names.setdefault(lang, {}).setdefault(text, name)
        if isinstance(name, str) and (everywhere or not folded.isascii()):
            self._everywhere.add(folded)
        if isinstance(name, str) and everywhere:
            self._in_english.add(folded)


def _owners(named: Mapping[str, cldr.CldrNames]) -> dict[str, str]:
    """Whose each name is that several entities are given: his to whom more widely read languages give it."""
    votes: dict[str, Counter[str]] = {}
    for name, names in named.items():
        for lang, text in names:
            votes.setdefault(" ".join(words(text)), Counter())[name] += 100 if lang in _WIDELY_READ else 1
    return {text: counts.most_common(1)[0][0] for text, counts in votes.items() if len(counts) > 1}


def _name(alias: Alias) -> str | LibraryName:
    if (alias.case, alias.forms, alias.accents) == (CaseMode.SMART, Forms.AUTO, Accents.AUTO):
        return alias.text
    return LibraryName(term=alias.text, case=alias.case, forms=alias.forms, accents=alias.accents)


def _only_with_capital(name: str | LibraryName) -> bool:
    """Whether a name of one word counts only as it is written, with a capital and small letters."""
    exact = not isinstance(name, str) and name.case is CaseMode.EXACT
    return exact and " " not in _text(name) and not _text(name).isupper() and len(_text(name)) > _MIN_CAPITALS


def _text(name: str | LibraryName) -> str:
    return name if isinstance(name, str) else name.term


def _by_language(aliases: Iterable[Alias]) -> Names:
    found: dict[str, list[str | LibraryName]] = {}
    for alias in aliases:
        found.setdefault(language_of(alias), []).append(_name(alias))
    return found


def _order(item: tuple[str, object]) -> tuple[bool, bool, str]:
    """Names that count everywhere first, then English, then the others."""
    return item[0] != ANY_LANGUAGE, item[0] != "en", item[0]


def _report(library: LibraryFile) -> Iterator[str]:
    names = sum(len(found) for record in library.records for found in record.names.values())
    kinds = Counter(record.id.partition("/")[0] for record in library.records)
    counted = ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items()))
    yield f"{len(library.records)} entities ({counted}) with {names} names; {len(library.refused)} refused"


def _compared(library: LibraryFile) -> int:
    """The exit code of a comparison; a file of another CLDR has other names, which says nothing of the sources."""
    made_from = Library(FILE.read_bytes()).made_from
    if made_from != cldr.version():
        sys.stdout.write(f"not compared: the file was made from {made_from}, installed is {cldr.version()}\n")
        return 0
    return 0 if FILE.read_bytes() == library.content() else 1


def main() -> int:
    """Write the file, or compare it with `--check`; with `--refused`, say what was refused and why."""
    try:
        library = generate()
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if "--refused" in sys.argv:
        sys.stdout.writelines(f"{name} {lang} {text!r}: {why}\n" for name, lang, text, why in library.refused)
    sys.stdout.writelines(f"{line}\n" for line in _report(library))
    if "--check" in sys.argv:
        return _compared(library)
    FILE.write_bytes(library.content())
    return 0


if __name__ == "__main__":
    sys.exit(main())
