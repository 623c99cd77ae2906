"""A route of the API: what it takes, what it does, what it gives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from monitor.web.parts.desk import Desk

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRoute:
    """One method at one path."""

    method: str
    path: str
    """Under the prefix; `{id}` is any one part of it."""
    says: str
    """What it does, in one sentence."""
    takes: type[Any]
    """The struct of its query, or of its body where the method is POST."""
    gives: Any
    """The type of what it answers with."""
    answer: Callable[[Desk, Any, str], Awaitable[object]]
    """Gets what it takes, and the id in its path; `NoSuchError` if there is nothing of this id."""
    status: int = 200

    @property
    def has_id(self) -> bool:
        """Whether its path names something."""
        return "{id}" in self.path

    @property
    def has_body(self) -> bool:
        """Whether what it takes comes as the body."""
        return self.method == "POST"
