"""The closed sets of affixes that languages put on names, before or after them. All folded.

Closed sets, not stemmers: a stemmer makes one word of `import` and `important`, and cuts Киев to ки. A set may
miss a rare form, which a person can list; it does not invent words.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.language.tables import word_list
from monitor.language.words import fold


def _set(affixes: str) -> frozenset[str]:
    return frozenset(affixes.split())


_MALAY = _set("nya ku mu lah kah pun nyalah nyakah nyapun kulah mulah")
_JAVANESE = _MALAY | _set("ne e ipun")
_GENITIVE_S = _set("s")


def _compounds(lang: str) -> frozenset[str]:
    """The genitive, and the second parts of the compounds that newspapers make of names: Ukrainekrieg."""
    parts = {fold(part).strip() for part in word_list(f"compounds_{lang}")}
    return _GENITIVE_S | {f"{link}{part}" for part in parts for link in ("", "s", "n")}


_ICELANDIC = _set("s i a ar um inn inu ins")
_WEST_SLAVIC = _set(
    "u a em iem om ovi owi e y i ie ach ech ami ho eho ego iego emu iemu emu mu ym im ou a ove uv ow mi ka ku kem"
)
_SOUTH_SLAVIC = _set(
    "ovi ovega ovih a u om em e i ov ova ovo ove ovu ovim ev eva evu evo oga og ome omu ih im ima ju ja jem jom ja"
)
_FINNISH = _set(
    "n in ssa issa sta ista lle ille lla illa lta ilta a ia an iin een on un han hin hon hun seen na ina "
    "ksi iksi tta "
    "itta ta ja t it kin ko inkin nkin ssakin ssaan iaan en"
)
_ESTONIAN = _set("i ile ilt iga il is ist isse iks ina ini l le lt ga s st sse ks na ni t d de ga ta ita ke")
_TURKISH = _set(
    "in un da de ta te a e i u ya ye nin nun dan den tan ten yi yu la le yla yle ni nu na ne nda nde ndan nden "
    "deki daki taki teki ki dir dur dayken"
)
_TURKIC = _TURKISH - _set("ki") | _set("ning ga ka qa ge ke gacha dagi dan den ni ng in un")
_HUNGARIAN = _set(
    "ban ben ba be bol nak nek nal nel t ot et at val vel i rol tol ra re on en n ig ert hoz hez hoz e a "
    "ja je jat "
    "jet jaban jeben janak jenek ek ok kent ul ul nek nak ekkel okkal nal nel"
) | frozenset(f"{consonant}{vowel}l" for consonant in "bcdfghjklmnprstz" for vowel in "ae")
_ROMANIAN = _set("ul ului i ii ilor le lui uri a ei")
_ALBANIAN = _set("i it in u ut un se s n te ve")
_LITHUANIAN = _set("as o ui a u e ai is io iui iu yje us aus ui umi uje je os oje")
_LATVIAN = _set("s a am u e i is im as ai us os iem")
_BASQUE = _set("k ek ren en n an ean ko eko tik etik ra era ri i rekin ekin z ez rik ik a gan")
_KURDISH = _set("e ye i yi an yan a ya")

_KAZAKH = _set(
    "нын нин дын дин тын тин ның нің дың дің тың тің нун нүн дун дүн тун түн на не га ге ға ка ке қа го гө ко кө "
    "да де та те до дө то тө нда нде дан ден тан тен нан нен дон дөн тон төн мен бен пен менен ны ні ды "
    "ді ты ті ни "
    "дагы деги дағы дегі тагы теги тағы тегі лык лик лық лік"
)
_MONGOLIAN = _set(
    "ын ийн ны ний н д т ад эд од өд аас ээс оос өөс наас нээс тай тэй той руу рүү луу лүү ыг ийг г аар "
    "ээр оор өөр "
    "иас иос"
)
_TAJIK = _set("и ро у ҳо иён иро")
_MACEDONIAN = _set("ов ова ово ови от та то те а")

SUFFIXES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("id", "ms", "su"), _MALAY),
    "jv": _JAVANESE,
    "de": _compounds("de"),
    "sv": _compounds("sv"),
    **dict.fromkeys(("da", "nb", "nn", "no"), _compounds("da")),
    "nl": _compounds("nl"),
    **dict.fromkeys(("af", "lb"), _GENITIVE_S),
    "is": _ICELANDIC,
    **dict.fromkeys(("pl", "cs", "sk"), _WEST_SLAVIC),
    **dict.fromkeys(("hr", "sr", "bs", "sl", "sh"), _SOUTH_SLAVIC),
    "fi": _FINNISH,
    "et": _ESTONIAN,
    "tr": _TURKISH,
    **dict.fromkeys(("az", "uz", "tk", "crh"), _TURKIC),
    "hu": _HUNGARIAN,
    **dict.fromkeys(("ro", "mo"), _ROMANIAN),
    "sq": _ALBANIAN,
    "lt": _LITHUANIAN,
    "lv": _LATVIAN,
    "eu": _BASQUE,
    "ku": _KURDISH,
    "tl": _set("ng"),
    "fil": _set("ng"),
    "sw": _set("ni"),
    "eo": _set("n j jn"),
    **dict.fromkeys(("kk", "ky", "tt", "ba"), _KAZAKH),
    "mn": _MONGOLIAN,
    "tg": _TAJIK,
    "mk": _MACEDONIAN,
}
"""What the last word of a Latin or Cyrillic term may go on with, by the language of the item."""

MIN_LETTERS = 4
"""How long a word must be to take a suffix."""

ARABIC_PROCLITICS = _set("و ف ب ل ك ال وال بال فال كال ول وب وك فب فل فك لل ولل فلل س وبال وكال فبال") | {""}
HEBREW_PROCLITICS = _set(
    "ו ה ב כ ל מ ש כו וה וב וכ ול ומ וש שה שב שכ של שמ מה כש כשה לכש ושה ושב ומה שבה וכש וכשה ולכש כשב "
    "כשל ושל ושמ "
    "מכ לב בכ"
) | {""}
ETHIOPIC_PROCLITICS = _set("የ በ ለ ከ ስለ እንደ ወደ እና ያለ ከነ የነ በየ") | {""}
