"""Reading terms: what an operand looks for in a text, and in which style, from YAML to the leaves of the tree."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from monitor.detect.library.library import NO_LIBRARY, Library
from monitor.detect.lint import term_advice as lint_terms
from monitor.detect.lint import terms_and_rules as lint
from monitor.detect.reader import fields
from monitor.detect.reader.numbers import read_number
from monitor.detect.rules import keys as spec
from monitor.detect.rules import regex as rules_regex
from monitor.detect.rules.conditions import (
    ANYWHERE,
    EVERYWHERE,
    NO_WORDS,
    Accents,
    AnyOf,
    CaseMode,
    Condition,
    EntityRef,
    Forms,
    OfRule,
    Phrase,
    Regex,
    Repeated,
    Scope,
    SourcePlace,
)
from monitor.model.ids import EntityId, RuleId
from monitor.yamldoc import fields as yamldoc_fields
from monitor.yamldoc.parse import Document, Items, Map, Node, Text, nearest

LEAVES = ("term", "entity", "list", "re", "number", "rule", "role")
"""The keys of which a mapping that looks for something has one."""
_NOUNS = {
    "entity": "an entity", "re": "an expression", "number": "a number", "rule": "another rule", "role": "a role",
}  # fmt: skip
_INSTEAD = {
    "entity": "its names have their own options",
    "re": "write (?i) for any capitals, and the forms into the expression",
    "number": "leave it out",
    "rule": "write it there",
    "role": "leave it out",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """What conditions may refer to."""

    entities: Collection[str]
    lists: Mapping[str, tuple[str, ...]]
    library: Library = NO_LIBRARY
    plain_words: frozenset[str] = frozenset()
    """Folded names that are ordinary words, not acronyms."""
    holders: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """The entities that hold an office, by the office and whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermOptions:
    """What an operand hands down to the terms in it."""

    case: CaseMode = CaseMode.SMART
    forms: Forms = Forms.AUTO
    accents: Accents = Accents.AUTO
    metonyms: bool = False
    word: bool = True
    scope: Scope = ANYWHERE


def read_style(document: Document, at: Map, style: TermOptions) -> TermOptions:
    """The style, changed by what a mapping says."""
    if (node := at.get("case")) is not None:
        style = replace(style, case=yamldoc_fields.choice(document, node, "case", CaseMode, default=style.case))
    if (node := at.get("forms")) is not None:
        style = replace(style, forms=yamldoc_fields.choice(document, node, "forms", Forms, default=style.forms))
    if (node := at.get("accents")) is not None:
        style = replace(
            style, accents=yamldoc_fields.choice(document, node, "accents", Accents, default=style.accents)
        )
    if (node := at.get("in")) is not None:
        style = replace(style, scope=replace(style.scope, fields=fields.item_fields(document, node)))
    if (node := at.get("langs")) is not None:
        style = replace(style, scope=replace(style.scope, langs=fields.languages(document, node, "langs")))
    return style


