"""Numbers written as words, by language: 'five dead', 'двое погибших', 'deux morts'.

What is more often another word in its language is missing: the English 'one', the Persian 'no'. A number word
counts only in its own language, for it is another word elsewhere: the Spanish eleven is the English 'once'.
"""

from __future__ import annotations

import re
from functools import cache

from monitor.language.words import fold

_WORDS = {
    "ar": """اثنان/اثنين/اثنتين ثلاثة/ثلاث أربعة/أربع خمسة/خمس ستة/ست سبعة/سبع ثمانية/ثماني تسعة/تسع عشرة/عشر
        20:عشرون/عشرين 30:ثلاثين 100:مئة/مائة""",
    "bg": """два/две/двама/двете три/трима четири/четирима пет/петима шест/шестима седем/седмина осем/осмина
        девет/деветима десет единадесет дванадесет 20:двадесет""",
    "bn": "দুই/দুজন তিন/তিনজন চার/চারজন পাঁচ/পাঁচজন ছয় সাত/সাতজন আট নয় দশ/দশজন এগারো বারো",
    "ca": "dos/dues tres quatre cinc sis set vuit nou deu onze dotze",
    "cs": """dva/dvě/dvou/dvěma/dvoje tři/tří/třem čtyři/čtyř/čtyřem pět/pěti šest/šesti sedm/sedmi osm/osmi
        devět/devíti deset/deseti jedenáct/jedenácti dvanáct/dvanácti 20:dvacet/dvaceti""",
    "da": "to tre fire fem seks syv otte ni ti elleve tolv 20:tyve 30:tredive",
    "de": """zwei/zweier drei/dreier vier fünf sechs sieben acht neun zehn elf zwölf 20:zwanzig 30:dreißig
        40:vierzig 50:fünfzig 100:hundert""",
    "el": """δύο/δυο τρεις/τρία/τρία τέσσερις/τέσσερα/τέσσερεις πέντε έξι επτά/εφτά οκτώ/οχτώ εννέα/εννιά δέκα
        έντεκα/ένδεκα δώδεκα 20:είκοσι""",
    "en": """two three four five six seven eight nine ten eleven twelve 13:thirteen 14:fourteen 15:fifteen
        16:sixteen 17:seventeen 18:eighteen 19:nineteen 20:twenty 30:thirty 40:forty 50:fifty 60:sixty
        70:seventy 80:eighty 90:ninety""",
    "es": """dos tres cuatro cinco seis siete ocho nueve diez once doce 13:trece 14:catorce 15:quince 20:veinte
        30:treinta 40:cuarenta 50:cincuenta""",
    "et": "kaks/kahe kolm/kolme neli/nelja viis/viie kuus/kuue seitse/seitsme kaheksa üheksa kümme/kümne",
    "fa": "دو سه چهار پنج شش هفت هشت 11:یازده 12:دوازده 20:بیست 30:سی",
    "fi": """kaksi/kahden/kahta/kaksia kolme/kolmen/kolmea neljä/neljän/neljää viisi/viiden/viittä
        kuusi/kuuden/kuutta seitsemän/seitsemää kahdeksan/kahdeksaa yhdeksän/yhdeksää kymmenen/kymmentä
        yksitoista kaksitoista""",
    "fr": """deux trois quatre cinq six sept huit neuf dix onze douze 13:treize 14:quatorze 15:quinze 16:seize
        20:vingt/vingtaine 10:dizaine 30:trente/trentaine 40:quarante 50:cinquante/cinquantaine 100:centaine""",
    "he": """שני/שניים/שתי/שתיים שלושה/שלוש ארבעה/ארבע חמישה/חמש שישה/שש שבעה/שבע שמונה תשעה/תשע עשרה/עשר
        20:עשרים""",
    "hi": "दो/दोनों तीन चार पांच/पाँच छह/छः/छे सात आठ नौ दस ग्यारह बारह 20:बीस",
    "hr": """dva/dvije/dvoje/dvojica/dvojice/dvojicu tri/troje/trojica/trojice četiri/četvero/četvorica/četvoro
        pet/petero/petorica/petoro šest/šestero/šestorica sedam/sedmero/sedmorica osam/osmero devet/devetero
        deset/desetero jedanaest dvanaest 20:dvadeset""",
    "hu": """két/kettő/ketten három/hárman négy/négyen öt/öten hat/hatan hét/heten nyolc/nyolcan kilenc/kilencen
        tíz/tízen tizenegy tizenkét/tizenkettő 20:húsz""",
    "id": "dua tiga empat lima enam tujuh delapan/lapan sembilan sepuluh sebelas",
    "it": """due tre quattro cinque sei sette otto nove dieci undici dodici 13:tredici 14:quattordici 15:quindici
        20:venti 30:trenta""",
    "ja": "",
    "ko": "두/둘/두명 세/셋/세명 네/넷/네명 다섯 여섯 일곱 여덟 아홉 열 11:열한 12:열두",
    "lt": """du/dvi/dviejų trys/trijų keturi/keturių penki/penkių šeši/šešių septyni/septynių aštuoni/aštuonių
        devyni/devynių dešimt""",
    "lv": """divi/divas/divu trīs četri/četru pieci/piecu seši/sešu septiņi/septiņu astoņi/astoņu deviņi/deviņu
        desmit""",
    "nl": """twee/tweetal drie/drietal vier/viertal vijf/vijftal zes/zestal zeven acht negen tien elf twaalf
        20:twintig 30:dertig""",
    "no": "to tre fire fem seks sju/syv åtte ni ti elleve tolv 20:tjue 30:tretti",
    "pl": """dwa/dwie/dwóch/dwaj/dwoje/dwojga trzy/trzech/trzej/troje cztery/czterech/czterej/czworo
        pięć/pięciu/pięcioro sześć/sześciu/sześcioro siedem/siedmiu osiem/ośmiu dziewięć/dziewięciu
        dziesięć/dziesięciu jedenaście/jedenastu dwanaście/dwunastu 20:dwadzieścia/dwudziestu""",
    "pt": """dois/duas três quatro cinco seis sete oito nove dez onze doze 13:treze 14:catorze/quatorze 15:quinze
        20:vinte 30:trinta""",
    "ro": """doi/două trei patru cinci șase/sase șapte/sapte opt nouă zece unsprezece doisprezece/douăsprezece
        20:douăzeci""",
    "ru": """два/две/двух/двое/двоих/двумя/двум три/трех/трёх/трое/троих/тремя/трем
        четыре/четырех/четырёх/четверо/четверых пять/пяти/пятеро/пятерых/пятью шесть/шести/шестеро/шестерых
        семь/семи/семеро/семерых восемь/восьми/восьмеро девять/девяти/девятеро десять/десяти/десятеро
        одиннадцать/одиннадцати двенадцать/двенадцати 13:тринадцать/тринадцати 14:четырнадцать/четырнадцати
        15:пятнадцать/пятнадцати 20:двадцать/двадцати 30:тридцать/тридцати""",
    "sk": """dva/dve/dvaja/dvoch tri/traja/troch štyri/štyria/štyroch päť/piati/piatich šesť/šiesti/šiestich
        sedem/siedmi osem/ôsmi deväť desať/desiatich jedenásť dvanásť""",
    "sl": """dva/dve/dveh tri/trije/treh štiri/štirje/štirih pet/petih šest/šestih sedem/sedmih osem/osmih
        devet/devetih deset/desetih enajst dvanajst 20:dvajset""",
    "sq": "dy/dyja tre/tri katër pesë gjashtë shtatë tetë nëntë dhjetë",
    "sr": """два/две/двоје/двојица/двојице/dva/dve/dvoje/dvojica три/троје/тројица/tri/troje/trojica
        четири/четворо/četiri/četvoro пет/петоро/pet/petoro шест/шесторо/šest/šestoro седам/седморо/sedam
        осам/осморо/osam девет/devet десет/deset једанаест/jedanaest дванаест/dvanaest""",
    "sv": "två tre fyra fem sex sju åtta nio tio elva tolv 20:tjugo 30:trettio",
    "sw": "wawili/mbili watatu/tatu wanne/nne watano/tano sita saba wanane/nane tisa kumi",
    "th": "",
    "tl": "dalawa/dalawang tatlo/tatlong apat lima/limang anim pito/pitong walo/walong siyam sampu/sampung",
    "tr": "iki üç dört beş altı yedi sekiz dokuz on 20:yirmi 30:otuz 40:kırk 50:elli",
    "uk": """два/дві/двох/двоє/двома три/трьох/троє/трьома чотири/чотирьох/четверо п'ять/п'яти/п'ятьох/п'ятеро
        шість/шести/шістьох/шестеро сім/семи/сімох/семеро вісім/восьми/вісьмох/восьмеро
        дев'ять/дев'яти/дев'ятеро десять/десяти/десятеро одинадцять/одинадцяти дванадцять/дванадцяти
        20:двадцять/двадцяти""",
    "ur": "دو تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ",
    "vi": "hai ba bốn 6:sáu 7:bảy 8:tám 9:chín 10:mười",
    "zh": "",
}
"""From two on, in the order of value; a number before a colon goes on from there; slashes part forms of one."""
_WRITTEN_WITH_TONES = frozenset({"vi"})
"""Languages in which a number without its marks is another word: these are compared as written, in lower case."""
_LIKE = {"nb": "no", "nn": "no", "ms": "id", "jv": "id", "bs": "hr", "sh": "hr", "yue": "zh"}

