"""Query syntax of other programs in a term: as a literal phrase it would never be found, or as something else."""

from __future__ import annotations

import re
from typing import NamedTuple

_FIELDS = {
    "title": "in: title",
    "intitle": "in: title",
    "allintitle": "in: title",
    "headline": "in: title",
    "summary": "in: summary",
    "description": "in: summary",
    "body": "in: body",
    "text": "in: body",
    "intext": "in: body",
    "content": "in: body",
}
"""What other programs write before a colon for a part of an item, and what is written here."""
_WHERE = {
    "site": "sources: [{value}]",
    "domain": "sources: [{value}]",
    "source": "sources: [{value}]",
    "inurl": "urls: ['*{value}*']",
    "allinurl": "urls: ['*{value}*']",
    "url": "urls: ['*{value}*']",
    "author": "authors: ['*{value}*']",
    "category": "categories: [{value}]",
    "lang": "langs: [{value}]",
    "language": "langs: [{value}]",
    "feed": "feeds: [{value}]",
    "tag": "tags: [{value}]",
}
_PREFIX = re.compile(r"(?P<key>[a-z]+):\s*(?P<value>\S.*)", re.IGNORECASE | re.DOTALL)
_FUZZY = re.compile(r"\S~\d*(?:\.\d+)?$|\"~\d+$")
_BOOST = re.compile(r"\w\^\d+(?:\.\d+)?$")
_JOKER = re.compile(r"\w\?\w")
_SLASHES = re.compile(r"/(?P<expression>.+)/[a-z]*")
_CLASS = re.compile(r"\w\[[^\]]+\]|\[[^\]]+\]\w|\{\d+(?:,\d*)?\}|\\[a-zA-Z]|\(\?|\.[*+]")
_BRACES = re.compile(r"\{[A-Za-z]+\}|\braw:")


class Meant(NamedTuple):
    """What is wrong with a term, and what to write instead."""

    code: str
    message: str


def foreign_syntax(value: str) -> Meant | None:  # noqa: PLR0911 - one for each kind
    """The syntax of another program in a term; None if it is a phrase."""
    if (prefix := _PREFIX.fullmatch(value)) is not None and (meant := _of_prefix(prefix)) is not None:
        return meant
    if _FUZZY.search(value):
        word = value.rpartition("~")[0].strip('"')
        nearby = f"words near each other are {{near: {{of: [{', '.join(word.split())}], within: 5}}}}"
        spelt = (
            "other spellings are written out, as in {any: [Kursk, Koursk]}; `monitor entity suggest` knows some"
        )
        return Meant("E202", f"{value!r}: there is no search by likeness; {nearby if ' ' in word else spelt}")
    if _BOOST.search(value):
        word, _, points = value.partition("^")
        return Meant(
            "E202", f"{value!r}: weights are written {{score: {{at_least: …, terms: {{{word}: {points}}}}}}}"
        )
    if _JOKER.search(value) and " " not in value:
        some = value.replace("?", "s"), value.replace("?", "z")
        return Meant(
            "E204", f"{value!r}: '?' does not stand for a letter; write the spellings out: {', '.join(some)}"
        )
    if (slashes := _SLASHES.fullmatch(value)) is not None:
        return Meant("E202", f"{value!r}: an expression is written 're:{slashes['expression']}'")
    if _BRACES.search(value):
        return Meant("E202", f"{value!r}: for the exact capitals write {{term: …, case: exact}}")
    if _CLASS.search(value):
        return Meant("E202", f"{value!r} reads like an expression; a term is a literal phrase: write 're:{value}'")
    return None


def _of_prefix(prefix: re.Match[str]) -> Meant | None:
    key, value = prefix["key"].lower(), prefix["value"]
    if prefix["key"] != key and prefix["key"].istitle():
        return None  # "Site: …" may be a headline
    glued = not prefix[0][len(key) + 1].isspace()
    if key in _FIELDS and glued:
        return Meant("E202", f"{prefix[0]!r}: a part of the item is chosen by {{term: {value}, {_FIELDS[key]}}}")
    if key in _WHERE and glued:
        wanted = _WHERE[key].format(value=value)
        return Meant("E202", f"{prefix[0]!r}: where an item is from is asked for by `where: {{{wanted}}}`")
    return None
