"""The files that channels name as their `template`."""

from __future__ import annotations

from pathlib import Path

from monitor.errors import Problem
from monitor.send.message.templates import BadTemplateError
from monitor.yamldoc.parse import MAX_BYTES, Document, Text
from monitor.yamldoc.regular_file import read_regular


def template_path(document: Document, name: str) -> Path:
    """Where a template is: its name counts from the folder of the document that names it."""
    return Path(document.path).parent / name


def read_template(document: Document, at: Text, name: str) -> str | None:
    """What the file holds, or None after a problem at the place that names it."""
    path = template_path(document, name)
    try:
        content = read_regular(path, limit=MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            document.problem(at, "E107", f"the template {path} is larger than {MAX_BYTES} bytes")
            return None
        return content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        document.problem(at, "E107", f"the template {path} cannot be read: {reason}")
        return None


def bad_template(document: Document, name: str, error: BadTemplateError) -> None:
    """Note what is wrong with a template, at its place in the template's own file."""
    path = str(template_path(document, name))
    document.problems.append(Problem(path, error.line, error.column, "E108", str(error)))
