"""Reading conditions: the operands of a rule, from YAML to the tree."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.detect.lint import terms_and_rules as lint
from monitor.detect.reader import fields
from monitor.detect.reader.terms import LEAVES, KnownNames, TermOptions, TermReader, read_style
from monitor.detect.rules import keys as spec
from monitor.detect.rules.conditions import (
    AllOf,
    AnyOf,
    Apart,
    AtLeast,
    Condition,
    Near,
    NoneOf,
    Phrase,
    Score,
    Weight,
)
from monitor.yamldoc import fields as yamldoc_fields
from monitor.yamldoc.parse import Document, Entry, Items, Map, Node, Text, kind

_GROUPS = spec.keys("groups")
_WRITTEN = {
    "near": "{of: [word, other word], within: 10}",
    "at_least": "{n: 2, of: [word, other word, third word]}",
    "score": "{at_least: 8, terms: {word: 5, other word: 3}}",
}
_MAX_DEPTH = 4
_MAX_OPERANDS = 5000
_USUAL_WITHIN = 10
_MAX_POINTS = 1000


@dataclass(frozen=True, slots=True)
class ConditionReader:
    """Reads conditions of one document; what is wrong with them becomes problems of the document."""

    document: Document
    known: KnownNames

    @property
    def terms(self) -> TermReader:
        """The reader of the leaves."""
        return TermReader(self.document, self.known)

    def operand(self, node: Node, style: TermOptions, *, depth: int = 1) -> Condition | None:
        """One operand, or None after a problem."""
        if isinstance(node, Text):
            return self.terms.word(node, style)
        if isinstance(node, Items):
            self.document.problem(node, "E105", "an operand must be a term or a mapping: write {any: [...]}")
            return None
        if any(node.get(leaf) is not None for leaf in LEAVES):
            found = self.terms.leaf(node, style)
            return self.terms.counted(node, self._beside(node, found, style, depth=depth))
        before = len(self.document.problems)
        fields.check_keys(self.document, node, spec.keys("operand"))
        unknown = len(self.document.problems) > before
        if not unknown and not any(node.get(group) is not None for group in _GROUPS):
            self.document.problem(node, "E105", f"an operand needs one of {', '.join((*LEAVES, *_GROUPS))}")
        style = read_style(self.document, node, style)
        if (excepts := node.get("except")) is not None:
            longer = (*style.scope.excepts, *self.terms.phrases(excepts, "except"))
            style = replace(style, scope=replace(style.scope, excepts=longer))
        for key in ("with", "word"):
            if (odd := node.get(key)) is not None:
                words = f"`{key}` has no effect on a group: write it beside the term that it is for"
                self.document.problem(odd, "E213", words)
        found = self.groups(node, style, depth=depth + 1)
        return self.terms.counted(node, self._apart(node, found, style, depth=depth))

    def _beside(self, at: Map, found: Condition | None, style: TermOptions, *, depth: int) -> Condition | None:
        """What is found, with what must be near it and what must not."""
        near = at.get("near")
        if near is None:
            if at.get("not_near") is None:
                self._needs_near(at)
            elif (same := at.get("same")) is not None:
                self.document.problem(same, "E213", "`same` belongs to near")
            return self._apart(at, found, style, depth=depth)
        others = self._others(near, "near", style, depth=depth)
        if found is None or not others:
            return None
        other = others[0] if len(others) == 1 else AnyOf(of=others)
        within, same_sentence = self._nearness(at)
        beside = Near(of=(found, other), within=within, same_sentence=same_sentence)
        return self._apart(at, beside, style, depth=depth)

    def _apart(self, at: Map, found: Condition | None, style: TermOptions, *, depth: int) -> Condition | None:
        node = at.get("not_near")
        if node is None:
            return found
        others = self._others(node, "not_near", style, depth=depth)
        within, _ = self._nearness(at)
        return Apart(of=found, others=others, within=within) if found is not None and others else None

    def _others(self, node: Node, what: str, style: TermOptions, *, depth: int) -> tuple[Condition, ...]:
        """The operands of a `near` or `not_near` beside a term. They have the group's options, not the term's."""
        if what == "near" and isinstance(node, Map) and node.get("of") is not None:
            wanted = "near: word, or near: [word, other word], with `within` beside it"
            self.document.problem(node, "E105", f"beside a term, near is written {wanted}")
            return ()
        return self.operands(node, what, style, depth=depth + 1)

    def _needs_near(self, at: Map) -> None:
        for key in ("within", "same"):
            if (odd := at.get(key)) is not None:
                self.document.problem(odd, "E106", f"`{key}` needs `near` or `not_near` beside it")

    def _nearness(self, at: Map) -> tuple[int, bool]:
        """How many words may be between, and whether it must be one sentence, which alone sets no number."""
        same = at.get("same")
        in_sentence = same is not None and bool(
            yamldoc_fields.known_texts(self.document, same, "same", ("sentence",))
        )
        within = spec.MAX_WITHIN if in_sentence else _USUAL_WITHIN
        if (value := at.get("within")) is not None:
            read = yamldoc_fields.number(self.document, value, "within", code="E208", low=0, high=spec.MAX_WITHIN)
            within = within if read is None else read
        return within, in_sentence

    def groups(self, at: Map, style: TermOptions, *, depth: int = 1) -> Condition | None:
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

    def operands(self, node: Node, what: str, style: TermOptions, *, depth: int = 1) -> tuple[Condition, ...]:
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

    def _group(self, key: str, node: Node, style: TermOptions, *, depth: int) -> Condition | None:
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

    def _near(self, node: Node, style: TermOptions, *, depth: int) -> Condition | None:
        at = self._map_of(node, "near")
        if at is None:
            return None
        inner = at.get("of")
        of = self.operands(inner, "of", style, depth=depth) if inner is not None else ()
        written = len(inner.items) if isinstance(inner, Items) else 1
        if inner is None or written < 2:
            self.document.problem(node, "E208", "near needs two operands or more, in `of`")
        elif written > spec.MAX_NEAR:
            words = "put words that may stand for one another into {any: [...]}"
            self.document.problem(inner, "E208", f"near takes at most {spec.MAX_NEAR} operands: {words}")
        within, in_sentence = self._nearness(at)
        ordered = at.get("ordered")
        return Near(
            of=of,
            within=within,
            ordered=ordered is not None
            and yamldoc_fields.boolean(self.document, ordered, "ordered", default=False),
            same_sentence=in_sentence,
        )

    def _at_least(self, node: Node, style: TermOptions, *, depth: int) -> Condition | None:
        at = self._map_of(node, "at_least")
        if at is None:
            return None
        inner, wanted = at.get("of"), at.get("n")
        if inner is None or wanted is None:
            self.document.problem(node, "E105", "at_least needs `n` and `of`: {n: 2, of: [...]}")
            return None
        of = self.operands(inner, "of", style, depth=depth)
        n = yamldoc_fields.number(self.document, wanted, "n", code="E209", low=1, high=_MAX_OPERANDS)
        if n is None:
            return None
        written = len(inner.items) if isinstance(inner, Items) else 1
        if n > written:
            self.document.problem(wanted, "E209", f"at_least {n} of {written} operands can never hold")
        return AtLeast(of=of, n=n)

    def _score(self, node: Node, style: TermOptions) -> Condition | None:
        at = self._map_of(node, "score")
        if at is None:
            return None
        wanted, terms = at.get("at_least"), at.get("terms")
        if wanted is None or terms is None:
            self.document.problem(
                node, "E105", "score needs `at_least` and `terms`: {at_least: 8, terms: {word: 5}}"
            )
            return None
        points = yamldoc_fields.number(self.document, wanted, "at_least", code="E105", low=1, high=_MAX_POINTS)
        weighed = self.document.map(terms, "terms")
        if points is None or weighed is None:
            return None
        of = tuple(weight for entry in weighed if (weight := self._weight(entry, style)) is not None)
        best = [weight.most for weight in of]
        if len(of) == len(weighed.entries) and sum(best) < points:
            self.document.problem(
                wanted, "E210", f"score {points} can never be reached: the terms add up to {sum(best):g}"
            )
            return None
        return Score(of=of, at_least=points)

    def _weight(self, entry: Entry, style: TermOptions) -> Weight | None:
        condition = self.terms.word(entry.key, style)
        at = entry.value if isinstance(entry.value, Map) else None
        if at is not None:
            fields.check_keys(self.document, at, spec.keys("weight"))
        number = entry.value if at is None else at.get("weight")
        if number is None:
            self.document.problem(
                entry.value, "E105", "a weighed term needs its `weight`: {weight: 5, each: true}"
            )
            return None
        points = yamldoc_fields.number(
            self.document, number, "a weight", code="E105", low=-_MAX_POINTS, high=_MAX_POINTS
        )
        each = at.get("each") if at is not None else None
        cap = at.get("cap") if at is not None else None
        if condition is None or points is None:
            return None
        return Weight(
            of=condition,
            points=points,
            each=each is not None and yamldoc_fields.boolean(self.document, each, "each", default=False),
            cap=yamldoc_fields.number(self.document, cap, "cap", code="E105", low=1, high=1000)
            if cap is not None
            else None,
        )

    def _map_of(self, node: Node, what: str) -> Map | None:
        if isinstance(node, Map):
            fields.check_keys(self.document, node, spec.keys(what))
            return node
        self.document.problem(node, "E105", f"{what} is written {_WRITTEN[what]}, not as {kind(node)}")
        return None
