"""A sandbox for templates that also limits their time and size: a folder of rules may come from somebody else."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

STEPS = 20_000
"""Rounds of loops and calls that one message may take."""
SECONDS = 2.0
SIZE = 100_000
"""Characters, or elements, of any value and of the whole."""
_NUMBER = 10_000
"""The largest number that a filter or a method is given: a width, a count."""
_WIDTH = re.compile(r"\d{5,}")


class TemplateLimitError(TemplateRuntimeError):
    """A template that takes too long or makes too much."""


class _Budget:
    """What is left to one rendering."""

    def __init__(self) -> None:
        self.steps = STEPS
        self.end = time.monotonic() + SECONDS

    def spend(self) -> None:
        """Count one step. Raises once there are too many."""
        self.steps -= 1
        if self.steps < 0 or time.monotonic() > self.end:
            raise TemplateLimitError(f"it takes more than {STEPS:,} steps or {SECONDS:g} seconds")


_budget: ContextVar[_Budget] = ContextVar("budget")


class LimitedEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox. Only what `limited` renders in it is limited."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        # constants are worked out while rendering as well, where the limits hold
        super().__init__(**options, optimized=False)
        self.globals = {name: value for name, value in self.globals.items() if name != "lipsum"}
        self.filters = {name: _limited_filter(filter_) for name, filter_ in self.filters.items()}
        self.filters |= {"limited_loop": _rounds, "limited_size": _sized}

    def parse(self, source: str, name: str | None = None, filename: str | None = None) -> nodes.Template:
        """The tree, with the limits in its loops and joins."""
        tree: nodes.Template = _Limits().visit(super().parse(source, name, filename))
        return tree

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call something that the template names."""
        _budget.get().spend()
        _check_numbers((*args, *kwargs.values()))
        method = getattr(obj, "__wrapped__", obj)  # the sandbox has a `str.format` of its own
        text = getattr(method, "__self__", None)
        if isinstance(text, str) and method.__name__.startswith("format") and _WIDTH.search(text):
            raise TemplateLimitError("it formats to a width of five digits or more")
        return _sized(super().call(context, obj, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Add, multiply, raise or format."""
        if operator == "*":
            _check_product(left, right)
        elif operator == "**" and isinstance(left, int) and isinstance(right, int):
            if left.bit_length() * abs(right) > SIZE:
                raise TemplateLimitError("it makes a number of too many digits")
        elif operator == "%" and isinstance(left, str) and _WIDTH.search(left):
            raise TemplateLimitError("it formats to a width of five digits or more")
        return _sized(super().call_binop(context, operator, left, right))


def limited(pieces: Callable[[], Iterable[str]]) -> str:
    """The text that these pieces of a rendering make. Raises TemplateLimitError if that is too much."""
    token = _budget.set(_Budget())
    try:
        made: list[str] = []
        size = 0
        for piece in pieces():
            size += len(piece)
            if size > SIZE:
                raise TemplateLimitError(f"it makes more than {SIZE:,} characters")
            made.append(piece)
        return "".join(made)
    finally:
        _budget.reset(token)


class _Limits(NodeTransformer):
    """Puts the filters that count and measure where Jinja calls nobody."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802  # the name that the visitor looks for
        """Have each round of a loop counted."""
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "limited_loop")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802
        """Have the length of what is joined measured."""
        self.generic_visit(node)
        return _filtered(node, "limited_size")


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    assert isinstance(node, nodes.Expr), "what is looped over is an expression"
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _limited_filter(filter_: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(filter_)  # with the marks by which Jinja knows what to pass to it
    def measured(*args: Any, **kwargs: Any) -> Any:
        _budget.get().spend()
        _check_numbers((*args[1:], *kwargs.values()))
        return _sized(filter_(*args, **kwargs))

    return measured


def _rounds(values: Iterable[Any]) -> Iterator[Any]:
    """The values, each of which is a step."""
    budget = _budget.get()
    for value in values:
        budget.spend()
        yield value


def _sized(value: Any) -> Any:
    if isinstance(value, str | list | tuple | dict) and len(value) > SIZE:
        raise TemplateLimitError(f"it makes more than {SIZE:,} characters or elements")
    return value


def _check_numbers(values: Iterable[Any]) -> None:
    if any(isinstance(value, int) and abs(value) > _NUMBER for value in values):
        raise TemplateLimitError(f"it uses a number above {_NUMBER:,}")


def _check_product(left: Any, right: Any) -> None:
    for sequence, times in ((left, right), (right, left)):
        if isinstance(sequence, str | list | tuple) and isinstance(times, int) and len(sequence) * times > SIZE:
            raise TemplateLimitError(f"it makes more than {SIZE:,} characters or elements")
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() + right.bit_length() > SIZE:
        raise TemplateLimitError("it makes a number of too many digits")
