"""What a person wrote: YAML in which every scalar is a string and every value knows its place.

YAML's own typing is switched off: `NO` stays `NO`, `10.000` stays `10.000`, `12:30` stays `12:30`.
Readers of a document ask it for the type that they expect, and every disappointment is a Problem with
path, line and column. Aliases, anchors, tags and merge keys are refused: they make bombs and surprises.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from monitor.errors import Problem
from monitor.yamldoc.regular_file import read_regular

MAX_BYTES = 4 << 20
"""Some thirty thousand feeds, as a list of another reader brings them."""
MAX_DEPTH = 20

_OPENED = {
    "while parsing a flow sequence": "this '[' is not closed: a ']' or a ',' is missing by line {line}",
    "while parsing a flow mapping": "this '{{' is not closed: a '}}' or a ',' is missing by line {line}",
    "while scanning a quoted scalar": "this quote is not closed by the end of the file",
}
"""What YAML was in the middle of when it failed: the mistake is where that began."""
_ODD_START = re.compile(r"(?:^\s*|[\[{,]\s*|[-:]\s+)([!&*@%`])")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})( |$)", re.MULTILINE)
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufeff\uff00-\ufffd\U00010000-\U0010ffff]")
_SHOWN_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar."""

    value: str
    line: int
    column: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value in a Map."""

    key: Text
    value: Node


@dataclass(frozen=True, slots=True)
class Map:
    """A mapping, in the order written. Keys are unique: a second one was reported and left out."""

    entries: tuple[Entry, ...]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """The value of a key, or None if the key is not there."""
        return next((entry.value for entry in self.entries if entry.key.value == key), None)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int
    column: int

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


Node = Text | Map | Items


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, or an empty string. Capitals do not count."""
    folded = {one.casefold(): one for one in known}
    close = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else ""


@dataclass(slots=True)
class Document:
    """One file and everything found wrong with it so far."""

    path: str
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)

    def problem(self, at: Node, code: str, message: str, *, hint: str = "") -> None:
        """Note a problem at a node."""
        self.problems.append(Problem(self.path, at.line, at.column, code, message, hint))

    def check_keys(self, at: Map, known: Sequence[str]) -> None:
        """E101 for every key that is not known."""
        for entry in at:
            if entry.key.value not in known:
                self.problem(
                    entry.key,
                    "E101",
                    f"unknown key {entry.key.value!r}",
                    hint=nearest(entry.key.value, known),
                )

    def text(self, at: Node, what: str) -> str | None:
        """The scalar's text, or None after E105."""
        if isinstance(at, Text):
            return at.value
        self.problem(at, "E105", f"{what} must be a text, not {kind(at)}")
        return None

    def map(self, at: Node, what: str) -> Map | None:
        """The mapping, or None after E105."""
        if isinstance(at, Map):
            return at
        self.problem(at, "E105", f"{what} must be a mapping (key: value), not {kind(at)}")
        return None

    def texts(self, at: Node, what: str) -> tuple[Text, ...]:
        """A list of texts; a single text counts as a list of one. E105 for what is neither."""
        if isinstance(at, Text):
            return (at,)
        if isinstance(at, Map):
            self.problem(at, "E105", f"{what} must be a list of texts, not {kind(at)}")
            return ()
        found: list[Text] = []
        for item in at:
            if isinstance(item, Text):
                found.append(item)
            else:
                self.problem(item, "E105", f"an entry of {what} must be a text, not {kind(item)}")
        return tuple(found)


def kind(node: Node) -> str:
    """What a node is, in words for an error message."""
    if isinstance(node, Text):
        more = "…" if len(node.value) > _SHOWN_LETTERS else ""
        return f"the text {node.value[:_SHOWN_LETTERS] + more!r}" if node.value else "nothing"
    return "a mapping" if isinstance(node, Map) else "a list"


