"""The months as headlines write them: a month or a year changes from day to day while the event stays the same."""

from __future__ import annotations

_MONTHS = """
    jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august
    september october november december
    januari februari maret mei juni juli agustus ags oktober okt desember des januar marz mai dezember dez
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro
    janvier fevrier mars avril juin juillet aout septembre octobre decembre
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
"""
DATE_WORDS = frozenset(_MONTHS.split())
"""The months as they are written in dates, folded."""


def is_date_word(word: str) -> bool:
    """Whether a folded word is a month or a year."""
    return word in DATE_WORDS or (len(word) == 4 and word.isdigit() and word[:2] in ("19", "20"))
