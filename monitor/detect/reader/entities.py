"""Reading the files of rules/entities/ and rules/lists/."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.detect.library.extends import check_extends
from monitor.detect.lint import terms_and_rules as lint
from monitor.detect.reader import fields
from monitor.detect.reader.conditions import ConditionReader
from monitor.detect.reader.examples import read_examples
from monitor.detect.reader.terms import KnownNames, TermOptions
from monitor.detect.rules import keys as spec
from monitor.detect.rules import regex as rules_regex
from monitor.detect.rules.conditions import Accents, CaseMode, Forms, SourcePlace
from monitor.detect.rules.entity import Alias, Entity
from monitor.language.scripts import is_acronym
from monitor.language.words import words
from monitor.model.ids import EntityId
from monitor.yamldoc import fields as yamldoc_fields
from monitor.yamldoc.parse import Document, Entry, Items, Map, Node, Text, nearest

KINDS = ("person", "country", "place", "org")
_ID = re.compile(rf"({'|'.join(KINDS)})/[A-Za-z0-9][A-Za-z0-9_-]*")
_ANY_LANGUAGE = "any"


def entries_of(document: Document, key: str) -> tuple[Entry, ...]:
    """The entries under the one key that a file of entities or of lists has."""
    root = document.map(document.root, f"a file of {key}") if document.root is not None else None
    if root is None:
        return ()
    node = root.get(key)
    if node is None and not any(nearest(entry.key.value, [key]) for entry in root):
        document.problem(root, "E106", f"a file of {key} needs the key `{key}`, with the {key} indented below it")
        return ()
    fields.check_keys(document, root, (key,))
    found = document.map(node, key) if node is not None else None
    return found.entries if found is not None else ()


def read_entity(document: Document, entry: Entry, known: KnownNames) -> Entity:
    """An entity, without what is wrong with it. One of which nothing is left is never found."""
    reader = _EntityReader(document, known)
    return reader.entity(entry)


def plain_words(entities: Sequence[tuple[Document, Sequence[Entry]]]) -> frozenset[str]:
    """The folded one-word names that are not acronyms: words that a person may write in capitals by mistake."""
    found = set()
    for _, entries in entities:
        for entry in entries:
            names = entry.value.get("names") if isinstance(entry.value, Map) else None
            found |= {
                "".join(words(text)) for text in _texts_in(names) if not is_acronym(text) and len(words(text)) == 1
            }
    return frozenset(found)


def _texts_in(node: Node | None) -> list[str]:
    if node is None:
        return []
    if isinstance(node, Text):
        return [node.value]
    inner = node.items if isinstance(node, Items) else tuple(entry.value for entry in node)
    return [text for part in inner for text in _texts_in(part)]


@dataclass(frozen=True, slots=True)
class _EntityReader:
    document: Document
    known: KnownNames

    def entity(self, entry: Entry) -> Entity:
        """One entity."""
        name = EntityId(entry.key.value)
        place = SourcePlace(self.document.path, entry.key.line, entry.key.column)
        if not _ID.fullmatch(name):
            self.document.problem(
                entry.key, "E105", f"an entity id is one of {', '.join(KINDS)}, a slash and a name, not {name!r}"
            )
        if not isinstance(entry.value, Map):
            return Entity(id=name, names=self._aliases(entry.value), place=place)
        at = entry.value
        before = len(self.document.problems)
        fields.check_keys(self.document, at, spec.keys("entity"))
        slip = len(self.document.problems) > before
        names, weak, metonyms = at.get("names"), at.get("weak"), at.get("metonyms")
        context, excepts, tests = at.get("context"), at.get("except"), at.get("tests")
        if (day := at.get("as_of")) is not None:
            yamldoc_fields.day(self.document, day, "as_of")
        node = at.get("extends")
        extends = node is not None and check_extends(self.document, entry, node, self.known.library.ids)
        if names is None and node is None and not slip:
            self.document.problem(entry.key, "E104", f"entity {name!r} has no names")
        if weak is not None and context is None and names is None and node is None:
            self.document.problem(weak, "E104", "weak names without names and context are never found")
        conditions = ConditionReader(self.document, self.known)
        return Entity(
            id=name,
            names=self._aliases(names) if names is not None else (),
            weak=self._aliases(weak) if weak is not None else (),
            metonyms=self._aliases(metonyms) if metonyms is not None else (),
            context=conditions.operands(context, "context", TermOptions()) if context is not None else (),
            excepts=conditions.terms.phrases(excepts, "except") if excepts is not None else (),
            examples=read_examples(self.document, tests) if tests is not None else (),
            place=place,
            extends=extends,
        )

    def _aliases(self, node: Node) -> tuple[Alias, ...]:
        """Names as a list, which counts in every language, or as lists by language."""
        if not isinstance(node, Map):
            return self._aliases_of(node, None)
        found: list[Alias] = []
        for entry in node:
            lang = entry.key.value
            if lang == _ANY_LANGUAGE:
                found += self._aliases_of(entry.value, None)
            elif fields.languages(self.document, entry.key, "names"):
                found += self._aliases_of(entry.value, lang)
        return tuple(found)

    def _aliases_of(self, node: Node, lang: str | None) -> tuple[Alias, ...]:
        nodes = node.items if isinstance(node, Items) else (node,)
        if not nodes:
            self.document.problem(node, "E203", "an empty list of names")
        read = (self._alias(inner, lang) for inner in nodes)
        return tuple(alias for alias in read if alias is not None)

    def _alias(self, node: Node, lang: str | None) -> Alias | None:
        if isinstance(node, Items):
            self.document.problem(node, "E105", "a name must be a text or a mapping {term: …, case: exact}")
            return None
        term: Node | None = node
        case, forms, accents = CaseMode.SMART, Forms.AUTO, Accents.AUTO
        if isinstance(node, Map):
            fields.check_keys(self.document, node, spec.keys("name"))
            term = node.get("term")
            if (value := node.get("case")) is not None:
                case = yamldoc_fields.choice(self.document, value, "case", CaseMode, default=case)
            if (value := node.get("forms")) is not None:
                forms = yamldoc_fields.choice(self.document, value, "forms", Forms, default=forms)
            if (value := node.get("accents")) is not None:
                accents = yamldoc_fields.choice(self.document, value, "accents", Accents, default=accents)
        if not isinstance(term, Text):
            self.document.problem(node, "E105", "a name needs its text, under `term`")
            return None
        if not lint.check_term(self.document, term, inform=False, literal=case is CaseMode.EXACT):
            return None
        return Alias(text=term.value, lang=lang, case=case, forms=forms, accents=accents)


def read_lists(
    files: Sequence[tuple[Document, Sequence[Entry]]], entities: frozenset[str]
) -> Mapping[str, tuple[str, ...]]:
    """Every list with the lists in it written out. A list that contains itself is E207."""
    written: dict[str, tuple[Document, Entry]] = {}
    for document, entries in files:
        for entry in entries:
            if (first := written.get(entry.key.value)) is not None:
                where = f"{first[0].path}:{first[1].key.line}"
                document.problem(entry.key, "E103", f"list {entry.key.value!r} already written at {where}")
            else:
                written[entry.key.value] = (document, entry)
    reader = _ListReader(written, entities, {})
    for name in written:
        reader.terms(name, ())
    return reader.done


@dataclass(frozen=True, slots=True)
class _ListReader:
    written: Mapping[str, tuple[Document, Entry]]
    entities: frozenset[str]
    done: dict[str, tuple[str, ...]]

    def terms(self, name: str, path: tuple[str, ...]) -> tuple[str, ...]:
        """The terms of a list that was reached along a path of lists."""
        if name in self.done:
            return self.done[name]
        document, entry = self.written[name]
        if name in path:
            cycle = " -> ".join((*path[path.index(name) :], name))
            document.problem(entry.key, "E207", f"a list may not contain itself: {cycle}")
            return ()
        texts = document.texts(entry.value, f"list {name!r}")
        if not texts and isinstance(entry.value, Items):
            document.problem(entry.value, "E203", f"list {name!r} is empty")
        found: list[str] = []
        for text in texts:
            found += self._expanded(document, text, (*path, name))
        self.done[name] = tuple(dict.fromkeys(found))
        return self.done[name]

    def _expanded(self, document: Document, text: Text, path: tuple[str, ...]) -> tuple[str, ...]:
        prefix, _, name = text.value.partition(":")
        name = name.strip()
        if prefix == "list":
            if name in self.written:
                return self.terms(name, path)
            document.problem(text, "E201", f"no list {name!r}", hint=nearest(name, self.written))
            return ()
        if prefix == "entity":
            if name in self.entities:
                return (f"entity:{name}",)
            document.problem(text, "E201", f"no entity {name!r}", hint=nearest(name, self.entities))
            return ()
        return (text.value,) if _is_usable(document, text) else ()


def _is_usable(document: Document, text: Text) -> bool:
    """Whether a term or an expression of a list can be used; what is wrong with it is noted."""
    if not text.value.startswith("re:"):
        return lint.check_term(document, text, inform=False)
    fault = rules_regex.fault(text.value.removeprefix("re:"))
    if fault:
        document.problem(text, "E206", fault)
    return not fault
