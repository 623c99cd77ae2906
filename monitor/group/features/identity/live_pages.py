"""Live pages and tickers: a title that stays while the news under it changes.

A title is one by where it says so, in its head or at its end: 'Middle East crisis live: …', '… – as it happened'.
The words alone say nothing: people live, and the latest victim is none.
"""

from __future__ import annotations

import re

from monitor.language.words import fold

_LIVE = (
    r"live|live ?blog|live ?updates?|liveticker|newsticker|ticker|the latest|latest|updates|as it happened"
    r"|minute by minute|langsung|live report|en vivo|en directo|en direct|minuto a minuto"
    r"|ao vivo|in diretta|diretta|aggiornamenti|le direct|direct|suivez en direct|livestream|na zywo"
    r"|relacja na zywo|canli|canli blog|truc tiep|uzivo|v zivo"
    r"|онлайн|прямая трансляция|трансляция|хроника|наживо|онлаин|مباشر|بث مباشر|تغطيه مباشره|زنده|लाइव"
)
_HEAD = re.compile(rf"(?:^|\s)(?:{_LIVE})$|^(?:{_LIVE})(?:\s|$)")
"""Of what is before the colon, or before or behind a dash."""
_WHOLE = re.compile(
    r"^(?:live updates|live blog|liveblog|en vivo|en directo|ao vivo|en direct|in diretta|liveticker)\b"
)
_TAIL = re.compile(
    r"(?:^|\s)(?:live updates|live blog|en vivo|en directo|ao vivo|en direct|in diretta|онлайн|трансляция)$"
)
_SIGNS = ("直播", "滚动更新", "实时更新", "ライブ配信", "ライブ更新", "速報中", "실시간", "생중계", "生中継")
_BRACKETED = re.compile(r"^\s*[\[【(](?P<head>[^\]】)]{1,20})[\]】)]")
_PARTS = re.compile(r"\s[-–—|·•]\s|:\s|：|\|")


def is_live(title: str) -> bool:
    """Whether the title is a live page's or a ticker's."""
    if any(sign in title for sign in _SIGNS):
        return True
    parts = [_folded(part) for part in _PARTS.split(title)]
    bracketed = _BRACKETED.match(title)
    if bracketed is not None:
        parts.insert(0, _folded(bracketed["head"]))
    whole = _folded(title)
    if _WHOLE.search(whole) or _TAIL.search(whole):
        return True
    if len(parts) < 2:
        return False
    return _HEAD.search(parts[0]) is not None or re.fullmatch(_LIVE, parts[-1]) is not None


def _folded(text: str) -> str:
    return " ".join(fold(text).split())
