"""Which language a text is in, where neither its feed nor its document says so. Unknown is an answer.

The script decides where it can. For the others a trained model is asked, and believed only when it is sure: a
wrong language lets words of one language pass for names of another, an unknown one only costs a few suffixes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_FAMILIES = (
    frozenset({"id", "ms", "jv", "su"}),
    frozenset({"no", "nb", "nn"}),
    frozenset({"hr", "sr", "bs", "sh"}),
)


def family(lang: str) -> frozenset[str]:
    """The languages in which the Latin names of a language count too, itself included."""
    return next((found for found in _FAMILIES if lang in found), frozenset({lang}))


_SCRIPTS = (
    (re.compile(r"[\u3040-\u30ff]"), "ja"),
    (re.compile(r"[\uac00-\ud7a3]"), "ko"),
    (re.compile(r"[\u0e00-\u0e7f]"), "th"),
    (re.compile(r"[\u0e80-\u0eff]"), "lo"),
    (re.compile(r"[\u1000-\u109f]"), "my"),
    (re.compile(r"[\u1780-\u17ff]"), "km"),
    (re.compile(r"[\u0590-\u05ff]"), "he"),
    (re.compile(r"[\u0370-\u03ff]"), "el"),
    (re.compile(r"[\u0530-\u058f]"), "hy"),
    (re.compile(r"[\u10a0-\u10ff]"), "ka"),
    (re.compile(r"[\u0980-\u09ff]"), "bn"),
    (re.compile(r"[\u0b80-\u0bff]"), "ta"),
    (re.compile(r"[\u0c00-\u0c7f]"), "te"),
)
"""Scripts in which the news of one language is written."""
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LETTERS = (
    (_CYRILLIC, re.compile("[ЁёЫыЭэ]"), re.compile("[ІіЇїЄєҐґЎўҚқҒғӘәӨөҮүҢңҺһЈј]"), "ru"),
    (_CYRILLIC, re.compile("[ЇїЄєҐґ]"), re.compile("[ЁёЫыЭэЪъЎў]"), "uk"),
    (_ARABIC, re.compile("[پچژگکی]"), re.compile("[ٹڈڑےںھہښځېۍێۆڕڵ]"), "fa"),
    (_ARABIC, re.compile("[ةىيك]"), re.compile("[پچژگکیٹڈڑےںھہښځېۍێۆڕڵ]"), "ar"),
)
"""A script, letters of which one language has some, letters that it has not, and the language."""
_LANGUAGES = (
    "ar az be bg bs ca cs da de en es et fa fi fr hi hr hu id it kk lt lv mk ms nb nl nn no pl ps pt ro ru "
    "sk sl sq sr sv sw tl tr uk ur uz vi zh"
)
_LIKE = (
    {"id", "ms", "jv"},
    {"nb", "nn", "no", "da"},
    {"hr", "sr", "bs", "sl"},
    {"cs", "sk"},
    {"az", "tr"},
    {"ru", "uk", "be", "bg", "mk"},
)
"""Languages whose names take the same affixes: a doubt between two of them does little harm."""
_SURE = 0.9
_MIN_WORDS = 5
_MIN_LETTERS = 25
_LOOKED_AT = 600
_LETTER = re.compile(r"[^\W\d_]")


def language_of(text: str) -> str | None:
    """The primary subtag of a text's language, or None if the text does not show it beyond doubt."""
    text = text[:_LOOKED_AT]
    letters = len(_LETTER.findall(text))
    if text.isascii() and (letters < _MIN_LETTERS or len(text.split()) < _MIN_WORDS):
        return None
    for script, lang in _SCRIPTS:
        if (found := len(script.findall(text))) and (
            3 * found > letters or (lang == "ja" and 10 * found > letters)
        ):
            return lang
    for script, own, foreign, lang in _LETTERS:
        if 2 * len(script.findall(text)) > letters and own.search(text) and not foreign.search(text):
            return lang
    if letters < _MIN_LETTERS or len(text.split()) < _MIN_WORDS:
        return None
    return _modelled(text)


def _modelled(text: str) -> str | None:
    """What the model says, if it is sure of the language, or sure of the family and fairly so of the language."""
    ranked = _model().rank(text)
    lang, confidence = ranked[0]
    family = next((like for like in _LIKE if lang in like), {lang})
    if confidence >= _SURE:
        return str(lang)
    if sum(share for other, share in ranked if other in family) < _SURE:
        return None
    return "id" if lang == "ms" else str(lang)  # the model leans towards the smaller of the two


@cache
def _model() -> Any:
    """Loaded when the first text needs it: it takes half a second, and 70 MB."""
    # Imported as late: with numpy, which it needs, it would double the start of every command.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages(set(_LANGUAGES.split()) & set(whole.labels))
    # A second one of the same parts: the first holds on to the languages that were left out, another 28 MB.
    return LanguageIdentifier(
        whole.nb_ptc, whole.nb_pc, whole.nb_classes, whole.tk_nextmove, whole.tk_output,
        norm_probs=True, tk_row=whole.tk_row,
    )  # fmt: skip
