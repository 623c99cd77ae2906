"""What can be wrong with a term or a rule although the YAML is right.

Codes: E blocks the rule, W warns, I informs. A person who reads one must know what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import assert_never

from monitor.detect.library.library import Library
from monitor.detect.lint.foreign_syntax import foreign_syntax
from monitor.detect.rules.conditions import (
    AllOf,
    AnyOf,
    Apart,
    AtLeast,
    Condition,
    EntityRef,
    Forms,
    Near,
    NoneOf,
    NumberIs,
    OfRule,
    Phrase,
    Regex,
    Repeated,
    Score,
)
from monitor.language.forms import nouns
from monitor.language.scripts import is_acronym, runs_on
from monitor.language.words import words
from monitor.yamldoc.parse import Document, Node, Text

_OPERATORS = re.compile(r"(?:^|\s)(?:AND|OR|NOT|(?:O?NEAR|W|N)/\d+|&&|\|\|?)(?=\s|$)|\w\|\w")
_LISTED = re.compile(r"[^\W\d][,;，；、]\s+[^\W\d]|[^\W\d][，；、;][^\W\d]")
_SIGN = re.compile(r"(?:^|\s)([-+])(?=[^\W\d_])")
_PREFIXES = {
    "entity": "entity",
    "entities": "entity",
    "ent": "entity",
    "list": "list",
    "lists": "list",
    "re": "re",
    "regex": "re",
    "regexp": "re",
}
"""What people write for the three prefixes."""
_MIN_NAME = 4
_QUOTES = "\"“”„«»‘’'"
_MIN_WILDCARD_LETTERS = 3


def check_term(document: Document, node: Text, *, inform: bool = True, literal: bool = False) -> bool:
    """Note what is wrong with a term; whether it can be used.

    `literal` is set when the author asked for the exact case, which lets a phrase contain AND, OR or NOT;
    `inform` is unset for names, of which an author need not be warned that they are acronyms.
    """
    value = node.value
    before = len(document.problems)
    if not value:
        document.problem(node, "E105", "empty value: add a term, or remove the key or the '-'")
    elif not words(value):
        document.problem(node, "E105", f"a term needs letters or digits: {value!r} has none")
    elif not literal and _OPERATORS.search(value):
        document.problem(
            node,
            "E202",
            f"{value!r} reads like a Boolean query; a term is a literal phrase: use all:/any:/none:/near:",
        )
    elif not literal and (sign := _SIGN.search(value)) is not None:
        document.problem(
            node,
            "E202",
            f"{value!r}: a {sign[1]!r} before a word means nothing; a list entry is '- word' with a blank, "
            "what must not be there goes under none:",
        )
    elif not literal and (meant := foreign_syntax(value)) is not None:
        document.problem(node, meant.code, meant.message)
    else:
        _check_wildcard(document, node)
    if len(document.problems) > before:
        return False
    if inform and not literal and _LISTED.search(value):
        document.problem(
            node,
            "W228",
            f"{value!r} is one phrase, found only as it stands: write its parts as terms",
        )
    _advise(document, node, inform=inform)
    return True


def check_reference(document: Document, node: Text, *, entities: Collection[str]) -> bool:
    """Whether a term is no reference with a slip in it; E201 if it is one."""
    value = node.value
    if value in entities:
        document.problem(node, "E201", f"{value!r} is an entity, and needs its prefix", hint=f"entity:{value}")
        return False
    prefix, colon, name = value.partition(":")
    meant = _PREFIXES.get(prefix.casefold()) if colon else None
    if meant is None or not name.strip():
        return True
    document.problem(node, "E201", f"no prefix {prefix + colon!r}", hint=f"{meant}:{name.strip()}")
    return False


def _check_wildcard(document: Document, node: Text) -> None:
    stem = node.value.removesuffix("*")
    if "*" in stem:
        document.problem(node, "E204", f"{node.value!r}: '*' is allowed only at the end of a term")
    elif stem != node.value and not runs_on(stem) and len(words(stem)[-1]) < _MIN_WILDCARD_LETTERS:
        document.problem(
            node, "E204", f"{node.value!r} needs at least {_MIN_WILDCARD_LETTERS} letters before its '*'"
        )


def _advise(document: Document, node: Text, *, inform: bool) -> None:
    value = node.value
    folded = "".join(words(value))
    if value[0] in _QUOTES and value[-1] in _QUOTES:
        document.problem(
            node, "W203", f"the quotes in {value} are part of the term, and are ignored: leave them out"
        )
    if is_acronym(value):
        if inform:
            document.problem(node, "I301", f"{value!r} is taken as an acronym: it is found only in capitals")
    elif len(folded) < (3 if folded.isascii() else 2):
        document.problem(node, "W205", f"{value!r} is very short: it may be found in many texts")


def check_capitals(document: Document, node: Text, *, plain_words: frozenset[str], library: Library) -> None:
    """W209 for a word in capitals that is a name elsewhere: it will be taken as an acronym."""
    if not is_acronym(node.value):
        return
    value = node.value
    name = len(value) >= _MIN_NAME and library.named(value.capitalize())
    if library.named(value).startswith("org/"):  # it has an acronym for a name
        return
    if name or "".join(words(value)) in plain_words:
        document.problem(
            node,
            "W209",
            f"{value!r} is a word, but in capitals it is taken as an acronym: write {value.capitalize()!r}",
            hint=f"entity:{name}" if name else "",
        )


def check_covered(document: Document, terms: list[tuple[Text, Phrase]]) -> None:
    """W210 for a term of an `any` that another term of it finds anyway."""
    plain = [(node, words(p.text.removesuffix("*")), p) for node, p in terms if not is_acronym(p.text)]
    for node, mine, phrase in plain:
        if runs_on(phrase.text):
            continue
        for other, theirs, shorter in plain:
            same_options = (shorter.case, shorter.forms, shorter.scope) == (
                phrase.case,
                phrase.forms,
                phrase.scope,
            )
            open_end = shorter.text.endswith("*")
            inflected = not open_end and shorter.forms is Forms.AUTO and shorter.text.islower()
            if other is node or not same_options:
                continue
            if not _covers(theirs, mine, open_end=open_end, inflected=inflected):
                continue
            if mine == theirs and (other.line, other.column) > (node.line, node.column):
                continue
            document.problem(node, "W210", f"{phrase.text!r} is found by {shorter.text!r} already")
            break


def _covers(shorter: list[str], longer: list[str], *, open_end: bool, inflected: bool) -> bool:
    for start in range(len(longer) - len(shorter) + 1):
        part = longer[start : start + len(shorter)]
        if part == shorter or (open_end and part[:-1] == shorter[:-1] and part[-1].startswith(shorter[-1])):
            return True
        if inflected and part[:-1] == shorter[:-1] and nouns.is_form(shorter[-1], part[-1], None):
            return True
    return False


def can_anchor(condition: Condition) -> bool:
    """Whether the condition can only hold for a text in which something is found."""
    match condition:
        case Phrase() | Regex() | EntityRef():
            return True
        case Score(of=weights):
            return all(can_anchor(weight.of) for weight in weights if weight.points > 0)
        case NoneOf() | NumberIs():
            return False
        case AllOf(of=operands) | Near(of=operands):
            return any(map(can_anchor, operands))
        case AnyOf(of=operands) | AtLeast(of=operands):
            return bool(operands) and all(map(can_anchor, operands))
        case Repeated(of=operand) | Apart(of=operand) | OfRule(condition=operand):
            return can_anchor(operand)
        case _:
            assert_never(condition)


def check_rule(document: Document, at: Node, name: str, condition: Condition) -> None:
    """E104 for a rule that nothing in a text could set off."""
    if not can_anchor(condition):
        document.problem(at, "E104", f"rule {name!r} has no positive term: it would match every item")


def check_tested(document: Document, at: Node, name: str, *, tested: bool) -> None:
    """W216 for a rule without examples."""
    if not tested:
        document.problem(at, "W216", f"rule {name!r} has no tests: add tests: {{match: [...], no_match: [...]}}")
