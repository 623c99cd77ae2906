"""Words under which a headline says that something may happen, or is asked for, but not that it has: 'calls for',
'could', 'to be', 'piden', 'может', 方針. By language, like `negation`, whose words do the same.
"""

from __future__ import annotations

from monitor.language.headlines.negation import negating
from monitor.language.words import fold

_BEFORE = {
    "ar": "يطالب تطالب يدعو تدعو قد سوف يعتزم تعتزم محتمل احتمال دعوات مطالب يهدد يبحث تبحث",
    "bg": "може ще иска поиска призова евентуално",
    "bn": "দাবি",
    "ca": "demana demanen podria podrien vol",
    "cs": "může mohl chce žádá požaduje vyzývá hrozí má",
    "da": "kan kræver vil bør måske ventes overvejer",
    "de": "fordert fordern will wollen könnte könnten soll sollen möglich möglicher vor drohen droht erwägt "
    "ruft plant planen verlangt verlangen wegen",
    "el": "ζητά ζητούν μπορεί θα καλεί πιθανή",
    "en": "calls call urges urge demands demand may might could would will to seeks seek wants want "
    "considers weighs possible potential likely if asks plans hopes pressure threatens expected "
    "should must faces before facing ahead denies pushes bid against refuses refuse",
    "es": "pide piden exige exigen podría podrían quiere busca buscan posible eventual para si puede "
    "reclama reclaman exigencia analiza planea evalúa antes",
    "fa": "خواستار ممکن احتمال باید درخواست",
    "fi": "voi vaatii aikoo saattaa",
    "fr": "demande demandent appelle appellent exige exigent pourrait pourraient veut veulent possible "
    "éventuelle pour réclame réclament envisage menace avant si",
    "he": "דורש דורשת קורא עשוי עלול ייתכן",
    "hi": "मांग सकता सकती सकते संभावना",
    "hr": "traži može moglo poziva hoće želi",
    "hu": "követeli lehet akar felszólít",
    "id": "minta desak mendesak akan bisa mungkin dapat ingin rencana berencana tuntut menuntut diminta "
    "didesak usulkan calon jelang terancam",
    "it": "chiede chiedono vuole potrebbe potrebbero possibile per se può invoca invocano valuta rischia "
    "rischiano verso prima",
    "ms": "minta desak akan boleh mungkin",
    "nl": "eist eisen wil willen kan kunnen mogelijk mogelijke zou moet roept vraagt overweegt dreigt",
    "no": "kan krever vil bør ventes vurderer",
    "pl": "może chce żąda wzywa domaga apeluje grozi ma",
    "pt": "pede pedem exige exigem pode podem poderia quer querem possível eventual para se cobra cobram "
    "avalia estuda planeja antes",
    "ro": "cere cer poate vrea solicită ar posibil",
    "ru": "требует требуют может могут призвал призвала призывает потребовал потребовали хочет хотят "
    "возможный возможной возможная грозит планирует намерен попросил предложил рассматривает будет",
    "sk": "môže chce žiada požaduje",
    "sl": "lahko želi zahteva poziva",
    "sr": "може тражи жели хоће traži može želi",
    "sv": "kan kräver vill bör väntas överväger hotar",
    "sw": "anataka wataka huenda",
    "uk": "вимагає вимагають може можуть закликав закликала закликає хоче хочуть можлива можливий загрожує "
    "планує має просить",
    "ur": "مطالبہ",
    "vi": "yêu cầu kêu gọi có thể sẽ muốn đề nghị",
}
_AFTER = {
    "hi": "मांग संभावना सकता सकती",
    "ja": "意向 検討 否定 要求 求め 見通し 可能性 方針 予定 準備 焦点 警戒 恐れ 目指 調整",
    "ko": "요구 촉구 가능성 검토 부인 예고 전망 방침 의향 추진 거부 우려 요청 논의 임박",
    "tr": "çağrısı istiyor olabilir talebi bekleniyor edecek",
    "zh": "可能 要求",
}
_BEHIND = {"ja": "へ"}
"""What is written right behind a turn that is to come: 辞任へ."""
_SIGNS_BEFORE = {"zh": "正在 要求 呼吁 可能 考虑 拟 否认 将 或 寻求 敦促 若"}
_REACH = 4
"""Words before or behind by which one is hedged."""
_SIGNS = 8
_NONE: frozenset[str] = frozenset()
_LIKE = {"nb": "no", "nn": "no", "bs": "hr", "sh": "hr", "yue": "zh", "be": "ru", "gl": "pt"}


def _folded(table: dict[str, str]) -> dict[str, frozenset[str]]:
    return {lang: frozenset(fold(text).split()) for lang, text in table.items()}


_WORDS_BEFORE, _WORDS_AFTER, _RUNS_BEFORE = map(_folded, (_BEFORE, _AFTER, _SIGNS_BEFORE))


def hedged(found: list[str], at: int, lang: str | None, *, start: int = 0, end: int = 0) -> bool:
    """Whether what the folded word at this place says is only asked for, possible, or denied. In a word without
    blanks it is from `start` to `end`."""
    lang = _LIKE.get(lang or "", lang or "en")
    before = _WORDS_BEFORE.get(lang, _NONE) | negating(lang)
    if not before.isdisjoint(found[max(0, at - _REACH) : at]):
        return True
    if found[at][end : end + 1] and found[at][end] in _BEHIND.get(lang, ""):
        return True
    after = _WORDS_AFTER.get(lang, _NONE)
    behind = found[at][end : end + _SIGNS] + " " + " ".join(found[at + 1 : at + 1 + _REACH])
    if any(word in behind for word in after):
        return True
    ahead = found[at][max(0, start - _SIGNS) : start]
    return any(word in ahead for word in _RUNS_BEFORE.get(lang, _NONE))
