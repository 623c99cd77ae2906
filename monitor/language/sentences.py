"""Where the sentences of a text end, in any script: a full stop ends one unless it belongs to a short form."""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？｡।۔؟]+[”’」』）]*|[\n\0]")
_SHORT_FORM = re.compile(
    r"(?:^|[\s(\"'“‘])(?:\w|[A-Z][a-z]{0,2}|(?:\w\.)+\w|Prof|Capt|Sept?|Brig|Maj|Rev|Hon|Pres|Sgt|Cpl|approx|vs|etc|"
    r"bzw|usw|dll|dsb|св|стр|тыс|млн|млрд|г|ул|им)$"
)
_LOOKED_BACK = 12
_GOES_ON = re.compile(r"\s+[a-zà-ÿа-яё0-9,;]")


def sentence_ends(text: str) -> list[int]:
    """The places behind the sentences of a text, in its order; a line and a field end a sentence too."""
    return [found.end() for found in _END.finditer(text) if _is_end(text, found)]


def _is_end(text: str, found: re.Match[str]) -> bool:
    if found[0] != ".":
        return True
    if _GOES_ON.match(text, found.end()):
        return False
    return _SHORT_FORM.search(text[max(0, found.start() - _LOOKED_BACK) : found.start()]) is None
