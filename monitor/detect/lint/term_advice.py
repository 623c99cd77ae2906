"""Advice on a term that can be used as it is, but may not find what its author thinks.

Called for each term with the options that it has in the end, its own and those that it was handed down.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from monitor.language.names.common_words import COMMON_WORDS
from monitor.language.scripts import is_acronym
from monitor.language.words import compose, words
from monitor.yamldoc.parse import Document, Text

_ASCII_ONLY = re.compile(r"\\[bBwWdD]|\[\^?a-z|a-z\]", re.IGNORECASE)
_SHORT_ACCENTED = 4
_MIXABLE = ("LATIN", "CYRILLIC", "GREEK")
_LATIN, _OTHERS = "A-Za-z\u00c0-\u024f", "\u0370-\u03ff\u0400-\u052f"
_SEAM = re.compile(f"[{_LATIN}][{_OTHERS}]|[{_OTHERS}][{_LATIN}]|[\u0370-\u03ff][\u0400-\u052f]")
"""Where letters of two alphabets that look alike meet."""
_JOINT = re.compile(r"(?<=\w)[-‐‑](?=\w)")
_SHOWN_LANGUAGES = 4

# fmt: off
_SCRIPTS = {
    "CYRILLIC": "ab ba be bg bxr ce cv kk ky mk mn ru sah sr tg tk tt uk uz",
    "GREEK": "el",
    "ARABIC": "ar ckb fa ks ps sd ug ur",
    "HEBREW": "he yi",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "ja ko yue zh",
    "THAI": "th",
    "DEVANAGARI": "hi mr ne sa",
    "BENGALI": "as bn",
    "TAMIL": "ta",
    "TELUGU": "te",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "MYANMAR": "my",
    "KHMER": "km",
    "LAO": "lo",
    "ETHIOPIC": "am ti",
}
"""Languages written in a script, by the first word of its letters' Unicode names. Latin is read everywhere."""
# fmt: on


def advise(document: Document, node: Text, *, case: str, forms: str, accents: str, langs: Sequence[str]) -> None:
    """Note what may surprise the author of a term: W208, W212, W214, W218, W222 and I303.

    The options are written as in the language.
    """
    value = compose(node.value)
    if value.isascii():
        _check_acronym(document, node, value, case=case, langs=langs)
    else:
        _check_accents(document, node, value, accents=accents)
        _check_look_alikes(document, node, value)
        _check_script(document, node, value, langs=langs)
    if _JOINT.search(value):
        apart, joined = _JOINT.sub(" ", value), _JOINT.sub("", value)
        document.problem(node, "I303", f"{value!r} finds {apart!r} and {joined!r} as well")
    if forms == "stem" and any(word[:1].isupper() for word in value.split()):
        document.problem(
            node,
            "W212",
            f"{value!r} looks like a name, and stems of names find other words: leave out `forms: stem`",
        )


def check_expression(document: Document, node: Text, expression: str) -> None:
    """W207 for a class of ASCII letters beside letters of another script (RE2, which has no other \\w)."""
    found = None if expression.isascii() else _ASCII_ONLY.search(expression)
    if found is not None:
        document.problem(
            node,
            "W207",
            f"{found[0]} knows only the letters a to z, and this expression has others: write \\pL for a letter, "
            "\\pN for a digit; word edges are looked after",
        )


def _check_acronym(document: Document, node: Text, value: str, *, case: str, langs: Sequence[str]) -> None:
    if case == "exact" or not is_acronym(value):
        return
    word = "".join(words(value))
    languages = _spoken(word, langs)
    if not languages:
        return
    if case == "any":
        why = "with `case: any` it matches that word everywhere: remove `case`"
    else:
        why = f"so it is found only in capitals; say that you mean it: {{term: {value}, case: exact}}"
    document.problem(node, "W208", f"{value!r} is spelt like the everyday word {word!r} ({languages}), {why}")


def _check_accents(document: Document, node: Text, value: str, *, accents: str) -> None:
    folded = words(value)
    if len(folded) != 1 or not folded[0].isascii() or len(folded[0]) > _SHORT_ACCENTED or accents == "exact":
        return
    languages = _spoken(folded[0], ())
    if languages:
        document.problem(
            node,
            "W222",
            f"{value!r} without its accents is the everyday word {folded[0]!r} ({languages}): "
            f"write {{term: {value}, accents: exact}}",
        )


def _check_look_alikes(document: Document, node: Text, value: str) -> None:
    if _SEAM.search(value) is None:
        return
    for word in re.findall(r"[^\W\d_]+", value):
        scripts = [_script(letter) for letter in word]
        mixed = {script for script in scripts if script in _MIXABLE}
        if len(mixed) > 1:
            odd = min(mixed, key=lambda script: (scripts.count(script), script))
            letter = word[scripts.index(odd)]
            document.problem(
                node,
                "W214",
                f"{word!r} mixes alphabets: {letter!r} is {unicodedata.name(letter).lower()}, so the term is not "
                "found where it is spelt right",
            )
            return


def _check_script(document: Document, node: Text, value: str, *, langs: Sequence[str]) -> None:
    wanted = {lang for lang in langs if lang != "unknown"}
    if not wanted or len(wanted) < len(langs):
        return
    for letter in value:
        spoken = _SCRIPTS.get(_script(letter))
        if spoken is not None and wanted.isdisjoint(spoken.split()):
            document.problem(
                node,
                "W218",
                f"{node.value!r} is in {_script(letter).capitalize()} letters, and `langs` "
                f"({', '.join(langs)}) has no language that is written so: it is hardly ever found",
            )
            return


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""


def _spoken(word: str, langs: Collection[str]) -> str:
    """The languages, of those wanted if any, of which a word is an everyday word, for a message."""
    languages = [lang for lang in COMMON_WORDS.get(word, ()) if not langs or lang in langs]
    more = ", …" if len(languages) > _SHOWN_LANGUAGES else ""
    return ", ".join(languages[:_SHOWN_LANGUAGES]) + more
