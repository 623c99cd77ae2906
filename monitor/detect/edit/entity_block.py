"""An entity written down as YAML, for a person to paste into a file of rules/entities/."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from monitor.language.words import words

_PLAIN = re.compile(r"[\w(][\w .()·・'’-]*")
_LIKE_OTHER_TYPES = re.compile(r"(?i)true|false|yes|no|on|off|null|~|[-+.\d][\d._:eE-]*")
_NO_LETTER = re.compile(r"[^a-z0-9]+")


def entity_id(kind: str, name: str) -> str:
    """An id for a name: its letters without accents, words joined by hyphens; the kind alone if none is Latin."""
    bare = unicodedata.normalize("NFKD", " ".join(words(name))).encode("ascii", "ignore").decode()
    return f"{kind}/{_NO_LETTER.sub('-', bare).strip('-') or 'name-it'}"


def entity_block(
    name: str,
    *,
    names: Mapping[str, Sequence[str]],
    as_of: date,
    qid: str = "",
    shared: Sequence[str] = (),
) -> str:
    """The block with its heading. Names that are `shared` become a comment: they need a context first."""
    lines = ["entities:", f"  {name}:"]
    if qid:
        lines.append(f"    qid: {qid}")
    lines += [f"    as_of: {as_of.isoformat()}", "    names:"]
    lines += [f"      {_scalar(lang)}: [{', '.join(map(_scalar, found))}]" for lang, found in names.items()]
    if shared:
        lines += [
            f"    # weak: [{', '.join(map(_scalar, shared))}]",
            "    # context: [words near it when this entity is meant]",
        ]
    lines += [
        "    # tests:",
        '    #   match: ["en: a text that names it"]',
        '    #   no_match: ["en: a text that nearly does"]',
    ]
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    """A text as YAML takes it: plain where that is safe inside brackets, else in double quotes."""
    if _PLAIN.fullmatch(text) and not _LIKE_OTHER_TYPES.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
