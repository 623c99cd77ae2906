"""`${NAME}` and `${file:/path}` in a value: what they stand for, and which of them are secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monitor.yamldoc.parse import Document, Text
from monitor.yamldoc.regular_file import read_regular

_LONGEST = 65_536  # bytes of a secret
_REFERENCE = re.compile(r"\$\{([^}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(slots=True)
class References:
    """Looks references up, and remembers every value found: each is a secret to keep out of the logs."""

    environment: Mapping[str, str]
    secrets: set[str] = field(default_factory=set)

    def expand(self, document: Document, at: Text) -> str | None:
        """The text with its references replaced, or None after a problem for each one that leads nowhere."""
        failed = False

        def value(reference: re.Match[str]) -> str:
            nonlocal failed
            found = self._look_up(document, at, reference.group(1))
            if found is None:
                failed = True
                return ""
            self.secrets.add(found)
            return found

        expanded = _REFERENCE.sub(value, at.value)
        return None if failed else expanded

    def _look_up(self, document: Document, at: Text, name: str) -> str | None:
        if name.startswith("file:"):
            path = Path(name.removeprefix("file:"))
            try:
                content = read_regular(path, limit=_LONGEST).decode("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                reason = getattr(error, "strerror", None) or "not UTF-8"
                document.problem(at, "E107", f"the file {path} of ${{{name}}} cannot be read: {reason}")
                return None
            if not content:
                document.problem(at, "E107", f"the file {path} of ${{{name}}} is empty")
                return None
            return content
        if not _NAME.fullmatch(name):
            document.problem(at, "E107", f"${{{name}}} is neither ${{NAME}} nor ${{file:/path}}")
            return None
        found = self.environment.get(name)
        if not found:
            document.problem(
                at,
                "E107",
                f"the environment variable {name} is not set: export it before starting, "
                f"or use ${{file:/path}} with a file that only the monitor may read",
            )
            return None
        return found
