"""The items of a JSON document, by JMESPath expressions."""

from __future__ import annotations

from typing import Any

import jmespath
import msgspec
from jmespath.exceptions import JMESPathError

from monitor.collect.parse.entries import Reply, Unreadable
from monitor.collect.parse.markup import from_markup, one_line
from monitor.collect.parse.selection.found_items import PARTS, nothing, reply
from monitor.model.news.feed import Selectors
from monitor.model.news.visit import FetchFailure


def read(text: str, *, select: Selectors) -> Reply:
    """The items that the expressions find. An empty list is a list: of warnings in force there may be none."""
    try:
        document = msgspec.json.decode(text.strip().encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError) as error:
        return Unreadable(failure=FetchFailure.BROKEN, detail=f"broken JSON: {error}")
    found = _search(select.item, document)
    if not isinstance(found, list):
        return nothing("item", select.item)
    items = [{part: _value(item, getattr(select, part), part=part) for part in PARTS} for item in found]
    return reply(items, select=select)


def _search(expression: str, within: Any) -> Any:
    try:
        return jmespath.search(expression, within)
    except (JMESPathError, TypeError, ValueError):  # a function of a value of another type
        return None


def _value(item: Any, expression: str, *, part: str) -> str:
    value = _search(expression, item) if expression else None
    if isinstance(value, list):
        value = next((one for one in value if one is not None), None)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
    if part in ("title", "summary"):
        return from_markup(text) if part == "summary" else one_line(from_markup(text))
    return one_line(text)
