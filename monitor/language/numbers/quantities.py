"""The numbers of a text with their places and units, in digits or words: 5.9, 12 ribu, $1.2 million, "
    "twenty-five.

As in `numbers`, dates, years, times of day, ordinals and names such as F-16 are no numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.language.numbers.numbers import Token, is_count, multiplier, read_value, tokens_of

# fmt: off
_WORDS: Mapping[str, str] = {
    "en": "two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 dozen 12 "
    "thirteen 13 "
          "fourteen 14 fifteen 15 sixteen 16 seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 forty 40 "
          "fifty 50 sixty 60 seventy 70 eighty 80 ninety 90 hundred 100 hundreds 100 dozens 12",
    "id": "dua 2 tiga 3 empat 4 lima 5 enam 6 tujuh 7 delapan 8 sembilan 9 sepuluh 10 sebelas 11 seratus "
    "100 ratus 100 "
          "seribu 1000 puluhan 10 ratusan 100",
    "es": "dos 2 tres 3 cuatro 4 cinco 5 seis 6 siete 7 ocho 8 nueve 9 diez 10 once 11 doce 12 quince 15 "
    "veinte 20 "
          "treinta 30 cuarenta 40 cincuenta 50 cien 100 ciento 100",
    "pt": "dois 2 duas 2 tres 3 quatro 4 cinco 5 seis 6 sete 7 oito 8 nove 9 dez 10 onze 11 doze 12 quinze "
    "15 vinte 20 "
          "trinta 30 quarenta 40 cinquenta 50 cem 100",
    "fr": "deux 2 trois 3 quatre 4 cinq 5 six 6 sept 7 huit 8 neuf 9 dix 10 onze 11 douze 12 quinze 15 vingt 20 "
          "trente 30 quarante 40 cinquante 50 cent 100 dizaine 10",
    "de": "zwei 2 drei 3 vier 4 funf 5 sechs 6 sieben 7 acht 8 neun 9 zehn 10 elf 11 zwolf 12 zwanzig 20 "
    "dreissig 30 "
          "vierzig 40 funfzig 50 hundert 100 dutzend 12",
    "it": "due 2 tre 3 quattro 4 cinque 5 sei 6 sette 7 otto 8 nove 9 dieci 10 undici 11 dodici 12 venti 20 "
    "trenta 30 "
          "quaranta 40 cinquanta 50 cento 100",
    "nl": "twee 2 drie 3 vier 4 vijf 5 zes 6 zeven 7 acht 8 negen 9 tien 10 elf 11 twaalf 12 twintig 20 "
    "dertig 30 "
          "honderd 100",
    "ru": "два 2 две 2 двое 2 три 3 трое 3 четыре 4 пять 5 шесть 6 семь 7 восемь 8 девять 9 десять 10 "
    "двадцать 20 "
          "тридцать 30 сорок 40 пятьдесят 50 сто 100",
    "tr": "iki 2 uc 3 dort 4 bes 5 alti 6 yedi 7 sekiz 8 dokuz 9 yirmi 20 otuz 30 yuz 100",
}
# fmt: on


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_CODES = _set("usd eur gbp jpy cny krw rub idr inr try brl chf aud cad")
_MONEY = _set(
    "dollar dollars euro euros pound pounds yen yuan won rupee rupees rupiah ruble rubles rouble roubles "
    "lira real "
    "reais dolar dolares peso pesos franc francs franken krona kronor zloty "
    "доллар доллара долларов евро рубль рубля рублей"
)
_MONEY_BEFORE = _set("rp rs us rm") | _CODES
_MONEY_CJK = ("円", "元", "원", "달러", "ドル", "ユーロ", "유로", "美元", "欧元")
_PERCENT = _set("% ％ persen percent pct prozent procent процент процента процентов 퍼센트")
_PERCENT_PAIRS = frozenset(
    {("per", "cent"), ("por", "ciento"), ("por", "cento"), ("pour", "cent"), ("per", "cento")}
)
_SIGNS = "$€£¥₩₽₹"
_MAGNITUDES = frozenset({"m", "mw", "ml"})
"""What may be written onto a number that measures an earthquake: M6.2."""
_ONE = frozenset({"one", "satu", "один", "одна", "uno", "um"})
"""Alone it is hardly ever a number: one of them."""
_HUNDRED = 100
_TEN = 10


def _table(text: str) -> Mapping[str, int]:
    words = text.split()
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))


_BY_LANGUAGE = {lang: _table(text) for lang, text in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text."""

    value: float
    start: int
    end: int
    """Its place in the composed text, with the words that belong to it."""
    percent: bool
    money: bool


def quantities(text: str, lang: str | None, *, every: bool = False) -> Iterator[Quantity]:
    """The numbers of a composed text, in its order. Words count in the text's language, where that is known.

    With `every`, dates and years count too.
    """
    tokens = tokens_of(text)
    words = _BY_LANGUAGE.get(lang or "", {})
    at = 0
    while at < len(tokens):
        start = at
        if tokens[at].kind == "digits":
            value, at, multiplied = read_value(tokens, at)
            if not (every or _counts(tokens, start, at, multiplied=multiplied)):
                continue
        elif tokens[at].kind == "word" and tokens[at].text in words:
            value, at = _in_words(tokens, at, words)
        else:
            at += 1
            continue
        yield _quantity(tokens, start, at, value)


def is_unit(word: str) -> bool:
    """Whether a folded word names money or a percentage."""
    pairs = {part for pair in _PERCENT_PAIRS for part in pair}
    return word in _MONEY | _MONEY_BEFORE | _PERCENT | pairs or word.startswith(_MONEY_CJK)


def _counts(tokens: Sequence[Token], start: int, end: int, *, multiplied: bool) -> bool:
    """Whether a number counts or measures something; a unit that is written onto it, as in Rp5 or M6.2, may."""
    first = max(start - 1, 0)
    around = list(tokens[first : end + 1])
    if start and around[0].kind == "word" and around[0].text in _MONEY_BEFORE | _MAGNITUDES:
        around[0] = Token(" ", "mark", glued=False)
    return is_count(around, start - first, end - first, multiplied=multiplied)


def _in_words(tokens: Sequence[Token], at: int, words: Mapping[str, int]) -> tuple[float, int]:
    """A number in words: the value, and the place behind it."""
    value = float(words[tokens[at].text])
    at += 1
    while at < len(tokens):
        step = 1 + (tokens[at].text == "-")
        word = tokens[at + step - 1].text if at + step <= len(tokens) else ""
        following = words.get(word) or int(word in _ONE)
        if following == _HUNDRED and value < _HUNDRED:
            value *= following
        elif _HUNDRED > value >= 2 * _TEN and value % _TEN == 0 and 0 < following < _TEN:
            value += following
        else:
            break
        at += step
    times = multiplier(tokens, at)
    return (value * times, at + 1) if times > 1 else (value, at)


def _quantity(tokens: Sequence[Token], start: int, end: int, value: float) -> Quantity:
    after = [token.text for token in tokens[end : end + 2]]
    before = tokens[start - 1].text if start else ""
    percent = bool(after) and (after[0] in _PERCENT or tuple(after) in _PERCENT_PAIRS)
    money = before in _SIGNS if before else False
    money = money or before in _MONEY_BEFORE or any(word in _MONEY | _CODES for word in after)
    money = money or (bool(after) and (after[0] in _SIGNS or after[0].startswith(_MONEY_CJK)))
    return Quantity(value, tokens[start].start, tokens[end - 1].end, percent, money)
