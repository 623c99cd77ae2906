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


def _endings(base: str, endings: str) -> Callable[[str], tuple[str, ...]]:
    """For adjectives that end so, the same with other endings."""
    others = endings.split()

    def make(word: str) -> tuple[str, ...]:
        return tuple(word.removesuffix(base) + end for end in others) if word.endswith(base) else ()

    return make


def _any_of(*makers: Callable[[str], tuple[str, ...]]) -> Callable[[str], tuple[str, ...]]:
    """The forms that the first maker knows that has any."""

    def make(word: str) -> tuple[str, ...]:
        return next((made for maker in makers if (made := maker(word))), ())

    return make


_SOUTH_SLAVIC = _any_of(
    _endings("ki", "ka ko ke ku kog koga kom kome kim kih kega kemu kimi kima"),
    _endings("ки", "ка ко ке ку ког кога ком коме ким ких"),
)
_FORMS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "en": _english,
    "de": _german,
    "fr": _french,
    "es": _spanish,
    "pt": _portuguese,
    "it": _italian,
    "ar": _arabic,
    "pl": _endings("ki", "ka kie kiego kiej kiemu kim kich kimi ką"),
    "cs": _any_of(
        _endings("ský", "ská ské ského skému ským ských skými skou ští ském"),
        _endings("cký", "cká cké ckého ckému ckým ckých ckými ckou čtí ckém"),
    ),
    "sk": _endings("ký", "ká ké kého kému kým kých kými kou kej kí kom"),
    **dict.fromkeys(("hr", "bs", "sr", "sl"), _SOUTH_SLAVIC),
    "bg": _endings("ки", "ка ко кия кият ката кото ките"),
    "mk": _endings("ки", "ка ко киот ката кото ките"),
    "nl": _any_of(_endings("isch", "ische"), _endings("s", "se")),
    "sv": _endings("sk", "ska skt skan skarna skar"),
    **dict.fromkeys(("da", "nb"), _endings("sk", "ske skt")),
    "fi": _any_of(
        _endings("lainen", "laisen laiset laisia laisten laista laiseen laisella laisella laisille"),
        _endings("läinen", "läisen läiset läisiä läisten läistä läiseen läisille"),
    ),
    "ro": _any_of(
        _endings("esc", "ească ești ești"), _endings("ian", "iană ieni iene"), _endings("ez", "eză ezi eze")
    ),
    "el": _endings("ικός", "ική ικό ικού ικής ικοί ικές ικά ικών ικούς ικόν"),
    "he": _endings("י", "ית יים יות"),
}
