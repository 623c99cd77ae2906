"""From a phrase as a person writes it to the patterns that are sought.

In a phrase, hyphens, apostrophes and the dots of abbreviations are "a blank or nothing", so the most punctuated
spelling finds all the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from monitor.detect.match.patterns.forms import in_every_form
from monitor.detect.match.patterns.pattern import Pattern
from monitor.detect.rules.conditions import CaseMode, Forms
from monitor.language.scripts import is_acronym
from monitor.language.words import compose, fold

_JOINT = re.compile(
    r"(?<=\w)[-‐‑־·・･‧.](?=\w)|(?<=[\uac00-\ud7a3]) (?=[\uac00-\ud7a3])"
    r"|(?<=[^\W\u05d0-\u05ea])['’ʼ](?=\w)|(?<=\b\w)\. (?=\w\.)"
)
"""Where a spelling may have a blank or nothing. Koreans write the blanks of a name as they like."""
_MAX_JOINTS = 4
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[., \u00a0\u202f’']\d{3})+|[1-9]\d{4,14}")
_UMLAUT = re.compile(r"(?<![Qq])([AaOoUu])[Ee](?![AaEeIiOoUu])")
SPELT_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa"}
)


def patterns(text: str, *, case: CaseMode, forms: Forms, kind: str = "") -> tuple[Pattern, ...]:
    """Every spelling that a phrase is sought in. `kind` is that of the entity it names, for Korean."""
    stem = text.removesuffix("*")
    literal = forms is Forms.EXACT or case is CaseMode.EXACT or (case is CaseMode.SMART and is_acronym(text))
    found: list[Pattern] = []
    for spelling in _spellings(compose(stem)):
        words = fold(spelling).split()
        if words:
            made = in_every_form(words, spelling, open_end=stem != text, literal=literal, kind=kind)
            found += made if not found else [pattern for pattern in made if pattern not in found]
    if found and _UMLAUT.search(stem):
        found += _with_umlauts(stem, open_end=stem != text, literal=literal, kind=kind)
    return tuple(found)


def _with_umlauts(stem: str, *, open_end: bool, literal: bool, kind: str) -> Iterator[Pattern]:
    """The spellings of a term with umlauts where it spells them out."""
    for spelling in _spellings(compose(_UMLAUT.sub(r"\1", stem))):
        for pattern in in_every_form(
            fold(spelling).split(), spelling, open_end=open_end, literal=literal, kind=kind
        ):
            if not pattern.by_forms:
                yield replace(pattern, umlauts=True)


def _spellings(text: str) -> Iterator[str]:
    if _THOUSANDS.fullmatch(text):
        digits = re.sub(r"\D", "", text)
        yield from (f"{int(digits):,}".replace(",", " "), digits)
        return
    for base in (text,) if text.isascii() else dict.fromkeys((text, text.translate(SPELT_OUT))):
        first, *others = _JOINT.split(base)
        if not others:
            yield first
            continue
        if len(others) <= _MAX_JOINTS:
            choices: Iterator[tuple[str, ...]] = product((" ", ""), repeat=len(others))
        else:
            choices = iter(((" ",) * len(others), ("",) * len(others)))
        for joints in choices:
            yield first + "".join(joint + part for joint, part in zip(joints, others, strict=True))
