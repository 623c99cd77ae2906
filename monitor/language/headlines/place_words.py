"""Words that say where something happens, by language: in, at, off; в, под; में, で.

What is behind such a word with a capital is a place, whatever it is called.
"""

from __future__ import annotations

from monitor.language.words import fold

_BEFORE = {
    "ar": "في قرب غرب شرق شمال جنوب على من إلى قبالة بمدينة بمحافظة وسط",
    "bg": "в във край на от до",
    "ca": "a al en de prop",
    "cs": "v ve u na poblíž nedaleko z ze",
    "da": "i ved på nær ud fra",
    "de": "in im bei nahe vor an am auf aus von nach um",
    "el": "σε στο στη στην στον στα στις κοντα",
    "en": "in at off near outside across on from around inside of over along to under beneath",
    "es": "en de a del frente al desde cerca contra hacia",
    "fa": "در از به نزدیک",
    "fr": "à au aux en dans de du des près sur chez depuis vers",
    "he": "ב",
    "hr": "u kod blizu na kraj iz",
    "id": "di ke dari dekat lepas sekitar landa melanda guncang",
    "it": "a ad al allo alla ai nel nella in di da del della dello dei degli presso vicino",
    "lt": "prie ties",
    "ms": "di ke dari dekat",
    "nl": "in bij te op nabij voor uit van naar",
    "no": "i ved på nær ut fra utenfor",
    "pl": "w we pod na nad koło w pobliżu z ze u",
    "pt": "em no na nos nas de do da perto dos das ao à",
    "ro": "în in la lângă din spre",
    "ru": "в во под на у близ около из над при возле",
    "sk": "v vo pri na z zo",
    "sl": "v na pri ob pod iz blizu",
    "sr": "у код близу на из u kod blizu na iz",
    "sv": "i vid på nära utanför från",
    "sw": "katika huko kwenye mjini",
    "tl": "sa",
    "uk": "в у під на біля з із над поблизу по",
    "vi": "ở tại ngoài gần từ",
}
_AFTER = {
    "bn": "তে এ",
    "hi": "में से के की का पर",
    "ur": "میں سے کے کی",
    "ja": "で 市 県 府 州 町 村 区 沖",
    "zh": "市 省 县 州 区 首都",
    "tr": "da de ta te dan den tan ten daki deki taki teki nda nde",
    "fi": "ssa",
    "hu": "ban ben",
    "ko": "서 에서 의 에 시 군 도",
}
_LIKE = {"nb": "no", "nn": "no", "bs": "hr", "sh": "hr", "be": "ru", "mk": "bg", "gl": "pt"}


def _folded(table: dict[str, str]) -> dict[str, frozenset[str]]:
    return {lang: frozenset(word for text in written.split() for word in fold(text).split())
            for lang, written in table.items()}  # fmt: skip


_PREPOSITIONS = _folded(_BEFORE)
_POSTPOSITIONS = _folded(_AFTER)
_NONE: frozenset[str] = frozenset()
_ANY = frozenset({"in", "at", "en", "di", "à", "a", "в", "у", "في", "در"})
"""Of a text whose language is unknown."""


def prepositions_of_place(lang: str | None) -> frozenset[str]:
    """The folded words of a language behind which a place is."""
    return _ANY if lang is None else _PREPOSITIONS.get(_LIKE.get(lang, lang), _NONE)


def postpositions_of_place(lang: str | None) -> frozenset[str]:
    """The folded words or endings of a language before which a place is."""
    return _POSTPOSITIONS.get(lang or "", _NONE)
