"""What can go wrong that a person can fix.

    MonitorError                   something a person can fix; the message says what to do
    ├── ConfigError                one or more Problems in what a person wrote, all of them at once
    ├── StoreUnavailableError      the store does not answer; the caller waits and tries again
    └── StoreRefusedError          the store answers that it will not: full, read-only, wrong password

What the world does (a 404, a refused message, broken XML) is a value, not an error.
Anything else that is raised is a bug and ends the process loudly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to fix in a file that a person wrote. Line and column count from 1."""

    path: str
    line: int
    column: int
    code: str
    """A letter for the weight (E blocks, W warns, I informs) and a number; T is a failed test."""
    message: str
    hint: str = ""
    """The nearest known name, for `did you mean`; empty if there is none."""

    @property
    def blocks(self) -> bool:
        """Whether the file cannot be used until this is fixed."""
        return self.code.startswith("E")

    @property
    def advice(self) -> str:
        """What is wrong, and what was probably meant."""
        return f"{self.message} (did you mean {self.hint!r}?)" if self.hint else self.message

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code} {self.advice}"


class MonitorError(Exception):
    """Something that a person can fix."""


class ConfigError(MonitorError):
    """What a person wrote cannot be used. Holds every problem found, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class StoreUnavailableError(MonitorError):
    """The store does not answer. Nothing was lost: wait and call again."""


class StoreRefusedError(MonitorError):
    """The store answers, but refuses: full, read-only, wrong password, too old a version."""


class NoArchiveError(MonitorError):
    """There is no archive in the folder."""
