"""Changing feeds.yaml as a person would: a line more, a line less, every comment where it was."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from monitor.collect.discovery.opml import Outline
from monitor.config.files.selectors import KEYS as SELECTOR_KEYS
from monitor.errors import ConfigError, MonitorError
from monitor.model.news.feed import Selectors
from monitor.yamldoc.atomic_write import write_whole
from monitor.yamldoc.parse import Document, Entry, Map, parse

_EMPTY = "# The feeds to watch. Concise:  my-outlet: https://example.org/rss.xml\nfeeds:\n"
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_NEEDS_QUOTES = re.compile(r"[^\w ./:?=&%+~@-]|: | #|^[\s?:-]|\s$|^$", re.ASCII)
_NO_FEEDS = re.compile(r"^feeds:[ \t]*\{\s*\}|\A\s*\{\s*feeds:\s*\{\s*\}\s*\}\s*\Z", re.MULTILINE)
"""How a file says that there are none yet: lines can follow `feeds:` but not braces."""
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SUFFIXES = PublicSuffixList()
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


class FeedsFile:
    """The text of feeds.yaml. Nothing is written before `save`."""

    def __init__(self, path: Path) -> None:
        """Raises MonitorError if the file is there and cannot be read as it is."""
        self._path = path
        self._text = _NO_FEEDS.sub("feeds:", _content(path))
        self._entries = self._read()
        self._ids = {entry.key.value for entry in self._entries}
        self._added: dict[str, str] = {}
        """Id -> what is written after it."""
        self._numbers: dict[str, int] = {}
        """How many ids were made from a title, so that a list of thousands is not counted through each time."""

    @property
    def ids(self) -> Collection[str]:
        """The feeds that there are."""
        return self._ids | self._added.keys()

    def add(
        self,
        outline: Outline,
        *,
        name: str = "",
        allow_private: Sequence[str] = (),
        select: Selectors | None = None,
    ) -> str:
        """A line for one more feed, after the last; its id, made from the title or the address if none is given.

        `select` is for what is no feed.

        Raises MonitorError if there is a feed with that id, or if the address is none that may be visited.
        """
        if name and self._is_taken(name):
            raise MonitorError(f"{self._path} has a feed {name!r} already")
        if not outline.url.startswith(("http://", "https://")):
            raise MonitorError(f"{outline.url[:100]!r} is no address of the web")
        if "${" in outline.url:  # it would be looked up, and a secret would go to whoever made up the address
            raise MonitorError(f"{outline.url[:100]!r} holds a reference to a setting; write such a feed by hand")
        chosen = name or self._free(outline)
        self._added[chosen] = _written(outline, allow_private, select)
        return chosen

    def remove(self, name: str) -> None:
        """Take a feed's lines out. Raises MonitorError if there is no such feed."""
        entry = next((entry for entry in self._entries if entry.key.value == name), None)
        if entry is None:
            raise MonitorError(f"{self._path} has no feed {name!r}; `monitor feeds list` shows them")
        lines = self._text.splitlines()
        del lines[entry.key.line - 1 : self._end_of(entry)]
        self._text = "".join(f"{line}\n" for line in lines)
        self._entries = self._read()
        self._ids = {entry.key.value for entry in self._entries}

    def save(self) -> None:
        """Write the file, whole or not at all. Raises MonitorError if it cannot be written."""
        self._insert()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, self._text.encode())
        except OSError as error:
            raise MonitorError(f"{self._path} cannot be written: {error.strerror}") from error

    def _insert(self) -> None:
        """Put the lines of what was added after the last feed, and see that the file is still good."""
        last = self._entries[-1] if self._entries else None
        at = self._end_of(last) if last else self._heading() + 1
        indent = " " * (last.key.column - 1 if last else 2)
        lines = self._text.splitlines()
        lines[at:at] = [f"{indent}{name}: {details}" for name, details in self._added.items()]
        self._text = "".join(f"{line}\n" for line in lines)
        self._added.clear()
        self._entries = self._read()
        self._ids = {entry.key.value for entry in self._entries}

    def _read(self) -> tuple[Entry, ...]:
        document: Document = parse(self._text.encode(), path=str(self._path))
        if document.problems:
            raise ConfigError(document.problems)
        feeds = document.root.get("feeds") if isinstance(document.root, Map) else None
        if isinstance(feeds, Map) and self._text.splitlines()[feeds.line - 1][feeds.column - 1 :][:1] == "{":
            raise MonitorError(f"{self._path}:{feeds.line}: write the feeds below one another, not in braces")
        return feeds.entries if isinstance(feeds, Map) else ()

    def _heading(self) -> int:
        """The index of the line `feeds:`, which is added if it is not there."""
        lines = self._text.splitlines()
        if "feeds:" not in (heads := [line.partition("#")[0].rstrip() for line in lines]):
            self._text = "".join(f"{line}\n" for line in (*lines, "feeds:"))
            return len(lines)
        return heads.index("feeds:")

    def _end_of(self, entry: Entry) -> int:
        """The index after an entry's last line: its own lines are indented deeper than its key."""
        lines = self._text.splitlines()
        end = entry.key.line
        for index in range(entry.key.line, len(lines)):
            depth = _depth(lines[index])
            if depth is not None and depth < entry.key.column:
                break
            if depth is not None:
                end = index + 1
        return end

    def _free(self, outline: Outline) -> str:
        """An id that is not taken, from the title, or the host if the title has no letters of ASCII."""
        base = _as_id(outline.title) or _as_id(_host(outline.url)) or "feed"
        for number in itertools.count(self._numbers.get(base, 1)):
            name = f"{base}-{number}" if number > 1 else base
            if not self._is_taken(name):
                self._numbers[base] = number
                return name
        raise AssertionError("numbers have no end")

    def _is_taken(self, name: str) -> bool:
        return name in self._ids or name in self._added


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return _EMPTY
    except UnicodeDecodeError as error:
        raise MonitorError(f"{path} is not UTF-8: save the file as UTF-8") from error
    except OSError as error:
        raise MonitorError(f"{path} cannot be read: {error.strerror}") from error


