"""What a server answers to a visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.model.news.visit import FetchFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the headers of a good answer say beside the document."""

    max_age: timedelta | None = None
    """Cache-Control or Expires: how long the document stays as it is."""
    skew: int = 0
    """Seconds by which the server's clock is ahead of ours; 0 if they agree, or it does not say."""
    moved_to: str = ""
    """Where permanent redirects led; empty if there was none, or a temporary one came first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A response with a body."""

    body: bytes
    content_type: str
    """The header as it was sent, charset included."""
    url: str
    """Where it came from in the end."""
    etag: str = ""
    """Byte-exact, likewise the next; empty if there is none that can be sent back."""
    last_modified: str = ""
    links: tuple[str, ...] = ()
    """The `Link` headers as they were sent."""
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The document is as it was at the last visit."""

    etag: str = ""
    """What to send back from now on, byte-exact; empty if the answer does not say, likewise the next."""
    last_modified: str = ""
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """No document."""

    failure: FetchFailure
    detail: str
    retry_after: timedelta | None = None
    status: int = 0
    """The status of the response; 0 if there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Nothing was asked: too many others wait for the same servers."""

    wait: timedelta


Answer = Fetched | NotModified | FetchFailed | Deferred