@dataclass(frozen=True, slots=True)
class TermReader:
    """Reads terms of one document; what is wrong with them becomes problems of the document."""

    document: Document
    known: KnownNames

    def leaf(self, at: Map, style: TermOptions) -> Condition | None:
        """A mapping with one of the keys that look for something, or None after a problem."""
        fields.check_keys(self.document, at, spec.keys("leaf"))
        style = read_style(self.document, at, style)
        if (node := at.get("except")) is not None:
            excepts = (*style.scope.excepts, *self.phrases(node, "except"))
            style = replace(style, scope=replace(style.scope, excepts=excepts))
        given = [leaf for leaf in LEAVES if at.get(leaf) is not None]
        if len(given) > 1:
            self.document.problem(
                at, "E105", f"an operand is one of {', '.join(LEAVES)}, not {' and '.join(given)}"
            )
            return None
        node = at.get(given[0])
        assert isinstance(node, Text | Map | Items), "the caller saw the key"
        text = self.document.text(node, given[0])
        if text is None or not isinstance(node, Text):
            return None
        style = self._leaf_style(at, given[0], style)
        return self._leaf_of(node, given[0], text, style)

    def counted(self, at: Map, found: Condition | None) -> Condition | None:
        """A condition that must be found as often as its mapping says."""
        node = at.get("min_count")
        if node is None or found is None:
            return found
        times = yamldoc_fields.number(self.document, node, "min_count", code="E105", low=1, high=1000)
        return found if times is None else Repeated(of=found, times=times)

    def _leaf_style(self, at: Map, leaf: str, style: TermOptions) -> TermOptions:
        """The style with what only an entity or only an expression may ask for."""
        if (node := at.get("with")) is not None:
            wanted = yamldoc_fields.known_texts(self.document, node, "with", ("metonym",))
            if leaf != "entity":
                self.document.problem(
                    node, "E105", "`with` belongs to an entity: {entity: country/XX, with: [metonym]}"
                )
            style = replace(style, metonyms="metonym" in wanted)
        for key in ("case", "forms", "accents"):
            if (node := at.get(key)) is not None and leaf in ("entity", "re", "number", "rule", "role"):
                self.document.problem(node, "E213", f"`{key}` has no effect on {_NOUNS[leaf]}: {_INSTEAD[leaf]}")
        if (node := at.get("word")) is not None:
            if leaf != "re":
                self.document.problem(node, "E105", "`word` belongs to a regular expression: {re: …, word: false}")
            style = replace(style, word=yamldoc_fields.boolean(self.document, node, "word", default=True))
        return style

    def _leaf_of(self, node: Text, leaf: str, text: str, style: TermOptions) -> Condition | None:
        if leaf == "term":
            return self.word(node, style)
        if leaf == "number":
            return read_number(self.document, node, style.scope)
        if leaf == "rule":
            return self._rule(node, text.strip())
        if leaf == "role":
            return self._role(node, text.strip(), style)
        return self._regex(node, text, style) if leaf == "re" else self._reference(node, leaf, text, style)

    def _regex(self, node: Text, pattern: str, style: TermOptions) -> Condition | None:
        if fault := rules_regex.fault(pattern):
            self.document.problem(node, "E206", fault, hint="(?i)" if "(i?" in pattern else "")
            return None
        lint_terms.check_expression(self.document, node, pattern)
        return Regex(pattern=pattern, word=style.word, scope=style.scope)

    def word(  # noqa: PLR0911 - one for each prefix
        self, node: Text, style: TermOptions, *, inform: bool = True
    ) -> Condition | None:
        """A text that stands for itself, or has a prefix; None after a problem."""
        if node.value.startswith("re:"):
            return self._regex(node, node.value.removeprefix("re:"), style)
        for prefix in ("entity", "list"):
            if node.value.startswith(f"{prefix}:"):
                return self._reference(node, prefix, node.value.removeprefix(f"{prefix}:").strip(), style)
        if node.value.startswith("rule:"):
            return self._rule(node, node.value.removeprefix("rule:").strip())
        if node.value.startswith("role:"):
            return self._role(node, node.value.removeprefix("role:").strip(), style)
        if not lint.check_reference(self.document, node, entities=self.known.entities):
            return None
        if not lint.check_term(self.document, node, inform=inform, literal=style.case is CaseMode.EXACT):
            return None
        if style.case is CaseMode.SMART:
            lint.check_capitals(
                self.document, node, plain_words=self.known.plain_words, library=self.known.library
            )
        if inform:
            self._advise(node, style)
        return as_condition(node.value, style)

    def _advise(self, node: Text, style: TermOptions) -> None:
        lint_terms.advise(
            self.document,
            node,
            case=style.case,
            forms=style.forms,
            accents=style.accents,
            langs=style.scope.langs,
        )

    def _reference(self, node: Text, prefix: str, name: str, style: TermOptions) -> Condition | None:
        known: Collection[str] = self.known.entities if prefix == "entity" else self.known.lists
        if name not in known:
            hint = fields.entity_meant(name, known, library=self.known.library) if prefix == "entity" else ""
            yamldoc_fields.unknown(self.document, node, name, noun=prefix, known=known, hint=hint)
            return None
        if prefix == "entity":
            return EntityRef(entity=EntityId(name), metonyms=style.metonyms, scope=style.scope)
        return AnyOf(of=tuple(as_condition(text, style) for text in self.known.lists[name]))

    def _rule(self, node: Text, name: str) -> Condition | None:
        """Another rule, which is looked up once all of them are read."""
        place = SourcePlace(self.document.path, node.line, node.column)
        return OfRule(rule=RuleId(name), condition=NO_WORDS, where=EVERYWHERE, place=place)

    def _role(self, node: Text, role: str, style: TermOptions) -> Condition | None:
        """Whoever holds an office of a country or an organisation."""
        office, of, place = role.partition(" of ")
        holders = self.known.holders.get((office.strip(), place.strip()), ()) if of else ()
        if holders:
            return AnyOf(of=tuple(EntityRef(entity=EntityId(name), scope=style.scope) for name in holders))
        known = [f"{one} of {whose}" for one, whose in self.known.holders]
        hint = nearest(role, known)
        self.document.problem(
            node,
            "E201",
            f"nobody is known to be {role!r}: write an office and a country or organisation",
            hint=hint,
        )
        return None

    def phrases(self, node: Node, what: str) -> tuple[Phrase, ...]:
        """A list of plain phrases, or of `list:` references to such."""
        found: list[Phrase] = []
        for text in self.document.texts(node, what):
            condition = self.word(text, TermOptions(), inform=False)
            parts = condition.of if isinstance(condition, AnyOf) else (condition,)
            found += [part for part in parts if isinstance(part, Phrase)]
            if not all(isinstance(part, Phrase) for part in parts) and condition is not None:
                self.document.problem(text, "E105", f"{what} takes phrases and lists, nothing else")
        return tuple(found)


def as_condition(text: str, style: TermOptions) -> Condition:
    """A checked term, expression or `entity:` reference as a condition."""
    if text.startswith("entity:"):
        return EntityRef(entity=EntityId(text.removeprefix("entity:").strip()), scope=style.scope)
    if text.startswith("re:"):
        return Regex(pattern=text.removeprefix("re:"), scope=style.scope)
    return Phrase(text=text, case=style.case, forms=style.forms, accents=style.accents, scope=style.scope)
