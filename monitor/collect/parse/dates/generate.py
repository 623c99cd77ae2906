"""Make `names.json` again from the CLDR: `python -m monitor.collect.parse.dates.generate`. Needs Babel."""

from __future__ import annotations

from collections import defaultdict
from importlib.resources import files
from pathlib import Path

import msgspec
from babel import Locale, localedata

from monitor.collect.parse.dates.names import FILE, normalised

# fmt: off
_LANGUAGES = frozenset({
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu",
    "fa", "fi",
    "fil", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ka", "kk", "km", "kn", "ky",
    "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "pa", "pl", "ps", "pt", "ro",
    "ru", "si",
    "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "tg", "th", "tr", "uk", "ur", "uz", "zu",
})
_AS_FEEDS_SPELL_THEM = {
    "en": {"sept": 9, "janu": 1}, "id": {"agu": 8, "ags": 8, "agt": 8, "agust": 8, "nop": 11, "nopember": 11,
    "pebruari": 2, "peb": 2, "des": 12, "okt": 10, "jan": 1}, "de": {"mrz": 3, "jänner": 1, "sept": 9},
    "es": {"set": 9, "setiembre": 9, "sep": 9, "ene": 1, "abr": 4, "ago": 8, "dic": 12}, "fr": {"fev": 2,
    "aout": 8, "juil": 7, "sept": 9},
    "ru": {"сен": 9, "сент": 9, "ноя": 11, "нояб": 11, "фев": 2, "февр": 2, "мая": 5, "июн": 6, "июл": 7},
    "uk": {"лис": 11, "лист": 11, "листоп": 11, "вер": 9, "гру": 12},
    "hi": {"नवम्बर": 11, "सितम्बर": 9, "दिसम्बर": 12, "अक्तूबर": 10, "फरवरी": 2, "अगस्त": 8},
    "it": {"sett": 9, "set": 9}, "ar": {"نونبر": 11, "دجنبر": 12, "شتنبر": 9, "غشت": 8},
}
_DAYS_AS_FEEDS_SPELL_THEM = {
    "จันทร์": 0, "อังคาร": 1, "พุธ": 2, "พฤหัสบดี": 3, "พฤหัส": 3, "ศุกร์": 4, "เสาร์": 5, "อาทิตย์": 6,
    "jum'at": 4, "senen": 0, "ahad": 6, "الإثنين": 0, "الاثنين": 0, "सोम": 0, "pzt": 0, "пнд": 0, "втр": 1,
    "срд": 2, "чтв": 3, "птн": 4, "сбт": 5, "вск": 6,
}
# fmt: on
_WIDTHS = ("wide", "abbreviated")


def content() -> bytes:
    """The file as the CLDR of the installed Babel gives it, with what feeds write besides."""
    months: defaultdict[str, defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    days: defaultdict[str, set[int]] = defaultdict(set)
    for identifier in sorted(localedata.locale_identifiers()):
        lang = identifier.split("_")[0]
        if lang not in _LANGUAGES:
            continue
        locale = Locale.parse(identifier)
        for context in ("format", "stand-alone"):
            for width in _WIDTHS:
                for number, name in locale.months[context][width].items():
                    months[normalised(name)][number].add(lang)
                for number, name in locale.days[context][width].items():
                    days[normalised(name)].add(number)
    for lang, names in _AS_FEEDS_SPELL_THEM.items():
        for name, number in names.items():
            months[normalised(name)][number].add(lang)
    for name, number in _DAYS_AS_FEEDS_SPELL_THEM.items():
        days[normalised(name)].add(number)
    table = {
        "months": {
            name: {str(number): sorted(langs) for number, langs in sorted(found.items())}
            for name, found in sorted(months.items())
            if not any(character.isdigit() for character in name)
        },
        "days": {name: sorted(found) for name, found in sorted(days.items()) if not any(map(str.isdigit, name))},
    }
    return msgspec.json.format(msgspec.json.encode(table), indent=0) + b"\n"


def main() -> None:
    """Write the file beside this module."""
    Path(str(files(__package__).joinpath(FILE))).write_bytes(content())


if __name__ == "__main__":
    main()
