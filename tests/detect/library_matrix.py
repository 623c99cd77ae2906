"""The entities that every reader expects, and the languages of the readers: each pair is a cell of a matrix."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.detect.library.library import ANY_LANGUAGE, Library, LibraryName


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LANGUAGES = _listed(
    "ar az be bg bn bs cs da de el en es et fa fi fil fr he hi hr hu hy id it ja ka kk ko lt lv mk ms nb nl pl pt "
    "ro ru sk sl sq sr sv sw ta te th tr uk ur vi zh"
)
COUNTRIES = _listed(
    "US CN RU UA KP KR JP TW IN PK AF IR IQ SY IL PS LB JO SA AE QA YE EG TR GR CY FR DE GB IT ES PL HU RO BG RS "
    "XK BA MD GE AM AZ BY LT LV EE FI SE NO DK NL BE CH AT CA MX CU VE CO BR AR CL PE HT NG ZA ET SD SS LY DZ MA "
    "TN ML NE KE SO CD RW ID MY PH TH VN MM KH LA SG AU NZ KZ UZ"
)
ORGANISATIONS = _listed("un eu nato imf who iaea opec asean brics g7 g20 icc icj ecb fed")
PEOPLE = _listed(
    "trump putin zelensky xi-jinping kim-jong-un macron merz starmer erdogan netanyahu modi meloni orban "
    "von-der-leyen rubio lavrov khamenei biden guterres rutte lukashenko"
)
IDS = (
    *(f"country/{code}" for code in COUNTRIES),
    *(f"org/{name}" for name in ORGANISATIONS),
    *(f"person/{name}" for name in PEOPLE),
)
_OWN_SCRIPT = frozenset(_listed("ar be bg bn el fa he hi hy ja ka kk ko mk ru ta te th uk ur zh"))


def cells(library: Library) -> Iterator[tuple[str, str, str]]:
    """Each language with each entity, and what the entity is called in it; an empty text if it has no name."""
    for name in IDS:
        record = library.record(name)
        for lang in LANGUAGES:
            listed = record.names.get(lang, ())
            if not listed and lang not in _OWN_SCRIPT:
                listed = (*record.names.get(ANY_LANGUAGE, ()), *record.names.get("en", ()))
            if not listed:
                listed = [n for names in record.names.values() for n in names if _alike(n, record.names, lang)]
            yield lang, name, _text(listed[0]) if listed else ""


def _alike(name: str | LibraryName, names: object, lang: str) -> bool:
    """Whether a name of another language may do, because both are written in Cyrillic or in Chinese letters."""
    first = _text(name)[0]
    return lang in {"be", "bg", "kk", "mk", "uk"} and "\u0400" <= first <= "\u04ff"


def _text(name: str | LibraryName) -> str:
    return name if isinstance(name, str) else name.term
