"""The case endings of names in languages of the Latin script, where an ending takes the place of another.

Only in items of these languages: `Ukraina` is found as Ukrainie in a Polish text, and nowhere else. Folded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from monitor.language.forms.affixes import SUFFIXES
from monitor.language.forms.base_forms import MIN_STEM, BaseForms

Table = Sequence[tuple[str, frozenset[str]]]
"""Endings of base forms, and what may be in their place. Every row that fits counts."""


def _set(endings: str) -> frozenset[str]:
    return frozenset(endings.split())


_POLISH: Table = (
    ("ia", _set("ii ie io i")),
    ("ja", _set("ji je jo")),
    ("ea", _set("ei ee ea eo")),
    ("ka", _set("ki ce ke ko")),
    ("ga", _set("gi dze ge go")),
    ("cha", _set("chy sze che")),
    ("ra", _set("ry rze re ro")),
    ("la", _set("ly le li lo")),
    ("da", _set("dy dzie de do")),
    ("ta", _set("ty cie te to")),
    ("na", _set("ny nie ne no nej")),
    ("a", _set("y ie e o ej i")),
    ("ko", _set("ki ce ke ka")),
    ("o", _set("a u em ie")),
    ("y", _set("ego emu ym ach om ami ow ych ymi")),
    ("e", _set("ych ym ymi ego emu a u em")),
    ("i", _set("iego iemu im ego emu ch ich imi")),
    ("ow", _set("owa owie owem owu")),
    ("ek", _set("ka ku kowi kiem")),
    ("ec", _set("ca cu cem cowi")),
    ("iec", _set("ca cu cem cowi")),
    ("sk", _set("ska sku skiem")),
    ("t", _set("cie")),
    ("st", _set("scie")),
    ("d", _set("dzie")),
    ("r", _set("rze")),
    ("l", _set("le")),
    ("kie", _set("kiego kiemu kim kich kimi")),
    ("gie", _set("giego giemu gim gich gimi")),
    ("chy", _set("ch szech chom chami")),
    ("iny", _set("in inach inom inami")),
    ("emcy", _set("iemiec emiec emczech emcom emcami")),
    ("any", _set("anow anach anom anami")),
)
_CZECH: Table = (
    ("ko", _set("ka ku kem cku")),
    ("ha", _set("hy ze hu hou ho")),
    ("ka", _set("ky ce ku kou ko")),
    ("ea", _set("eje eji eu eou ey ei")),
    ("ie", _set("ii ie ii iou iu")),
    ("ia", _set("ie ii iu iou")),
    ("a", _set("y e u ou i ove ovu ovou ej ych")),
    ("o", _set("a u em e om")),
    ("e", _set("i u ich im emi")),
    ("y", _set("eho emu ym em ou e a ych u um ach")),
    ("yj", _set("eho emu ym em")),
    ("ij", _set("eho emu im em")),
    ("i", _set("iho imu im eho emu ich ho mu m")),
    ("ek", _set("ka ku kem kovi")),
    ("ec", _set("ce ci cem ca cu")),
    ("el", _set("la lu lem lovi")),
    ("sk", _set("ska sku skem")),
    ("any", _set("an anech anum")),
)
_SERBOCROATIAN: Table = (
    ("ka", _set("ke ci ku kom ko")),
    ("ga", _set("ge zi gu gom")),
    ("a", _set("e i u om o oj ama ah")),
    ("o", _set("a u om i")),
    ("e", _set("a u i em ih im")),
    ("i", _set("og oga om ome omu im ih ega emu em a ma")),
    ("ev", _set("eva evu evom")),
    ("ac", _set("ca cu cem")),
    ("ek", _set("ka ku kom")),
    ("ij", _set("ija iju ijem")),
    ("y", _set("ja ju jem jev ya yu yem")),
)
_LITHUANIAN: Table = (
    ("as", _set("o ui a u e ai ams")),
    ("is", _set("io iui i iu yje ies iai")),
    ("ys", _set("io iui i iu yje")),
    ("us", _set("aus ui u umi uje iaus iui iumi")),
    ("a", _set("os ai oje u as")),
    ("e", _set("es ei eje")),
    ("ai", _set("u ams us ais uose")),
    ("iai", _set("iu iams ius iais iuose")),
)
_LATVIAN: Table = (
    ("s", _set("a am u e i em iem us os is im ai")),
    ("is", _set("a im i u iem")),
    ("a", _set("as ai u am os")),
    ("e", _set("es ei i em")),
    ("ija", _set("ijas ijai iju ija")),
    ("sts", _set("stu stiem stos")),
)
_ROMANIAN: Table = (
    ("a", _set("ei ii e elor ele o")),
    ("ia", _set("iei ii")),
    ("e", _set("ei elor i ii")),
    ("ele", _set("elor")),
    ("u", _set("ului ul")),
)
_ALBANIAN: Table = (
    ("a", _set("es en e ne se ave")),
    ("ia", _set("ise ine i")),
    ("e", _set("a es en")),
    ("i", _set("it in ia ise ine")),
    ("u", _set("ut un")),
    ("ea", _set("ese ene e")),
)
_ICELANDIC: Table = (("a", _set("u um")), ("i", _set("a")), ("ur", _set("s i ar")))
_FINNISH: Table = (
    ("nki", _set("ngin ngissa ngista ngille ngilla ngilta nkiin")),
    ("ku", _set("un ussa usta ulle ulla ulta kuun")),
    ("ia", _set("ioiden ioissa")),
    ("t", _set("ien iin issa ista ille illa ilta eja eissa eista oissa oihin jen ja")),
)
_ESTONIAN: Table = (("a", _set("at asse")), ("i", _set("it isse")))

_TABLES: Mapping[str, Table] = {
    "pl": _POLISH,
    **dict.fromkeys(("cs", "sk"), _CZECH),
    **dict.fromkeys(("hr", "sr", "bs", "sl", "sh"), _SERBOCROATIAN),
    "lt": _LITHUANIAN,
    "lv": _LATVIAN,
    **dict.fromkeys(("ro", "mo"), _ROMANIAN),
    "sq": _ALBANIAN,
    "is": _ICELANDIC,
    "fi": _FINNISH,
    "et": _ESTONIAN,
}
_SHAPES = tuple({shape for table in _TABLES.values() for shape, _ in table})
_CUT = 3
"""So many letters at the end of a word may differ between its forms."""
_MIN_STEM_ALIKE = 2


def may_change(word: str) -> bool:
    """Whether a folded base form may have forms that do not begin with all of it."""
    return len(word) > _MIN_STEM_ALIKE + 1 and word.endswith(_SHAPES)


def changes_in(lang: str | None) -> bool:
    """Whether a language puts endings in the place of others."""
    return lang in _TABLES


def languages() -> frozenset[str]:
    """Those that put endings in the place of others."""
    return frozenset(_TABLES)


def unchanged(word: str) -> str:
    """The letters that all forms of a folded base form begin with."""
    return word[: max(_MIN_STEM_ALIKE, len(word) - _CUT)] if may_change(word) else word


def may_be_form(base: str, written: str) -> bool:
    """Whether a folded word of a text is a form of a base form in any language."""
    return any(is_form(base, written, lang) for lang in _TABLES)


def _ends(lang: str) -> Iterator[tuple[str, str]]:
    for shape, endings in (*_TABLES.get(lang, ()), ("", SUFFIXES.get(lang, frozenset()))):
        yield from ((ending, shape) for ending in endings)


bases = BaseForms(_TABLES, _ends).of
"""The base forms of names."""


@lru_cache(maxsize=20_000)
def is_form(base: str, written: str, lang: str) -> bool:
    """Whether a folded word of a text is the base form or another form of it, in a language."""
    if written == base or (written.startswith(base) and written[len(base) :] in SUFFIXES.get(lang, ())):
        return True
    return any(
        base.endswith(shape)
        and len(base) - len(shape) >= MIN_STEM
        and written.startswith(base[: -len(shape)])
        and written[len(base) - len(shape) :] in endings
        for shape, endings in _TABLES.get(lang, ())
    )
