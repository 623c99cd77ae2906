"""Whether a headline says that something is not so, by language."""

from __future__ import annotations

import re

from monitor.language.words import fold, words

_WORDS = {
    "ar": "لا لن لم ليس غير",
    "bg": "не няма",
    "ca": "no mai cap",
    "cs": "ne není nebude nikdy bez žádný",
    "da": "ikke aldrig ingen",
    "de": "nicht kein keine keinen keiner nie niemals ohne",
    "el": "δεν μην όχι ποτέ",
    "en": "no not never cannot nobody without none nor",
    "es": "no nunca jamás sin ningún",
    "et": "ei pole",
    "fa": "نه نیست نمی نشد",
    "fi": "ei eivät eikä",
    "fr": "ne pas jamais sans aucun aucune",
    "he": "לא אין בלי",
    "hi": "नहीं न मत बिना",
    "hr": "ne nije nisu neće bez nikada",
    "hu": "nem nincs sem soha",
    "id": "tidak bukan belum tak tanpa batal",
    "it": "non mai senza nessun nessuna",
    "lt": "ne nėra",
    "nl": "niet geen nooit zonder",
    "no": "ikke aldri ingen",
    "pl": "nie nigdy bez brak",
    "pt": "não nunca jamais sem",
    "ro": "nu niciodată fără",
    "ru": "не нет никогда",
    "sk": "nie nebude nikdy bez",
    "sl": "ne ni niso brez nikoli",
    "sr": "не није нису неће ne nije nisu neće",
    "sv": "inte aldrig ingen inga",
    "sw": "si hakuna",
    "tr": "değil yok hayır olmadı",
    "uk": "не ні немає ніколи",
    "ur": "نہیں",
    "vi": "không chưa chẳng",
}
_SIGNS = {"zh": "[不未没沒無]", "ja": "ません|ない|せず|なし", "ko": "않|못했|못해|아니|없다|없어", "th": "ไม่"}
_NO_NEGATIONS = {
    "en": r"no[- ]confidence|no[- ]fly|no[- ]show|no[- ]deal|non[- ]stop|no\.? ?\d|not only|not guilty",
    "es": r"no confianza",
    "fr": r"sans[- ]abris?|sans[- ]papiers?|pas[- ]de[- ]calais",
    "ru": r"без изменений|не менее",
    "de": r"nicht nur",
    "uk": r"не менш|без змін",
    "pl": r"nie zyj\w*|bez zmian|nie mniej",
    "it": r"non solo",
    "zh": "不明|不少于|不久|不断|不斷",
    "ja": "間もない|少ない",
}
"""What has a word of negation and denies nothing: 'no-confidence vote', 'nie żyją' (are dead)."""
_LIKE = {"nb": "no", "nn": "no", "ms": "id", "bs": "hr", "sh": "hr", "yue": "zh"}
_CONTRACTION = re.compile(r"n['’]t\b", re.IGNORECASE)
_NEGATIONS = {lang: frozenset(words(text)) for lang, text in _WORDS.items()}
_NOT_SO = {lang: re.compile(pattern) for lang, pattern in _SIGNS.items()}
_EXEMPT = {lang: re.compile(rf"\b(?:{pattern})") for lang, pattern in _NO_NEGATIONS.items()}


def negating(lang: str) -> frozenset[str]:
    """The folded words of negation of a language."""
    return _NEGATIONS.get(_LIKE.get(lang, lang), frozenset())


def negates(title: str, lang: str | None) -> bool:
    """Whether the title has a word of negation of its language; a title of no known language has none."""
    if lang is None:
        return False
    lang = _LIKE.get(lang, lang)
    signs = _NOT_SO.get(lang)
    exempt = _EXEMPT.get(lang)
    if signs is not None:
        return signs.search(exempt.sub(" ", title) if exempt else title) is not None
    folded = " ".join(fold(title).split())
    if exempt is not None:
        folded = exempt.sub(" ", folded)
    if not _NEGATIONS.get(lang, frozenset()).isdisjoint(folded.split()):
        return True
    return lang == "en" and _CONTRACTION.search(title) is not None
