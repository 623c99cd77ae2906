"""What one page is known by, however its address is written: with or without TLS, `www.`, AMP, a mobile host.

Only to distinguish items: what a reader is given is the address as it is. Parameters stay unless they can say
nothing of the page, because an id may be in any of them.
"""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"https?://([^/?#]+)([^?#]*)(\?[^#]*)?")
_HOST = re.compile(r"(?:(?:www\d?|m|mobile|amp|wap|touch)\.)+(?=[^.]+\.[^.])")
_MOBILE_LANGUAGE = re.compile(r"(?<=^[a-z]{2})\.(?:m|mobile|amp)(?=\.)")
"""en.m.wikipedia.org"""
_SESSION_IN_PATH = re.compile(
    r";(?:jsessionid|phpsessid|sid|session_?id)=[^/;]*|/\([SFX]\([A-Za-z0-9]+\)\)", re.IGNORECASE
)
_AMP_PATH = re.compile(r"^/amp(?=/.)|/amp(?:/index\.html|\.html)?$|\.amp(?=(?:\.html)?$)", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    r"amp(?:=(?:1|true)?)?|(?:outputType|output|view)=(?:amp|mobile)|(?:m|mobile)=(?:1|true)"
    r"|(?:PHPSESSID|jsessionid|ASPSESSIONID\w*|ASP\.NET_SessionId|CFID|CFTOKEN|osCsid|zenid|session_?id)=.*",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"(?:s|sid|sess|session|token)=(?=[^&]*[0-9])(?=[^&]*[A-Za-z])[A-Za-z0-9_-]{20,}", re.IGNORECASE
)
"""Short names that may be a page's id, but hardly with letters and digits at such length."""
_UNUSUAL = re.compile(r"\Z|(?:www\d?|m|mobile|amp|wap|touch)\.|[a-z]{2}\.[ma]")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")


def page_key(url: str) -> str:
    """What the page of a canonical address is known by; '' for ''. Two addresses of one page have one."""
    plain = url.partition("://")[2].removeprefix("www.")
    if _is_usual(plain):  # most are, and each link of each document is looked at
        return plain.rstrip("/")
    found = _ADDRESS.fullmatch(url)
    if found is None:
        return url
    host = _MOBILE_LANGUAGE.sub("", _HOST.sub("", found[1]))
    path = _AMP_PATH.sub("", _SESSION_IN_PATH.sub("", found[2]).rstrip("/")).rstrip("/")
    kept = [pair for pair in (found[3] or "?")[1:].split("&") if pair and not _is_idle(pair)]
    return _ESCAPE.sub(lambda escape: escape[0].upper(), host + path + ("?" + "&".join(kept) if kept else ""))


def _is_usual(plain: str) -> bool:
    """Whether an address without its scheme has nothing that might be only a way to write it."""
    lower = plain.lower()
    if "?" in lower or "amp" in lower or "%" in lower or ";" in lower or "(" in lower or "#" in lower:
        return False
    return _UNUSUAL.match(lower) is None


def _is_idle(pair: str) -> bool:
    return (_SAYS_NOTHING.fullmatch(pair) or _SESSION.fullmatch(pair)) is not None
