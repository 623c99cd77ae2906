"""Reading conditions: the operands of a rule, from YAML to the tree."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from monitor.detect import expression, fields, lint, lint_terms, spec
from monitor.detect.library.shelf import NO_LIBRARY, Library
from monitor.detect.rule import (
    ANYWHERE,
    Accents,
    AllOf,
    AnyOf,
    AtLeast,
    Case,
    Condition,
    Forms,
    Named,
    Near,
    NoneOf,
    Phrase,
    Regex,
    Repeated,
    Scope,
    Score,
    Weight,
)
from monitor.document import Document, Entry, Items, Map, Node, Text, kind
from monitor.model import EntityId

_GROUPS = spec.keys("groups")
_LEAVES = ("term", "entity", "list", "re")
_WRITTEN = {
    "near": "{of: [word, other word], within: 10}",
    "at_least": "{n: 2, of: [word, other word, third word]}",
    "score": "{at_least: 8, terms: {word: 5, other word: 3}}",
}
_MAX_DEPTH = 4
_MAX_OPERANDS = 5000
_MAX_WITHIN = 200
_MAX_POINTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What conditions may refer to."""

    entities: Collection[str]
    lists: Mapping[str, tuple[str, ...]]
    library: Library = NO_LIBRARY
    plain_words: frozenset[str] = frozenset()
    """Folded names that are ordinary words, not acronyms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What an operand hands down to the terms in it."""

    case: Case = Case.SMART
    forms: Forms = Forms.AUTO
    accents: Accents = Accents.AUTO
    metonyms: bool = False
    word: bool = True
    scope: Scope = ANYWHERE


def read_style(document: Document, at: Map, style: Style) -> Style:
    """The style, changed by what a mapping says."""
    if (node := at.get("case")) is not None:
        style = replace(style, case=fields.choice(document, node, "case", Case, default=style.case))
    if (node := at.get("forms")) is not None:
        style = replace(style, forms=fields.choice(document, node, "forms", Forms, default=style.forms))
    if (node := at.get("accents")) is not None:
        style = replace(style, accents=fields.choice(document, node, "accents", Accents, default=style.accents))
    if (node := at.get("in")) is not None:
        style = replace(style, scope=replace(style.scope, fields=fields.item_fields(document, node)))
    if (node := at.get("langs")) is not None:
        style = replace(style, scope=replace(style.scope, langs=fields.languages(document, node, "langs")))
    return style


