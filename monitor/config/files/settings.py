"""rules/monitor.yaml -> what concerns the daemon as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.config.files.archive import ArchiveSettings, read_archive
from monitor.errors import Problem
from monitor.yamldoc import fields
from monitor.yamldoc.parse import Document, Entry, Text, read
from monitor.yamldoc.references import References

_COUNT = re.compile(r"[1-9][0-9]{0,5}")
_LISTEN = re.compile(r"(?P<host>\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):(?P<port>\d{1,5})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What monitor.yaml says."""

    store: str | None = None
    """Address of a Redis or Valkey, of its sentinels, or of its cluster; None for the embedded one."""
    history: timedelta = timedelta(days=30)
    """How long items can be asked about, and decisions where it is said or there is no archive."""
    history_given: bool = False
    """Whether the file says so."""
    archive: ArchiveSettings = field(default_factory=ArchiveSettings)
    contact: str | None = None
    """Address that publishers may write to; goes into the User-Agent."""
    timezone: tzinfo | None = None
    """For the times in messages; None for the machine's own."""
    web: tuple[str, int] | None = None
    """Host and port on which metrics and health are shown; None for nowhere."""
    websub: str | None = None
    """Public address under which hubs reach what `web` listens on; None to ask no hub."""
    embeddings: bool = False
    """Whether stories are grouped with the help of sentence vectors; needs the extra `embeddings`."""
    storm: int | None = 30
    """How many alerts an hour a rule may make before they go into digests; None for any number."""
    heartbeat: str | None = None
    """Address that is fetched every minute as long as the work goes on. May hold a secret."""


def read_settings(path: Path, references: References) -> tuple[Settings, list[Problem]]:
    """The settings of a file, and what is wrong in it; the defaults if there is no such file."""
    settings = Settings()
    if not path.exists():
        return settings, []
    document = read(path)
    root = document.map(document.root, "monitor.yaml") if document.root is not None else None
    if root is None:
        return settings, document.problems
    document.check_keys(root, KEYS)
    for entry in root:
        if entry.key.value in _READERS:
            settings = _READERS[entry.key.value](document, entry, references, settings)
    if settings.websub and not settings.web:
        document.problem(root, "E106", "websub needs 'web' as well: the address to listen on")
    return settings, document.problems


def read_store(path: Path, references: References) -> tuple[str | None, list[Problem]]:
    """The address of the store that a file names, None for the embedded one; and what keeps the file from saying.

    Whatever else is wrong in it does not count, but a key that was probably meant to be `store` does.
    """
    if not path.exists():
        return None, []
    document = read(path)
    root = document.map(document.root, "monitor.yaml") if document.root is not None else None
    if root is None:
        return None, document.problems
    unreadable = len(document.problems)
    document.check_keys(root, KEYS)
    document.problems[unreadable:] = [one for one in document.problems[unreadable:] if one.hint == "store"]
    found = [_store(document, entry, references, Settings()).store for entry in root if entry.key.value == "store"]
    return next(iter(found), None), document.problems


def _history(document: Document, entry: Entry, _: References, settings: Settings) -> Settings:
    history = fields.duration(document, entry.value, "history")
    return replace(settings, history=history or settings.history, history_given=history is not None)


def _archive(document: Document, entry: Entry, references: References, settings: Settings) -> Settings:
    return replace(settings, archive=read_archive(document, entry.value, references))


def _store(document: Document, entry: Entry, references: References, settings: Settings) -> Settings:
    text = _text(document, entry, references)
    return replace(settings, store=None if text == "embedded" else text)


def _contact(document: Document, entry: Entry, references: References, settings: Settings) -> Settings:
    return replace(settings, contact=_text(document, entry, references))


def _timezone(document: Document, entry: Entry, references: References, settings: Settings) -> Settings:
    name = _text(document, entry, references)
    if name is None:
        return settings
    try:
        return replace(settings, timezone=ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        document.problem(
            entry.value, "E105", f"timezone must be a name such as Asia/Jakarta or Europe/Berlin, not {name!r}"
        )
        return settings


def _web(document: Document, entry: Entry, references: References, settings: Settings) -> Settings:
    text = _text(document, entry, references)
    if text is None:
        return settings
    address = _LISTEN.fullmatch(text)
    if address is None or int(address["port"]) > 65_535:
        document.problem(
            entry.value, "E105", f"web must be an address to listen on such as 127.0.0.1:9464, not {text!r}"
        )
        return settings
    return replace(settings, web=(address["host"].strip("[]"), int(address["port"])))


def _websub(document: Document, entry: Entry, references: References, settings: Settings) -> Settings:
    address = _web_address(document, entry, references, "websub")
    return replace(settings, websub=address or settings.websub)


def _heartbeat(document: Document, entry: Entry, references: References, settings: Settings) -> Settings:
    return replace(
        settings, heartbeat=_web_address(document, entry, references, "heartbeat") or settings.heartbeat
    )


def _web_address(document: Document, entry: Entry, references: References, what: str) -> str | None:
    text = _text(document, entry, references)
    if text is None:
        return None
    assert isinstance(entry.value, Text), "only a text could be expanded"
    return fields.web_address(document, entry.value, what, text)


def _storm(document: Document, entry: Entry, references: References, settings: Settings) -> Settings:
    text = _text(document, entry, references)
    if text == "none":
        return replace(settings, storm=None)
    if text is None or not _COUNT.fullmatch(text):
        document.problem(entry.value, "E105", "storm must be how many alerts an hour a rule may make, or none")
        return settings
    return replace(settings, storm=int(text))


def _stories(document: Document, entry: Entry, _: References, settings: Settings) -> Settings:
    stories = document.map(entry.value, "stories")
    if stories is None:
        return settings
    document.check_keys(stories, STORIES_KEYS)
    embeddings = stories.get("embeddings")
    asked = embeddings is not None and fields.boolean(document, embeddings, "embeddings", default=False)
    return replace(settings, embeddings=asked)


def _text(document: Document, entry: Entry, references: References) -> str | None:
    """The text of an entry with its references expanded; None after a problem."""
    if document.text(entry.value, entry.key.value) is None or not isinstance(entry.value, Text):
        return None
    return references.expand(document, entry.value)


_READERS: dict[str, Callable[[Document, Entry, References, Settings], Settings]] = {
    "store": _store,
    "history": _history,
    "archive": _archive,
    "contact": _contact,
    "timezone": _timezone,
    "web": _web,
    "websub": _websub,
    "stories": _stories,
    "storm": _storm,
    "heartbeat": _heartbeat,
}
KEYS = tuple(_READERS)
"""What monitor.yaml may say."""
STORIES_KEYS = ("embeddings",)
"""What its `stories` may say."""
