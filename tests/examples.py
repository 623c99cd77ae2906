"""How many examples a property is tried with: few in the everyday run, all in `-m slow`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class _Run:
    long: bool = False


RUN = _Run()
"""The run of the tests; `conftest` says whether it is a long one before any test is imported."""
_SHARE = 5
_LEAST = 20


def examples(many: int) -> int:
    """How many of `many` examples this run tries: a fifth of them, unless it is a long one."""
    return many if RUN.long else min(many, max(many // _SHARE, _LEAST))
