"""The closed sets of affixes that scripts and languages put on names. All folded, as texts are when compared.

Closed sets, not stemmers: a stemmer makes one word of `import` and `important`, and cuts Киев to ки. A set may
miss a rare form, which a person can list; it does not invent words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def _set(affixes: str) -> frozenset[str]:
    return frozenset(affixes.split())


_MALAY = _set("nya ku mu lah kah pun nyalah nyakah nyapun kulah mulah")
_GENITIVE_S = _set("s")
_WEST_SLAVIC = _set("u a em om ovi owi e y i ie ach ech ami ho ego iego emu iemu mu ym im ou a ove")
_SOUTH_SLAVIC = _set("a u om em e i ov ova ovo ove ev eva og oga om omu ih im ima")
_FINNIC = _set(
    "n in ssa issa sta ista lle ille lla illa lta ilta a ia an iin een na ksi ta ja t en on un han hin seen "
    "s st l le lt"
)
_TURKIC = _set(
    "in un da de ta te a e i u ya ye nin nun dan den tan ten yi yu la le yla yle ni nu na ne nda nde ndan nden"
)
_HUNGARIAN = _set(
    "ban ben ba be bol nak nek nal nel t ot et at val vel i rol tol ra re on en n ig ert hoz hez e a ja je ek ok"
)

LATIN_SUFFIXES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("id", "ms", "jv", "su"), _MALAY),
    **dict.fromkeys(("de", "sv", "da", "nb", "nn", "no", "nl"), _GENITIVE_S),
    **dict.fromkeys(("pl", "cs", "sk"), _WEST_SLAVIC),
    **dict.fromkeys(("hr", "sr", "bs", "sl"), _SOUTH_SLAVIC),
    **dict.fromkeys(("fi", "et"), _FINNIC),
    **dict.fromkeys(("tr", "az"), _TURKIC),
    "hu": _HUNGARIAN,
}
"""What the last word of a Latin term may go on with, by the language of the item."""

MIN_LETTERS = dict.fromkeys((lang for lang, found in LATIN_SUFFIXES.items() if found in (_MALAY, _GENITIVE_S)), 4)
"""How long a Latin term must be to take suffixes, where it is not MIN_LETTERS_ELSEWHERE."""
MIN_LETTERS_ELSEWHERE = 5

ARABIC_PROCLITICS = _set("و ف ب ل ك ال وال بال فال كال ول وب وك فب فل لل ولل فلل س أ") | {""}
HEBREW_PROCLITICS = _set("ו ה ב כ ל מ ש כו וה וב וכ ול ומ וש שה שב שכ של שמ מה כש כשה לכש ושה ושב ומה שבה") | {""}

_JOSA = (
    "(?:들)?"
    "(?:에게서|께서|으로서|으로써|으로부터|로부터|에서의|에서는|에서도|에서|에게|으로|로서|로써|한테서|한테|"
    "이라고|라고|이라는|라는|이라며|라며|이라면서|라면서|이었던|였던|이었다|였다|이다|이며|이나|까지|부터|보다|처럼|"
    "마저|조차|만큼|대로|뿐|밖에|하고|이랑|랑|이란|란|에|은|는|이|가|을|를|의|와|과|도|만|로|께|인|나|며|고)?"
    "(?:는|은|도|의|만)?"
)
_TITLES = (
    "외무상|외무장관|외교장관|외교부장|외상|외무성|국무위원장|위원장|부위원장|대통령|부통령|총리|부총리|수상|장관|차관|"
    "국방상|국방장관|총비서|총서기|비서|주석|의장|총재|대변인|특사|대사|부부장|부장|서기|시장|지사|의원|대표|사령관|장군|"
    "총장|동지|여사|씨|측"
)
_OF_COUNTRY = "군|군인|발|행|제|식|계|인|측|내|정부|당국|대사|대사관|외무성|외교부"
_OF_PLACE = "군|발|행|제|식|계|인|측|내|주|시|지역|전선"
_OF_ORGANISATION = "측|군|내|발|식"

KOREAN_ENDINGS: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(f"(?:{affixes})?{_JOSA}(?= )")
    for kind, affixes in {
        "": "측|씨",
        "person": _TITLES,
        "country": _OF_COUNTRY,
        "place": _OF_PLACE,
        "org": _OF_ORGANISATION,
    }.items()
}
"""What may follow a Korean word up to its end, by the kind of entity that it names; `""` for a plain term."""
