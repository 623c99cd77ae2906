"""What newsrooms put before a headline because it is new: [속보], 【速報】, "Breaking |", "Última hora:".

It says nothing of the event: another outlet, or the same one an hour later, leaves it out.
"""

from __future__ import annotations

import re

_WORDS = (
    r"breaking(?: news)?|urgent|just in|newsflash|flash|news alert|alert|developing|update ?\d*"
    r"|wrapup ?\d*|exclusive|sekilas info|terkini|baru saja|mendesak|última hora|ultima hora|urgente"
    r"|exclusivo|exclusiva|agora|al momento|dernière minute|derniere minute|alerte info|alerte|eil"
    r"|eilmeldung|ultim'ora|ultimora|pilne|z ostatniej chwili|срочно|молния|экстренно|терміново|блискавка"
    r"|son dakika|عاجل|فوری|خبر عاجل|ब्रेकिंग(?: न्यूज़)?|ताज़ा|ব্রেকিং|nóng|tin nóng|khẩn|ด่วน|spoed|net binnen"
    r"|mimořádně|právě teď|just nu|lige nu|akkurat nå|rendkívüli|έκτακτο|ultima oră|breaking nieuws"
    r"|извънредно|hitno|хитно|מבזק|דחוף|habari mpya"
)
_SIGNS = r"속보|긴급|단독|1보|2보|速報|緊急|号外|快讯|快訊|突发|突發|最新|即时|獨家|独家"
_HEAD = re.compile(
    rf"^\s*(?:[\[【(（«*+!]+\s*(?:{_WORDS}|{_SIGNS})\s*[\]】)）»*+!]+[:：]?\s*"
    rf"|(?:{_WORDS}|{_SIGNS})\s*(?:[:：|!]|\s[-–—•])\s*|(?:{_SIGNS})\s+)(?=\S)",
    re.IGNORECASE,
)


def without_flash(title: str) -> str:
    """The title without such a head; as it is if nothing else would be left."""
    return _HEAD.sub("", title, count=1)
