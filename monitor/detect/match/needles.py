"""What must be in the folded text of every item that some rules can match: so that most items need not be
read."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.detect.match.patterns.pattern import End
from monitor.detect.match.rule_index import RuleIndex
from monitor.detect.rules.conditions import EVERY_ITEM, NO_WORDS, Forms
from monitor.language.forms import latin, nouns


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleNeedles:
    """Pieces of folded text (`language.tokens.folded_text`) of which every match has one."""

    anywhere: frozenset[str]
    of_names: frozenset[str]
    """Beginnings of inflected names: they mean something only in items whose language is not known, or is one of
    `name_languages`."""
    name_languages: frozenset[str]
    of_nouns: frozenset[str]
    """The same for common nouns, and `noun_languages`."""
    noun_languages: frozenset[str]


def needles_of(index: RuleIndex) -> RuleNeedles | None:
    """What every item that one of these rules matches has in its text; None if every item must be read.

    That is so for a rule that looks for an expression alone, for the stem of a word, for nothing but what is
    absent, or for nothing at all.
    """
    anywhere: set[str] = set()
    names: set[str] = set()
    common: set[str] = set()
    for rule in index.rules:
        anchor = None if rule.condition in (EVERY_ITEM, NO_WORDS) else index.anchor(rule.condition)
        if anchor is None:
            return None
        for number in anchor:
            if number < 0 or index.terms[number].forms is Forms.STEM:
                return None
            for pattern in index.terms[number].patterns:
                kept = {End.CASES: names, End.NOUNS: common}.get(pattern.end, anywhere)
                kept.add(pattern.needle)
    return RuleNeedles(
        anywhere=frozenset(anywhere),
        of_names=frozenset(names),
        name_languages=latin.languages(),
        of_nouns=frozenset(common),
        noun_languages=nouns.languages(),
    )
