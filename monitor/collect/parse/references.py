"""References such as `&amp;` and `&#8217;`, and ampersands that begin none: `AT&T`, `?x=1&copy=2`.

A browser reads `&copy` without its semicolon as a sign in a text, and not in an address. What publishers write is
nearly always the ampersand in both, unless nothing else of a name follows.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from html.entities import html5

_REFERENCE = re.compile(r"&(?:#(?:[0-9]+|[xX][0-9a-fA-F]+);?|([A-Za-z][A-Za-z0-9]{0,31}+(?:;|(?!=))))")
_COMPLETE = re.compile(r"&(?:#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{0,31};))")
_NOT_OF_XML = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#(?:[0-9]+|x[0-9a-fA-F]+);)")
_IN_XML = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    r"|&(?!(?:amp|lt|gt|quot|apos);|#(?:[0-9]+|x[0-9a-fA-F]+);)(#[xX][0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]{0,31};(?!=))?",
    re.DOTALL,
)


def decoded(text: str) -> str:
    """HTML's text without its references, each read once; ampersands that begin none stay."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def decoded_plain(text: str) -> str:
    """What should be plain text and holds references all the same, such as the title of a JSON feed.

    Only those that cannot be meant otherwise are read: with a semicolon, and a name that there is.
    """
    return _COMPLETE.sub(_character, text) if "&" in text else text


def well_formed(text: str) -> str:
    """XML with `&amp;` for every ampersand that begins no reference, and the signs that HTML's names stand for.

    CDATA sections and comments stay as they are; so does a document that declares entities itself. `&copy;=` may
    be a parameter of an address: it stays, and is read where it is a text.
    """
    if not _NOT_OF_XML.search(text) or "<!ENTITY" in text:
        return text
    return _IN_XML.sub(_reference_of_xml, text)


def _character(reference: re.Match[str]) -> str:
    return _meaning(reference[0], reference[1])


@lru_cache(maxsize=1_024)
def _meaning(reference: str, name: str | None) -> str:
    return html.unescape(reference) if name is None or name in html5 else reference


def _reference_of_xml(found: re.Match[str]) -> str:
    if found[0][0] == "<":
        return found[0]
    name = found[1] or ""
    if name.startswith("#"):
        return html.unescape(f"&{name}").translate(_SPECIAL)
    return html5[name].translate(_SPECIAL) if name in html5 else "&amp;" + found[0][1:]


_SPECIAL = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
