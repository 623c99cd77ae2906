"""The news agency whose text an item says it is: in the byline, the dateline, or behind the title."""

from __future__ import annotations

import re

from monitor.language.words import fold
from monitor.model.news.item import Item

_AGENCIES = {
    "AFP": "Agence France-Presse",
    "ANSA": "",
    "ANTARA": "LKBN Antara",
    "AP": "Associated Press|The Associated Press",
    "Bernama": "",
    "Bloomberg": "Bloomberg News",
    "CNA": "Central News Agency|中央社",
    "dpa": "Deutsche Presse-Agentur",
    "EFE": "Agencia EFE",
    "Interfax": "Интерфакс",
    "Jiji": "Jiji Press|時事|時事通信",
    "KCNA": "조선중앙통신",
    "Kyodo": "Kyodo News|共同|共同通信",
    "Lusa": "Agência Lusa",
    "PTI": "Press Trust of India",
    "Reuters": "Рейтер|路透社|路透",
    "RIA Novosti": "РИА Новости",
    "TASS": "ТАСС",
    "UPI": "United Press International",
    "Ukrinform": "Укрінформ",
    "Xinhua": "新华社|新華社",
    "Yonhap": "Yonhap News|Yonhap News Agency|연합뉴스|聯合",
}
_KNOWN = {
    fold(name).strip(): agency
    for agency, others in _AGENCIES.items()
    for name in (agency, *others.split("|"))
    if name
}
_HEAD = 160
"""Characters of the summary in which a dateline is."""
_DATELINE = re.compile(
    r"[(（\[【](?P<in>[^()（）\[\]【】]{2,40})[)）\]】]|^(?P<before>[^-–—:,.()（）\[\]【】]{2,40})\s*[-–—:]"
)
_SUFFIX = re.compile(r"[-–—|(/]\s*(?P<agency>[^-–—|()/]{2,30})\)?\s*$")
_BYLINE = re.compile(r"[,/;&|()]| - | and | and$")


def agency_of(item: Item) -> str:
    """The news agency whose text the item says it is, or an empty string."""
    named: list[str] = [item.source, *_BYLINE.split(item.author)]
    suffix = _SUFFIX.search(item.title)
    if suffix:
        named.append(suffix["agency"])
    for text in (item.summary or item.body)[:_HEAD].splitlines()[:2]:
        for dateline in _DATELINE.finditer(text):
            named += re.split(r"[,/]", dateline["in"] or dateline["before"])
    return next((_KNOWN[name] for name in (fold(text).strip() for text in named) if name in _KNOWN), "")
