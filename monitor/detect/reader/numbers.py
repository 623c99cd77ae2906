"""Reading `number`: a comparison or a range, with a unit or a word such as million."""

from __future__ import annotations

import re

from monitor.detect.rules.conditions import NumberIs, Scope, Unit
from monitor.language.numbers.quantities import is_unit, quantities
from monitor.language.words import words
from monitor.yamldoc.parse import Document, Text

_SIGN = re.compile(r"\s*(?P<sign>>=|<=|>|<|=|≥|≤)?\s*(?P<rest>[^<>=≥≤].*|[^<>=≥≤\s])\s*", re.DOTALL)
_RANGE = re.compile(r"(?P<low>.*\d.*?)\s*(?:\.\.+|…|\s-\s|(?<=\d)[-–](?=\d)|\bto\b)\s*(?P<high>.*\d.*)")
_SHORT = {"k": "thousand", "m": "million", "mn": "million", "bn": "billion", "b": "billion", "t": "trillion"}
_GLUED = re.compile(r"(?<=\d)(k|mn|m|bn|b|t)\b", re.IGNORECASE)
_EXAMPLES = "'>= 6', '< 3.5', '10-20', '> 5%', '>= $1 million'"


def read_number(document: Document, node: Text, scope: Scope) -> NumberIs | None:
    """The condition that a number is in a range, or None after E105."""
    written = _SIGN.fullmatch(node.value)
    made = _read(written["sign"] or "", written["rest"], scope) if written is not None else None
    if made is None:
        document.problem(node, "E105", f"a number is written like {_EXAMPLES}, not {node.value!r}")
        return None
    if made.low > made.high:
        document.problem(node, "E105", f"number {node.value!r}: the lower bound is above the upper one")
        return None
    return made


def _read(sign: str, rest: str, scope: Scope) -> NumberIs | None:  # noqa: PLR0911 - one for each sign
    text = " ".join(f"{sign} {rest}".split())
    endless = float("inf")
    if not sign and (span := _RANGE.fullmatch(rest)) is not None:
        low, high = _value(span["low"]), _value(span["high"])
        if low is None or high is None:
            return None
        unit = low[1] if high[1] is Unit.ANY else high[1]
        return NumberIs(text=text, low=low[0], high=high[0], unit=unit, scope=scope)
    found = _value(rest)
    if found is None:
        return None
    value, unit = found
    match sign:
        case ">=" | "≥":
            return NumberIs(text=text, low=value, high=endless, unit=unit, scope=scope)
        case ">":
            return NumberIs(text=text, low=value, high=endless, above=True, unit=unit, scope=scope)
        case "<=" | "≤":
            return NumberIs(text=text, low=-endless, high=value, unit=unit, scope=scope)
        case "<":
            return NumberIs(text=text, low=-endless, high=value, below=True, unit=unit, scope=scope)
        case _:
            return NumberIs(text=text, low=value, high=value, unit=unit, scope=scope)


def _value(text: str) -> tuple[float, Unit] | None:
    """A number and its unit; None if the text is not just that."""
    spelt = _GLUED.sub(lambda short: f" {_SHORT[short[0].lower()]}", text)
    found = list(quantities(spelt, "en", every=True))
    if len(found) != 1:
        return None
    beside = f"{spelt[: found[0].start]} {spelt[found[0].end :]}"
    if not all(map(is_unit, words(beside))):
        return None
    unit = Unit.PERCENT if found[0].percent else Unit.MONEY if found[0].money else Unit.ANY
    return found[0].value, unit
