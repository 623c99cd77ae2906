"""Links: one address for one page, whoever shared it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from monitor.collect.items.redirectors import unwrapped

MAX_LENGTH = 4_096

_TRACKING = re.compile(
    r"""
      utm_\w* | (?:itm|mtm|pk|piwik)_(?:campaign|kwd|keyword|source|medium|content|cid|term|group
          |placement|channel)
    | at_(?:medium|campaign|campaign_type|channel|source|content|variant|creation|format|network|term|platform
          |emailtype|recipient_id|recipient_list|send_date|affiliate|audience|general_placement|detail_placement
          |identity|adtech_\w+|bbc_team|link_\w+|ptr_\w+|custom\d+)
    | hsa_(?:acc|cam|grp|ad|src|tgt|kw|mt|net|ver|la|ol) | _hsenc | _hsmi | hsctatracking
    | _ga | _gl | gclid | gclsrc | gad_source | gad_campaignid | gbraid | wbraid | dclid | guccounter | srsltid
    | fbclid | igsh | igshid | msclkid | ttclid | twclid | yclid | ysclid | _openstat | wickedid
    | mc_cid | mc_eid | mkt_tok | ncid | ns_(?:campaign|mchannel|source) | oly_(?:anon|enc)_id | s_kwcid | spm
    | vero_(?:conv|id) | xtor | __twitter_impression
    """,
    re.VERBOSE,
)
"""Parameters that say how a reader came, by their whole names: `pk_id` may well be the article."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_CLOSED = re.compile(r"&([A-Za-z][A-Za-z0-9]*);=")
"""A parameter that some software took for a reference, and finished: `&copy;=2`."""
_ABSOLUTE = ("https://", "http://")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f<>\"\\^`{|}\u2028\u2029]")


def canonical_url(link: str, *, base: str = "", unwrap: bool = True) -> str:
    """The absolute http(s) address of a link: no redirector (if `unwrap`), tracking parameters, fragment, user
    information.

    Returns '' if there is no such address: `javascript:`, `data:`, a broken host, absurd length.
    The parameters that stay keep their order and their very bytes, because servers may care.
    """
    try:
        link = _CLOSED.sub(r"&\1=", link.strip().replace("&amp;", "&"))  # escaped once too often
        link = link if link.startswith(_ABSOLUTE) else urljoin(base, link)
        parts = urlsplit(unwrapped(link) if unwrap else link)
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            return ""
        host = _host(parts)
    except ValueError:
        return ""
    query = parts.query and "&".join(pair for pair in parts.query.split("&") if pair and not _tracks(pair))
    url = f"{parts.scheme}://{host}{parts.path or '/'}{'?' if query else ''}{query}"
    url = _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)
    return url if len(url) <= MAX_LENGTH else ""


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if _UNSAFE.search(host):
        raise ValueError(host)
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    return host if port is None or port == _DEFAULT_PORTS[parts.scheme] else f"{host}:{port}"


def _tracks(pair: str) -> bool:
    return _TRACKING.fullmatch(pair.partition("=")[0].lower()) is not None