@dataclass(frozen=True, slots=True)
class ConditionReader:
    """Reads conditions of one document; what is wrong with them becomes problems of the document."""

    document: Document
    known: Known

    def operand(self, node: Node, style: Style, *, depth: int = 1) -> Condition | None:
        """One operand, or None after a problem."""
        if isinstance(node, Text):
            return self._word(node, style)
        if isinstance(node, Items):
            self.document.problem(node, "E105", "an operand must be a term or a mapping: write {any: [...]}")
            return None
        if any(node.get(leaf) is not None for leaf in _LEAVES):
            return self._leaf(node, style)
        before = len(self.document.problems)
        fields.check_keys(self.document, node, spec.keys("operand"))
        unknown = len(self.document.problems) > before
        if not unknown and not any(node.get(group) is not None for group in _GROUPS):
            self.document.problem(node, "E105", f"an operand needs one of {', '.join((*_LEAVES, *_GROUPS))}")
        return self.groups(node, read_style(self.document, node, style), depth=depth + 1)

    def groups(self, at: Map, style: Style, *, depth: int = 1) -> Condition | None:
        """What `all`, `any`, `none`, `near`, `at_least` and `score` in one mapping say together."""
        if depth > _MAX_DEPTH:
            self.document.problem(at, "E105", f"conditions are nested deeper than {_MAX_DEPTH} levels")
            return None
        parts: list[Condition] = []
        for key in _GROUPS:
            node = at.get(key)
            if node is None:
                continue
            part = self._group(key, node, style, depth=depth)
            if isinstance(part, AllOf):
                parts.extend(part.of)
            elif part is not None:
                parts.append(part)
        if len(parts) == 1:
            return parts[0]
        return AllOf(of=tuple(parts)) if parts else None

    def operands(self, node: Node, what: str, style: Style, *, depth: int = 1) -> tuple[Condition, ...]:
        """The operands of a list; a single term counts as a list of one."""
        nodes = node.items if isinstance(node, Items) else (node,)
        if not nodes:
            self.document.problem(node, "E203", f"{what} is an empty list")
        if len(nodes) > _MAX_OPERANDS:
            self.document.problem(node, "E105", f"{what} has more than {_MAX_OPERANDS} operands: use a list")
            return ()
        read = [(inner, self.operand(inner, style, depth=depth)) for inner in nodes]
        if what == "any":
            terms = [(n, c) for n, c in read if isinstance(n, Text) and isinstance(c, Phrase)]
            lint.check_covered(self.document, terms)
        return tuple(condition for _, condition in read if condition is not None)

    def phrases(self, node: Node, what: str) -> tuple[Phrase, ...]:
        """A list of plain phrases, or of `list:` references to such."""
        found: list[Phrase] = []
        for text in self.document.texts(node, what):
            condition = self._word(text, Style(), inform=False)
            parts = condition.of if isinstance(condition, AnyOf) else (condition,)
            found += [part for part in parts if isinstance(part, Phrase)]
            if not all(isinstance(part, Phrase) for part in parts) and condition is not None:
                self.document.problem(text, "E105", f"{what} takes phrases and lists, nothing else")
        return tuple(found)

    def _group(self, key: str, node: Node, style: Style, *, depth: int) -> Condition | None:
        if key == "near":
            return self._near(node, style, depth=depth)
        if key == "at_least":
            return self._at_least(node, style, depth=depth)
        if key == "score":
            return self._score(node, style)
        of = self.operands(node, key, style, depth=depth)
        if not of:
            return None
        if key == "none":
            return NoneOf(of=of)
        return AllOf(of=of) if key == "all" else AnyOf(of=of)

    def _near(self, node: Node, style: Style, *, depth: int) -> Condition | None:
        at = self._map_of(node, "near")
        if at is None:
            return None
        inner = at.get("of")
        of = self.operands(inner, "of", style, depth=depth) if inner is not None else ()
        written = len(inner.items) if isinstance(inner, Items) else 1
        if inner is None or written < 2:
            self.document.problem(node, "E208", "near needs two operands or more, in `of`")
        within = 10
        if (value := at.get("within")) is not None:
            read = fields.number(self.document, value, "within", code="E208", low=0, high=_MAX_WITHIN)
            within = within if read is None else read
        ordered = at.get("ordered")
        return Near(
            of=of,
            within=within,
            ordered=ordered is not None and fields.boolean(self.document, ordered, "ordered", default=False),
        )

    def _at_least(self, node: Node, style: Style, *, depth: int) -> Condition | None:
        at = self._map_of(node, "at_least")
        if at is None:
            return None
        inner, wanted = at.get("of"), at.get("n")
        if inner is None or wanted is None:
            self.document.problem(node, "E105", "at_least needs `n` and `of`: {n: 2, of: [...]}")
            return None
        of = self.operands(inner, "of", style, depth=depth)
        n = fields.number(self.document, wanted, "n", code="E209", low=1, high=_MAX_OPERANDS)
        if n is None:
            return None
        written = len(inner.items) if isinstance(inner, Items) else 1
        if n > written:
            self.document.problem(wanted, "E209", f"at_least {n} of {written} operands can never hold")
        return AtLeast(of=of, n=n)

    def _score(self, node: Node, style: Style) -> Condition | None:
        at = self._map_of(node, "score")
        if at is None:
            return None
        wanted, terms = at.get("at_least"), at.get("terms")
        if wanted is None or terms is None:
            self.document.problem(
                node, "E105", "score needs `at_least` and `terms`: {at_least: 8, terms: {word: 5}}"
            )
            return None
        points = fields.number(self.document, wanted, "at_least", code="E105", low=1, high=_MAX_POINTS)
        weighed = self.document.map(terms, "terms")
        if points is None or weighed is None:
            return None
        of = tuple(weight for entry in weighed if (weight := self._weight(entry, style)) is not None)
        best = [most_points(weight) for weight in of]
        if len(of) == len(weighed.entries) and sum(best) < points:
            self.document.problem(
                wanted, "E210", f"score {points} can never be reached: the terms add up to {sum(best):g}"
            )
            return None
        return Score(of=of, at_least=points)

    def _weight(self, entry: Entry, style: Style) -> Weight | None:
        condition = self._word(entry.key, style)
        at = entry.value if isinstance(entry.value, Map) else None
        if at is not None:
            fields.check_keys(self.document, at, spec.keys("weight"))
        number = entry.value if at is None else at.get("weight")
        if number is None:
            self.document.problem(
                entry.value, "E105", "a weighed term needs its `weight`: {weight: 5, each: true}"
            )
            return None
        points = fields.number(self.document, number, "a weight", code="E105", low=-_MAX_POINTS, high=_MAX_POINTS)
        each = at.get("each") if at is not None else None
        cap = at.get("cap") if at is not None else None
        if condition is None or points is None:
            return None
        return Weight(
            of=condition,
            points=points,
            each=each is not None and fields.boolean(self.document, each, "each", default=False),
            cap=fields.number(self.document, cap, "cap", code="E105", low=1, high=1000)
            if cap is not None
            else None,
        )

    def _map_of(self, node: Node, what: str) -> Map | None:
        if isinstance(node, Map):
            fields.check_keys(self.document, node, spec.keys(what))
            return node
        self.document.problem(node, "E105", f"{what} is written {_WRITTEN[what]}, not as {kind(node)}")
        return None

    def _leaf(self, at: Map, style: Style) -> Condition | None:
        fields.check_keys(self.document, at, spec.keys("leaf"))
        style = read_style(self.document, at, style)
        if (node := at.get("except")) is not None:
            excepts = (*style.scope.excepts, *self.phrases(node, "except"))
            style = replace(style, scope=replace(style.scope, excepts=excepts))
        given = [leaf for leaf in _LEAVES if at.get(leaf) is not None]
        if len(given) > 1:
            self.document.problem(
                at, "E105", f"an operand is one of {', '.join(_LEAVES)}, not {' and '.join(given)}"
            )
            return None
        node = at.get(given[0])
        assert isinstance(node, Text | Map | Items), "the caller saw the key"
        text = self.document.text(node, given[0])
        if text is None or not isinstance(node, Text):
            return None
        style = self._leaf_style(at, given[0], style)
        found = self._leaf_of(node, given[0], text, style)
        counted = at.get("min_count")
        if counted is None or found is None:
            return found
        times = fields.number(self.document, counted, "min_count", code="E105", low=1, high=1000)
        return found if times is None else Repeated(of=found, times=times)

    def _leaf_style(self, at: Map, leaf: str, style: Style) -> Style:
        """The style with what only an entity or only an expression may ask for."""
        if (node := at.get("with")) is not None:
            wanted = fields.known_texts(self.document, node, "with", ("metonym",))
            if leaf != "entity":
                self.document.problem(
                    node, "E105", "`with` belongs to an entity: {entity: country/XX, with: [metonym]}"
                )
            style = replace(style, metonyms="metonym" in wanted)
        if (node := at.get("word")) is not None:
            if leaf != "re":
                self.document.problem(node, "E105", "`word` belongs to a regular expression: {re: …, word: false}")
            style = replace(style, word=fields.boolean(self.document, node, "word", default=True))
        return style

    def _leaf_of(self, node: Text, leaf: str, text: str, style: Style) -> Condition | None:
        if leaf == "term":
            return self._word(node, style)
        return self._regex(node, text, style) if leaf == "re" else self._reference(node, leaf, text, style)

    def _regex(self, node: Text, pattern: str, style: Style) -> Condition | None:
        if fault := expression.fault(pattern):
            self.document.problem(node, "E206", fault, hint="(?i)" if "(i?" in pattern else "")
            return None
        lint_terms.check_expression(self.document, node, pattern)
        return Regex(pattern=pattern, word=style.word, scope=style.scope)

    def _word(self, node: Text, style: Style, *, inform: bool = True) -> Condition | None:
        if node.value.startswith("re:"):
            return self._regex(node, node.value.removeprefix("re:"), style)
        for prefix in ("entity", "list"):
            if node.value.startswith(f"{prefix}:"):
                return self._reference(node, prefix, node.value.removeprefix(f"{prefix}:").strip(), style)
        if not lint.check_reference(self.document, node, entities=self.known.entities):
            return None
        if not lint.check_term(self.document, node, inform=inform, literal=style.case is Case.EXACT):
            return None
        if style.case is Case.SMART:
            lint.check_capitals(
                self.document, node, plain_words=self.known.plain_words, library=self.known.library
            )
        if inform:
            self._advise(node, style)
        return as_condition(node.value, style)

    def _advise(self, node: Text, style: Style) -> None:
        lint_terms.advise(
            self.document,
            node,
            case=style.case,
            forms=style.forms,
            accents=style.accents,
            langs=style.scope.langs,
        )

    def _reference(self, node: Text, prefix: str, name: str, style: Style) -> Condition | None:
        known: Collection[str] = self.known.entities if prefix == "entity" else self.known.lists
        if name not in known:
            hint = fields.entity_meant(name, known, library=self.known.library) if prefix == "entity" else ""
            fields.unknown(self.document, node, name, noun=prefix, known=known, hint=hint)
            return None
        if prefix == "entity":
            return Named(entity=EntityId(name), metonyms=style.metonyms, scope=style.scope)
        return AnyOf(of=tuple(as_condition(text, style) for text in self.known.lists[name]))


def as_condition(text: str, style: Style) -> Condition:
    """A checked term, expression or `entity:` reference as a condition."""
    if text.startswith("entity:"):
        return Named(entity=EntityId(text.removeprefix("entity:").strip()), scope=style.scope)
    if text.startswith("re:"):
        return Regex(pattern=text.removeprefix("re:"), scope=style.scope)
    return Phrase(text=text, case=style.case, forms=style.forms, accents=style.accents, scope=style.scope)


def most_points(weight: Weight) -> float:
    """The most that an operand can add to a score."""
    if weight.points <= 0:
        return 0
    times = (weight.cap or float("inf")) if weight.each else 1
    return weight.points * times
