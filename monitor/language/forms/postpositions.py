"""What the languages of some scripts write onto the end of a name, by the script. Folded, as texts are."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class WritingSystem(NamedTuple):
    """How words of a script end."""

    letter: re.Pattern[str]
    dropped: str
    """Last letters of a base form that may give way to an ending."""
    endings: frozenset[str]
    """What may follow."""


def _set(endings: str) -> frozenset[str]:
    return frozenset(endings.split()) | {""}


_GEORGIAN = _set(
    "ი ის ისა ს სა მა ით ითა ად ში ზე თან იდან ისთვის თვის ისგან ისკენ ამდე მდე ა ას აში აზე ასთან აც იც "
    "სთან საც ის დან "
    "ისადმი ის გან გამო ო ე ეს ეში ისაც ისაგან იანი"
)
_ARMENIAN = _set(
    "ի ին ից ով ում ը ն նի իը ու եր երի երը յի յում յից յով ան այի այում այից այով ային ան ական ականը ի "
    "իս ոց ցի ցիներ"
)
_BENGALI = _set(
    "র ের কে তে য় ে ও ই রা দের টি টির টা য়ের েও রও কেও তেই েই য়ে য়ও কেই েরই েরও রই য়েও সহ ভিত্তিক য় য়ের যে যের য"
)
_DEVANAGARI = _set(
    "ंच्या ंचा ंची ंचे ंनी ंना ंशी ंवर ंसह "
    "च्या चा ची चे चं चंं ने ला त ना नी तून मध्ये वर शी साठी पासून हून विरुद्ध तील तर्फे मधील मधून कडे "
    "कडून ही च सह विरोधात "
    "को का की ले लाई मा बाट सँग हरू हरु संग सम्म बाटै मै देखि माथि विरुद्ध तर्फ सहित भित्र लगायत बीच"
)
_GUJARATI = _set("ે ના ની નો નું ને માં થી એ પર ને નાં")
_TAMIL = _set(
    "வின் வில் வுக்கு வை வால் விடம் வுடன் விலிருந்து விற்கு வும் வுக்கும் வின் விலும் விலிருந்தும் வோடு "
    "வுக்கான வுக்கே "
    "ின் ில் ுக்கு ை ால் ிடம் ுடன் ிலிருந்து ிற்கு ும் ுக்கும் ிலும் ோடு ் ுக்கான ின ிலுள்ள யின் யில் "
    "யுக்கு யை யால் யிடம் யுடன் யும் "
    "விலுள்ள க்கு வே ே க்கும்"
)
_TELUGU = _set("లో కు ను తో పై కి ని లోని నుంచి నుండి కూడా ల యొక్క పైన లోకి తోనూ లోనూ")
_KANNADA = _set("ದ ದಲ್ಲಿ ಕ್ಕೆ ವನ್ನು ಗೆ ನ್ನು ಯ ಯಲ್ಲಿ ಯನ್ನು ನ ನಲ್ಲಿ ನಿಗೆ ರ ಿಂದ ದಿಂದ ಯಿಂದ ನಿಂದ ನನ್ನು")
_MALAYALAM = _set("യുടെ യിൽ യെ ക്ക് യും ന്റെ നെ ന് ിൽ ിന്റെ ിന് ിനെ യിലെ യിലേക്ക് ത്തിൽ വിൽ വിന്റെ ും ിലെ")
_SINHALA = _set("ව ට ගේ වේ යේ ෙන් වෙන් යට යෙන් යෙහි වට ත් ව")
_ETHIOPIC = _set("ን ም ና ው ንም ንና")
_PUNJABI = _set("ਦੇ")

_SCRIPTS = (
    WritingSystem(re.compile(r"[\u10a0-\u10ff]"), "იაეო", _GEORGIAN),
    WritingSystem(re.compile(r"[\u0530-\u058f]"), "ա", _ARMENIAN),
    WritingSystem(re.compile(r"[\u0980-\u09ff]"), "", _BENGALI),
    WritingSystem(re.compile(r"[\u0900-\u097f]"), "", _DEVANAGARI),
    WritingSystem(re.compile(r"[\u0a80-\u0aff]"), "", _GUJARATI),
    WritingSystem(re.compile(r"[\u0a00-\u0a7f]"), "", _PUNJABI),
    WritingSystem(re.compile(r"[\u0b80-\u0bff]"), "்", _TAMIL),
    WritingSystem(re.compile(r"[\u0c00-\u0c7f]"), "", _TELUGU),
    WritingSystem(re.compile(r"[\u0c80-\u0cff]"), "", _KANNADA),
    WritingSystem(re.compile(r"[\u0d00-\u0d7f]"), "", _MALAYALAM),
    WritingSystem(re.compile(r"[\u0d80-\u0dff]"), "", _SINHALA),
    WritingSystem(re.compile(r"[\u1200-\u137f]"), "", _ETHIOPIC),
)
_MIN_STEM = 2


def endings(word: str) -> frozenset[str]:
    """What may follow a folded word of one of these scripts."""
    script = _script_of(word[0])
    return script.endings if script is not None else frozenset({""})


def inflected(word: str) -> tuple[str, frozenset[str]] | None:
    """The stem of a folded base form and the endings it may have; None if the script is none of these."""
    script = _script_of(word[0])
    if script is None:
        return None
    last = word[-1]
    if last in script.dropped and len(word) > _MIN_STEM:
        return word[:-1], script.endings - {""} | {f"{last}{ending}" for ending in script.endings}
    if len(word) <= _MIN_STEM:
        return word, frozenset({""})
    return word, script.endings


@cache
def _script_of(letter: str) -> WritingSystem | None:
    return next((script for script in _SCRIPTS if script.letter.match(letter)), None)
