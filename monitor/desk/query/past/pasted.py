"""What people paste, and the names under which the monitor may know it."""

from __future__ import annotations

import re

from monitor.collect.items.canonical_url import canonical_url

_WITHOUT_SCHEME = re.compile(r"[^\s/:@]+\.[^\s/:@]+(:\d+)?(/\S*)?")
_SCHEMES = ("https://", "http://")


def names_of(pasted: str) -> tuple[str, ...]:
    """The text itself, without the signs that mails put around an address; then, if it may be an address, what
    the monitor makes of it: without tracking parameters and redirectors, with either scheme."""
    text = pasted.strip().removeprefix("<").removesuffix(">").strip()
    scheme = next((one for one in _SCHEMES if text.lower().startswith(one)), "")
    if not scheme and not _WITHOUT_SCHEME.fullmatch(text):
        return (text,)
    rest = text[len(scheme) :]
    found = (canonical_url(f"{one}{rest}") for one in dict.fromkeys((scheme or _SCHEMES[0], *_SCHEMES)))
    return tuple(dict.fromkeys((text, *(url for url in found if url))))
