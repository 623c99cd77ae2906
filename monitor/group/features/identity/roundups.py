"""Titles that cover several events: briefings and round-ups. What they report belongs to no one story."""

from __future__ import annotations

import re

from monitor.language.words import fold

_WORDS = re.compile(
    r"\b(round ?up|(morning|daily|weekend) links"
    r"|news in brief|in brief|briefing|top stories|five things|things to know|what we know today"
    r"|rangkuman|berita terpopuler|top 5|populer|resumen de|las noticias|las claves|resumo do dia|revue de presse"
    r"|l essentiel|presseschau|nachrichtenuberblick|der tag im|pregled dneva|дайджест|главное за|итоги дня|نشرة)\b"
)
_SIGNS = ("要闻", "早报", "晚报", "まとめ", "ニュース一覧", "뉴스 브리핑", "오늘의 뉴스", "주요 뉴스")
_PARTS = re.compile(r"\s*[;/|•]\s+")
_MANY = 3


def is_round_up(title: str) -> bool:
    """Whether the title announces several events: by its words, or by listing them."""
    folded = fold(title)
    if _WORDS.search(" ".join(folded.split())) or any(sign in title for sign in _SIGNS):
        return True
    return sum(len(part.split()) >= _MANY for part in _PARTS.split(title)) >= _MANY