def read(path: Path, *, shown_as: str | None = None) -> Document:
    """Read a file. Problems of reading are in the document, never raised."""
    shown = shown_as if shown_as is not None else str(path)
    try:
        content = read_regular(path, limit=MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        return Document(shown, problems=[Problem(shown, 1, 1, "E001", f"cannot be read: {reason}")])
    return parse(content, path=shown)


def parse(content: bytes, *, path: str) -> Document:
    """Read a document from bytes; see `read`."""
    document = Document(path)
    if len(content) > MAX_BYTES:
        document.problems.append(
            Problem(path, 1, 1, "E001", f"larger than {MAX_BYTES} bytes: split it into several files")
        )
        return document
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        document.problems.append(Problem(path, line, column, "E001", "not UTF-8: save the file as UTF-8"))
        return document
    try:
        document.root = _build(document, text)
    except _RefusedYamlError as error:
        document.problems.append(Problem(path, error.line, error.column, "E001", error.problem))
    except yaml.MarkedYAMLError as error:
        document.problems.append(Problem(path, *_fault(error, text)))
    except yaml.reader.ReaderError:
        found = _UNPRINTABLE.search(text)
        place = found.start() if found else 0
        line, column = text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
        what = f"U+{ord(found[0]):04X}" if found else "a character"
        document.problems.append(
            Problem(path, line, column, "E001", f"{what} is a character that YAML does not allow: take it out")
        )
    return document


def _fault(error: yaml.MarkedYAMLError, text: str) -> tuple[int, int, str, str]:
    """The mistake that YAML stumbled over, and what to do about it: line, column, code, message."""
    if (conflict := _CONFLICT.search(text)) is not None:
        line = text.count("\n", 0, conflict.start()) + 1
        return line, 1, "E001", "a merge conflict is left in the file: keep one side, and take the marks out"
    mark = error.problem_mark or error.context_mark
    assert mark is not None, "the parser marks what it cannot read"
    opened = _OPENED.get(error.context or "")
    written = next(iter(text.split("\n")[mark.line : mark.line + 1]), "")
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return mark.line + 1, mark.column + 1, "E001", "indent with spaces, not tabs"
    if (odd := _ODD_START.search(written)) is not None and odd.start(1) <= mark.column:
        return mark.line + 1, odd.start(1) + 1, "E001", f"a value may not start with {odd[1]!r}: put it in quotes"
    if opened is not None and error.context_mark is not None:
        begin = error.context_mark
        return begin.line + 1, begin.column + 1, "E001", opened.format(line=mark.line + 1)
    return (
        mark.line + 1,
        mark.column + 1,
        "E001",
        _advice(error.problem or error.context or "", written, mark.column),
    )


def _advice(why: str, written: str, column: int) -> str:
    """What to do about a line that YAML cannot read."""
    if "mapping values are not allowed" in why:
        if ":" in written[:column]:
            return "a ': ' inside a value: put the value in quotes"
        return "the line above misses its ':', or this line is indented too far"
    if "expected key" in why or "block end" in why:
        return "this line does not fit the lines above: fix its indentation, or remove an extra bracket"
    if "expected ':'" in why:
        return "this line misses its ':' or its indentation"
    return f"cannot be read as YAML: {why}"


class _RefusedYamlError(Exception):
    """Valid YAML that we do not take."""

    def __init__(self, event: yaml.Event, why: str) -> None:
        self.problem = why
        self.line, self.column = _place(event)


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    assert mark is not None, "a parser that reads a text marks every event"
    return mark.line + 1, mark.column + 1


def _build(document: Document, text: str) -> Node | None:
    """Build nodes from YAML's events: unlike its composer, events show where an alias or a tag is."""
    events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    root: Node | None = None
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _RefusedYamlError(event, "a second document ('---') in one file: use one file each")
        elif isinstance(event, yaml.NodeEvent):
            root = _node(document, event, events, depth=0)
    return root


def _node(document: Document, event: yaml.NodeEvent, events: Iterator[yaml.Event], *, depth: int) -> Node:
    line, column = _place(event)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _RefusedYamlError(
            event,
            "a value that starts with '*' or '&' needs quotes; if you meant YAML's aliases, write the value out",
        )
    if getattr(event, "tag", None) not in (None, "!"):
        raise _RefusedYamlError(event, "tags (!name) are not taken: put the value in quotes")
    if depth > MAX_DEPTH:
        raise _RefusedYamlError(event, f"nested deeper than {MAX_DEPTH} levels")
    if isinstance(event, yaml.ScalarEvent):
        return Text(event.value, line, column, quoted=event.style in ("'", '"'))
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Node] = []
        while not isinstance(inner := next(events), yaml.SequenceEndEvent):
            items.append(_node(document, inner, events, depth=depth + 1))  # type: ignore[arg-type]  # only node events are inside a collection
        return Items(tuple(items), line, column)
    return Map(_entries(document, events, depth=depth), line, column)


def _entries(document: Document, events: Iterator[yaml.Event], *, depth: int) -> tuple[Entry, ...]:
    entries: dict[str, Entry] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _node(document, event, events, depth=depth + 1)  # type: ignore[arg-type]  # as above
        value = _node(document, next(events), events, depth=depth + 1)  # type: ignore[arg-type]  # as above
        if not isinstance(key, Text):
            document.problem(key, "E105", "a key must be a text: put it in quotes")
        elif key.value == "<<":
            document.problem(key, "E105", "merge keys (<<) are not taken: write the values out")
        elif key.value in entries:
            first = entries[key.value].key.line
            document.problem(key, "E102", f"key {key.value!r} given twice; first on line {first}")
        else:
            entries[key.value] = Entry(key, value)
    return tuple(entries.values())
