"""Rules in their concise or their full form, with every comment where it was.

The text is edited, not rewritten: what is not understood is left alone. A file is given back only if it means
what it meant before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import yaml

from monitor.errors import Problem
from monitor.yamldoc.parse import Document, Items, Map, Node, Text, parse

_INDENT = 2
_Meaning = str | tuple["_Meaning", ...] | frozenset[tuple[str, "_Meaning"]]


class Form(StrEnum):
    """How rules are written."""

    FULL = "full"
    """Every rule a mapping, one key a line."""
    SHORT = "short"
    """A rule that is nothing but words of which one is enough, as a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatted:
    """A file of rules in another form."""

    text: str
    left: tuple[Problem, ...] = ()
    """What was left as it is, and why."""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


class _KeptError(Exception):
    """Something that cannot be rewritten without losing a part of it."""


def format_pack(text: str, *, path: str, form: Form | None) -> Formatted:
    """A file of rules in the given form, if any, without blanks at the ends of lines, and with single empty lines.

    Raises ValueError if the text is no YAML that the monitor reads; `monitor check` says why.
    """
    before = parse(text.encode(), path=path)
    if before.root is None or any(problem.blocks for problem in before.problems):
        raise ValueError(f"{path} has errors: see monitor check")
    left: list[Problem] = []
    edits: list[_Edit] = []
    for key, value in _rules(text) if form is not None else ():
        try:
            edits += _full(text, key, value) if form is Form.FULL else _short(text, key, value)
        except _KeptError as error:
            mark = key.start_mark
            left.append(Problem(path, mark.line + 1, mark.column + 1, "I401", f"left as it is: {error}"))
    formed = text
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        formed = formed[: edit.start] + edit.text + formed[edit.end :]
    if not _same(before, parse(formed.encode(), path=path)):
        left.append(Problem(path, 1, 1, "I401", "left as it is: in the other form it would mean something else"))
        formed = text
    tidied = _tidied(formed)
    if _same(before, parse(tidied.encode(), path=path)):
        formed = tidied
    return Formatted(text=formed, left=tuple(sorted(left)))


def _rules(text: str) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "rules" and isinstance(value, yaml.MappingNode) and not value.flow_style:
            yield from value.value


def _full(text: str, key: yaml.Node, value: yaml.Node) -> Iterator[_Edit]:
    """A list as `any`, a mapping in braces as lines."""
    after = text.index(":", key.end_mark.index) + 1
    inner = " " * (key.start_mark.column + _INDENT)
    if isinstance(value, yaml.MappingNode):
        if value.flow_style:
            yield _unfolded(text, value, after, inner)
    elif not isinstance(value, yaml.SequenceNode) or value.flow_style:
        if text[after : value.start_mark.index].strip():
            raise _KeptError("there is a comment between the id and the terms")
        yield _Edit(after, value.start_mark.index, f"\n{inner}any: ")
    else:
        start = _line_end(text, after)
        yield _Edit(start, start, f"\n{inner}any:")
        shift = key.start_mark.column + 2 * _INDENT - value.start_mark.column
        yield from _shifted(text, start + 1, _content_end(value), shift)


def _unfolded(text: str, value: yaml.MappingNode, after: int, inner: str) -> _Edit:
    place = value.start_mark.index + 1
    lines = []
    for name, content in value.value:
        if "#" in text[place : name.start_mark.index] + text[name.end_mark.index : content.start_mark.index]:
            raise _KeptError("there is a comment inside the braces")
        lines.append(f"\n{inner}{_source(text, name)}: {_source(text, content)}")
        place = content.end_mark.index
    end = value.end_mark.index
    if "#" in text[place:end] or text[after : value.start_mark.index].strip():
        raise _KeptError("there is a comment inside the braces")
    comment = text[end : _line_end(text, end)].rstrip()
    return _Edit(after, end + len(comment), f"{comment}{''.join(lines)}")


def _short(text: str, key: yaml.Node, value: yaml.Node) -> Iterator[_Edit]:
    """A mapping of nothing but `any` as a list."""
    if not isinstance(value, yaml.MappingNode) or [name.value for name, _ in value.value] != ["any"]:
        return
    any_key, words = value.value[0]
    after = text.index(":", key.end_mark.index) + 1
    if isinstance(words, yaml.MappingNode):
        return
    block = isinstance(words, yaml.SequenceNode) and not words.flow_style
    start = _line_end(text, any_key.end_mark.index) if block else words.start_mark.index
    if "#" in text[after:start]:
        raise _KeptError("there is a comment between the id and the terms")
    yield _Edit(after, start, "" if block else " ")
    if block:
        shift = key.start_mark.column + _INDENT - words.start_mark.column
        yield from _shifted(text, start + 1, _content_end(words), shift)
    elif value.flow_style:
        yield _Edit(words.end_mark.index, value.end_mark.index, "")


def _shifted(text: str, start: int, end: int, shift: int) -> Iterator[_Edit]:
    """The lines of a stretch, further in or out."""
    for line in re.finditer(r"^( *)(?=\S)", text[start:end], re.MULTILINE):
        place = start + line.start()
        if shift > 0:
            yield _Edit(place, place, " " * shift)
        else:
            yield _Edit(place, place + min(-shift, len(line[1])), "")


def _content_end(node: yaml.Node) -> int:
    """Where the last word of a node ends; a block's own end is behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _content_end(last[1] if isinstance(last, tuple) else last)
    return node.end_mark.index


def _source(text: str, node: yaml.Node) -> str:
    return text[node.start_mark.index : node.end_mark.index]


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _tidied(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"


def _same(before: Document, after: Document) -> bool:
    """Whether two files say the same, whatever the form of their rules."""
    return not any(p.blocks for p in after.problems) and _meaning(before.root) == _meaning(after.root)


def _meaning(node: Node | None, *, depth: int = 0) -> _Meaning:
    match node:
        case Text(value=value):
            return value
        case Items():
            return tuple(_meaning(item, depth=depth + 1) for item in node)
        case Map():
            return frozenset(
                (
                    entry.key.value,
                    _rule_meaning(entry.value) if depth == 1 else _meaning(entry.value, depth=depth + 1),
                )
                for entry in node
            )
        case None:
            return ""


def _rule_meaning(node: Node) -> _Meaning:
    meaning = _meaning(node, depth=2)
    return meaning if isinstance(meaning, frozenset) else frozenset([("any", meaning)])
