"""Codes of languages: which there are, which mean the same language, and what people write instead."""

from __future__ import annotations

from collections.abc import Sequence

UNKNOWN_LANGUAGE = "unknown"
"""What a rule or a route writes for items whose language is not known."""
_SAME = {"tl": "fil", "no": "nb", "in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr"}
_TWO_LETTERS = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee "
    "el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is "
    "it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms "
    "mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk "
    "sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi "
    "yo za zh zu"
)
"""ISO 639-1."""
_KNOWN = frozenset(_TWO_LETTERS.split())
# fmt: off
_MEANT = {
    "arabic": "ar", "chinese": "zh", "english": "en", "french": "fr", "german": "de", "hebrew": "he",
    "hindi": "hi", "indonesian": "id", "italian": "it", "japanese": "ja", "korean": "ko", "malay": "ms",
    "persian": "fa", "polish": "pl", "portuguese": "pt", "russian": "ru", "spanish": "es", "thai": "th",
    "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
    "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "kr": "ko", "in": "id", "iw": "he", "jp": "ja", "ua": "uk",
    "zh-cn": "zh", "zh-hans": "zh", "zh-hant": "zh", "zh-tw": "zh",
    "ara": "ar", "aze": "az", "bel": "be", "ben": "bn", "bos": "bs", "bul": "bg", "cat": "ca", "ces": "cs",
    "chi": "zh", "cze": "cs", "dan": "da", "deu": "de", "dut": "nl", "ell": "el", "eng": "en", "est": "et",
    "fas": "fa", "fin": "fi", "fra": "fr", "fre": "fr", "ger": "de", "gre": "el", "heb": "he", "hin": "hi",
    "hrv": "hr", "hun": "hu", "hye": "hy", "ind": "id", "ita": "it", "jpn": "ja", "kat": "ka", "kaz": "kk",
    "khm": "km", "kor": "ko", "lao": "lo", "lav": "lv", "lit": "lt", "may": "ms", "mkd": "mk", "msa": "ms",
    "mya": "my", "nld": "nl", "nno": "nn", "nob": "nb", "nor": "no", "per": "fa", "pol": "pl", "por": "pt",
    "pus": "ps", "ron": "ro", "rum": "ro", "rus": "ru", "slk": "sk", "slv": "sl", "spa": "es", "sqi": "sq",
    "srp": "sr", "swa": "sw", "swe": "sv", "tam": "ta", "tel": "te", "tha": "th", "tur": "tr", "ukr": "uk",
    "urd": "ur", "uzb": "uz", "vie": "vi", "zho": "zh",
}
# fmt: on
"""What people write for a language: its name, its country's code, a code of old or of three letters."""


def canonical(lang: str) -> str:
    """The code that is used for a language today."""
    return _SAME.get(lang, lang)


def speaks(lang: str | None, langs: Sequence[str]) -> bool:
    """Whether a language is among those wanted; none wanted is any. An item without one is `unknown`."""
    if not langs:
        return True
    return canonical(lang) in map(canonical, langs) if lang else UNKNOWN_LANGUAGE in langs


def is_language(code: str) -> bool:
    """Whether it is the code by which items are known: two letters, or three of a language that has no two."""
    if code in _MEANT:
        return False
    return code in _KNOWN or (len(code) == 3 and code.isascii() and code.isalpha() and code.islower())


def meant(text: str) -> str:
    """The language that is probably meant; empty if none is."""
    return _MEANT.get(text.lower(), "")
