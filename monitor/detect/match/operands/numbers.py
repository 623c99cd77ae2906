"""Numbers of a text in a range: `{number: ">= 6", near: magnitude}`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import Span
from monitor.detect.rules.conditions import NumberIs, Unit
from monitor.language.numbers.quantities import Quantity, quantities
from monitor.model.news.item import Field


class NumberFind(NamedTuple):
    """A number of an item."""

    span: Span
    written: str
    quantity: Quantity


def number_finds(reading: FoldedItem) -> Iterator[NumberFind]:
    """Every number of an item that counts or measures something, in its order."""
    for field in Field:
        source = reading.source(field)
        for quantity in quantities(source, reading.lang):
            span = reading.span_of(field, quantity.start, quantity.end)
            if span is not None:
                yield NumberFind(span, source[quantity.start : quantity.end], quantity)


def is_in(condition: NumberIs, quantity: Quantity) -> bool:
    """Whether a number is in the range, and has the unit."""
    if condition.unit is Unit.PERCENT and not quantity.percent:
        return False
    if condition.unit is Unit.MONEY and not quantity.money:
        return False
    value = quantity.value
    above = value > condition.low if condition.above else value >= condition.low
    return above and (value < condition.high if condition.below else value <= condition.high)
