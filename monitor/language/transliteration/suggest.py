"""The spellings of a name, by the languages that use them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from monitor.language.scripts import runs_on
from monitor.language.transliteration import cyrillic, hangul, latin
from monitor.language.words import words

ORIGINS = {"ko": "Korean", "ru": "Russian", "uk": "Ukrainian", "ar": "Arabic", "id": "Indonesian, Malay"}
"""The languages of origin that there are customs for."""
_UKRAINIAN = re.compile(r"(?i)[іїєґ]|[сцз]ький\b")


def suggest(name: str, origin: str | None = None) -> Mapping[str, tuple[str, ...]]:
    """Other spellings of a name by language, `any` for those of several; none that finds what another finds.

    `origin` is the language that the name comes from; without it, the script and the parts of the name decide.
    """
    found: dict[str, list[str]] = {"any": [name]}
    if hangul.is_hangul(name):
        found = {"any": hangul.latin(name), "ko": [name], "ru": hangul.cyrillic(name)}
    elif cyrillic.is_cyrillic(name):
        ukrainian = origin == "uk" or (origin is None and _UKRAINIAN.search(name) is not None)
        spelt = cyrillic.latin(name, ukrainian=ukrainian)
        found = {"any": spelt.pop("en"), "uk" if ukrainian else "ru": [name], **spelt}
    elif not runs_on(name):
        found["any"] = [*_of_latin(name, origin), name]
    return _distinct(found)


def _of_latin(name: str, origin: str | None) -> list[str]:
    if origin == "ko":
        return latin.korean(name)
    if origin == "ar":
        return latin.arabic(name)
    if origin in ("id", "ms"):
        return latin.malay(name)
    return latin.korean(name) or latin.arabic(name) if origin is None else []


def _distinct(found: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Without spellings whose words are those of an earlier one once hyphens, apostrophes and accents are gone."""
    seen: set[str] = set()
    kept: dict[str, tuple[str, ...]] = {}
    for lang, names in found.items():
        new: dict[str, str] = {}
        for name in names:
            if folded := "".join(words(name)):
                new.setdefault(folded, name)
        kept[lang] = tuple(name for folded, name in new.items() if folded not in seen)
        seen |= new.keys()
    return {lang: names for lang, names in kept.items() if names}
