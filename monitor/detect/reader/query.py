"""What a person types to search -> a condition as a rule file writes it.

`korea utara` is a phrase, as in a rule's term; quotes keep a phrase together where it has a capital AND, OR, NOT
or NEAR in it. Operators are in capitals, NOT binds closest, then NEAR, AND, OR; brackets group; parts without an
operator between them must all be there. `entity:…`, `list:…` and a `*` at the end of a word are as in a rule. What
begins with { or [ is YAML, taken as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.errors import MonitorError

_TOKEN = re.compile(r'\s*(?:"(?P<quoted>[^"]*)"|“(?P<curly>[^”]*)”|(?P<bracket>[()])|(?P<word>[^\s()"“]+))')
_NEAR = re.compile(r"NEAR(?:/(?P<within>[1-9][0-9]{0,2}))?")
_WITHIN = 10

Written = str | dict[str, Any]


def parse_query(text: str) -> Written:
    """The condition that a query asks for. Raises MonitorError for one that is incomplete."""
    tokens = _tokens(text)
    if not tokens:
        raise MonitorError("the query is empty: write a word, or a phrase")
    reader = _QueryReader(text, tokens)
    found = reader.alternatives()
    if reader.at < len(tokens):
        raise MonitorError(f"query: ')' without '(' in {text!r}")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    text: str
    literal: bool
    """Whether it is in quotes."""

    def is_sign(self, *signs: str) -> bool:
        return not self.literal and self.text in signs

    @property
    def near(self) -> re.Match[str] | None:
        return None if self.literal else _NEAR.fullmatch(self.text)

    @property
    def is_operator(self) -> bool:
        return self.is_sign("AND", "OR", "NOT", "(", ")") or self.near is not None


def _tokens(text: str) -> Sequence[_Token]:
    found: list[_Token] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        token = _TOKEN.match(text, place)
        if token is None:
            raise MonitorError(f"query: a quotation mark without its other half in {text!r}")
        place = token.end()
        quoted = token["quoted"] if token["quoted"] is not None else token["curly"]
        if quoted is None:
            found.append(_Token(text=token["bracket"] or token["word"], literal=False))
        elif quoted.strip():
            found.append(_Token(text=quoted.strip(), literal=True))
    return found


@dataclass(slots=True)
class _QueryReader:
    text: str
    tokens: Sequence[_Token]
    at: int = 0

    def alternatives(self) -> Written:
        found = [self._together()]
        while self._take("OR"):
            found.append(self._together())
        return found[0] if len(found) == 1 else {"any": found}

    def _together(self) -> Written:
        found = [self._denied()]
        while (token := self._peek()) is not None and not token.is_sign("OR", ")"):
            self._take("AND")
            found.append(self._denied())
        return found[0] if len(found) == 1 else {"all": found}

    def _denied(self) -> Written:
        if self._take("NOT"):
            return {"none": [self._denied()]}
        return self._near()

    def _near(self) -> Written:
        found, within = [self._primary()], 0
        while (token := self._peek()) is not None and (near := token.near) is not None:
            self.at += 1
            within = max(within, int(near["within"] or _WITHIN))
            found.append(self._primary())
        return found[0] if len(found) == 1 else {"near": {"of": found, "within": str(within)}}

    def _primary(self) -> Written:
        if self._take("("):
            found = self.alternatives()
            if not self._take(")"):
                raise MonitorError(f"query: '(' without ')' in {self.text!r}")
            return found
        token = self._peek()
        if token is None or token.is_operator:
            where = f"before {token.text!r}" if token is not None else "at the end"
            raise MonitorError(f"query: a word is missing {where} in {self.text!r}")
        self.at += 1
        if token.literal:
            return token.text
        words = [token.text]
        while (token := self._peek()) is not None and not token.literal and not token.is_operator:
            words.append(token.text)
            self.at += 1
        return " ".join(words)

    def _peek(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _take(self, sign: str) -> bool:
        token = self._peek()
        if token is None or not token.is_sign(sign):
            return False
        self.at += 1
        return True
