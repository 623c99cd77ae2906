"""Links: one address for one page, whoever shared it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit

MAX_LENGTH = 4_096

# fmt: off
_TRACKING = frozenset((
    "_ga", "_gl", "_hsenc", "_hsmi", "_openstat", "dclid", "fbclid", "gad_source", "gbraid", "gclid",
    "gclsrc", "guccounter", "hsctatracking", "igsh", "igshid", "mc_cid", "mc_eid", "mkt_tok", "msclkid",
    "ncid", "ns_campaign", "ns_mchannel", "ns_source", "oly_anon_id", "oly_enc_id", "s_kwcid", "spm",
    "srsltid", "ttclid", "twclid", "vero_conv", "vero_id", "wbraid", "wickedid", "xtor", "yclid", "ysclid",
    "__twitter_impression",
))
# fmt: on
_TRACKING_PREFIXES = ("utm_", "itm_", "mtm_", "pk_", "piwik_", "at_", "hsa_")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ABSOLUTE = ("https://", "http://")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f<>\"\\^`{|}\u2028\u2029]")


def canonical_url(link: str, *, base: str = "") -> str:
    """The absolute http(s) address of a link, without tracking parameters, fragment and user information.

    Returns '' if there is no such address: `javascript:`, `data:`, a broken host, absurd length.
    The parameters that stay keep their order and their very bytes, because servers may care.
    """
    try:
        link = link.strip()
        parts = urlsplit(link if link.startswith(_ABSOLUTE) else urljoin(base, link))
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
    name = pair.partition("=")[0].lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)