def _depth(line: str) -> int | None:
    """How many spaces a line begins with; None for a line without a value, which belongs to nobody."""
    text = line.strip()
    return None if not text or text.startswith("#") else len(line) - len(line.lstrip(" "))


def _as_id(text: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_IDS.sub("-", ascii_text).strip("-")[:40].rstrip("-")


def _host(url: str) -> str:
    """The name that a publisher has bought, without what comes before and after it."""
    host = urlsplit(url).hostname or ""
    bought = _SUFFIXES.privatesuffix(host) or host
    return bought.split(".")[0]


def _written(outline: Outline, allow_private: Sequence[str], select: Selectors | None) -> str:
    """The feed in YAML: just the address if there is no more to say."""
    details = {"url": _scalar(outline.url)}
    if outline.title:
        details["title"] = _scalar(outline.title)
    if _LANGUAGE.fullmatch(language := outline.lang.partition("-")[0].lower()):
        details["lang"] = language
    if tags := _tags(outline.folders):
        details["tags"] = f"[{', '.join(tags)}]"
    if outline.every is not None:
        details["every"] = _duration(outline.every)
    if select is not None:
        parts = {key: text for key in SELECTOR_KEYS if (text := getattr(select, key))}
        details["type"] = str(select.kind)
        details["select"] = "{" + ", ".join(f"{key}: {_quoted(text)}" for key, text in parts.items()) + "}"
    if allow_private:
        details["allow_private"] = f"[{', '.join(map(_scalar, allow_private))}]"
    if len(details) == 1 and not details["url"].startswith('"'):
        return details["url"]
    return "{" + ", ".join(f"{key}: {value}" for key, value in details.items()) + "}"


def _tags(folders: Iterable[str]) -> list[str]:
    """Tags keep their letters in any script; spaces become hyphens."""
    tags = ["-".join(folder.lower().split()) for folder in folders]
    return [_scalar(tag) if "," not in tag else f'"{tag}"' for tag in dict.fromkeys(tags) if tag]


def _scalar(text: str) -> str:
    """A text as it may be between braces: quoted where YAML would read more into it."""
    text = "".join(character for character in text if character.isprintable())
    if _NEEDS_QUOTES.search(text) or any(mark in text for mark in ",[]{}"):
        return _quoted(text)
    return text


def _quoted(text: str) -> str:
    """A text in quotes, in which YAML reads nothing but escapes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _duration(every: timedelta) -> str:
    seconds = max(every // timedelta(seconds=1), 1)
    length, unit = next((length, unit) for length, unit in _UNITS if seconds % length == 0)
    return f"{seconds // length}{unit}"
