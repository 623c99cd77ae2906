"""From one form of an adjective of a country to those that news write: number, gender, case, article.

English nouns in -ian and -an have a plural. Cyrillic adjectives are written once, the engine inflects them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping


def forms(adjective: str, lang: str) -> tuple[str, ...]:
    """The forms of an adjective in one language, the given one first."""
    make = _FORMS.get(lang)
    return tuple(dict.fromkeys((adjective, *make(adjective)))) if make is not None else (adjective,)


def _english(word: str) -> tuple[str, ...]:
    return (f"{word}s",) if word.endswith(("an", "i", "ot")) else ()


def _german(word: str) -> tuple[str, ...]:
    return tuple(f"{word}{end}" for end in ("e", "en", "er", "es", "em"))


def _french(word: str) -> tuple[str, ...]:
    if word.endswith(("ien", "éen")):
        return (f"{word}ne", f"{word}s", f"{word}nes")
    if word.endswith("e"):
        return (f"{word}s",)
    return (f"{word}e", f"{word}es") if word.endswith("s") else (f"{word}e", f"{word}s", f"{word}es")


def _spanish(word: str) -> tuple[str, ...]:
    if word.endswith("o"):
        return tuple(f"{word[:-1]}{end}" for end in ("a", "os", "as"))
    if word.endswith("és"):
        return tuple(f"{word[:-2]}{end}" for end in ("esa", "eses", "esas"))
    if word.endswith("án"):
        return tuple(f"{word[:-2]}{end}" for end in ("ana", "anes", "anas"))
    if word.endswith("l"):
        return tuple(f"{word}{end}" for end in ("a", "es", "as"))
    return (f"{word}es",) if word.endswith("í") else (f"{word}s",)


def _portuguese(word: str) -> tuple[str, ...]:
    if word.endswith("o"):
        return tuple(f"{word[:-1]}{end}" for end in ("a", "os", "as"))
    if word.endswith("ês"):
        return tuple(f"{word[:-2]}{end}" for end in ("esa", "eses", "esas"))
    if word.endswith("l"):
        return (f"{word}a", f"{word[:-1]}óis", f"{word}as")
    return (f"{word}s",)


def _italian(word: str) -> tuple[str, ...]:
    if word.endswith("o"):
        return tuple(f"{word[:-1]}{end}" for end in ("a", "i", "e"))
    return (f"{word[:-1]}i",)


def _arabic(word: str) -> tuple[str, ...]:
    definite = " ".join(f"ال{part}" for part in word.split())
    feminine = " ".join(f"{part}ة" for part in word.split())
    definite_feminine = " ".join(f"ال{part}ة" for part in word.split())
    return (definite, feminine, definite_feminine) if " " in word else (
        definite, feminine, definite_feminine, f"{word}ين", f"{definite}ين", f"{word}ون", f"{definite}ون",
    )  # fmt: skip


_FORMS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "en": _english,
    "de": _german,
    "fr": _french,
    "es": _spanish,
    "pt": _portuguese,
    "it": _italian,
    "ar": _arabic,
}
