"""What is wrong with an expression of RE2, and its compiled form."""

from __future__ import annotations

from typing import Any

import re2

_MAX_PROGRAM = 10_000


def fault(pattern: str) -> str:
    """What is wrong with an expression, in words; empty if it can be used."""
    if pattern.startswith("(i?)"):
        return "regex: '(i?)' is an i that may be missing, not the option for any capitals"
    try:
        compiled = _compile(pattern)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
        lookaround = "invalid perl operator" in reason or "invalid escape sequence" in reason
        hint = " (RE2 has no lookaround and no backreferences)" if lookaround else ""
        return f"regex: {reason}{hint}"
    if compiled.programsize > _MAX_PROGRAM:
        return f"regex: too large ({compiled.programsize} steps, {_MAX_PROGRAM} at most): use a list of terms"
    if compiled.search("") is not None or _finds_nothing_in(compiled):
        return "regex: matches the empty string, so it would match every item"
    return ""


def _finds_nothing_in(compiled: Any) -> bool:
    """Whether an expression is content with no letters at all in an ordinary text, as `$`, `x*` and `\\b` are."""
    found = compiled.search("news 1")
    return found is not None and found.start() == found.end()


def _compile(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True  # the fast engine of RE2 answers only where nothing is captured
    return re2.compile(pattern, options)