_APOSTROPHE = re.compile(r"(?<=[а-яіїєґ])['’ʼ](?=[а-яіїєґ])", re.IGNORECASE)
"""Inside a Ukrainian word; elsewhere what is before it is a word."""
_LATIN = re.compile("[a-z\u00df-\u024f\u1e00-\u1eff]")
_HAN_COUNTED = "人名死伤傷枚艘架辆輛台棟栋户戸隻只頭头岁歳處处"
_HAN = re.compile(rf"(?<![一二三四五六七八九十百千万第])[两兩二三四五六七八九十百]{{1,4}}(?=[{_HAN_COUNTED}])")
_HAN_VALUES = dict(zip("两兩二三四五六七八九", (2, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_THAI = re.compile(r"(สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ)(?= ?(?:คน|ราย|ศพ|ลำ|คัน|นาย|แห่ง))")
_THAI_VALUES = dict(zip(("สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า", "สิบ"), range(2, 11), strict=True))


@cache
def number_words(lang: str | None) -> dict[str, int]:
    """Folded word -> its value, in a language.

    In one that is not known, words in Latin letters are none: the Danish four is the English "fire". In other
    scripts, those that are a number in any language, and the same one in all.
    """
    if lang is None:
        return _sure_words()
    table = _WORDS.get(_LIKE.get(lang, lang)) or ""
    return dict(_entries(table, fold=lang not in _WRITTEN_WITH_TONES))


def compares_as_written(lang: str | None) -> bool:
    """Whether the language's number words are given as they are written, not folded."""
    return lang in _WRITTEN_WITH_TONES


def with_digits(text: str) -> str:
    """The text with digits for numbers in Han and Thai that count somebody: 三人 as 3人; п'ять in one word."""
    if text.isascii():
        return text
    text = _APOSTROPHE.sub("", text)
    text = _HAN.sub(lambda found: str(_han_value(found[0])), text)
    return _THAI.sub(lambda found: str(_THAI_VALUES[found[0]]), text)


def _entries(table: str, *, fold: bool) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    value = 1
    for entry in table.split():
        number, colon, forms = entry.rpartition(":")
        value = int(number) if colon else value + 1
        found += [(_folded(form) if fold else form, value) for form in forms.split("/")]
    return found


def _folded(word: str) -> str:
    return "".join(fold(word).split())


@cache
def _sure_words() -> dict[str, int]:
    values: dict[str, set[int]] = {}
    for lang, table in _WORDS.items():
        for word, value in _entries(table, fold=lang not in _WRITTEN_WITH_TONES):
            values.setdefault(word, set()).add(value)
    return {
        word: found.pop()
        for word, found in values.items()
        if len(found) == 1 and len(word) > 3 and not _LATIN.search(word)
    }


def _han_value(digits: str) -> int:
    """二十三 -> 23, 十二 -> 12, 三百 -> 300."""
    total, unit = 0, 0
    for sign in digits:
        if sign == "十":
            total, unit = total + (unit or 1) * 10, 0
        elif sign == "百":
            total, unit = total + (unit or 1) * 100, 0
        else:
            unit = _HAN_VALUES[sign]
    return total + unit
