"""What an item says, without what changes although nothing is new: by it an edited item is recognised.

What is looked at is what rules may look at. White space, the parameters of addresses, the order of categories,
counters ("12 comments") and times ("14:05", "5 minutes ago") are no wording.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from itertools import islice

from monitor.model.news.item import Item

VERSION = 2
"""Of what is taken for wording, and for one page. With another, known items are taken as found, none as edited."""
FULL = 4
BARE = 3
"""Bytes of a print for the wording, and for the wording without any figures: together they are an item's print."""

# fmt: off
_COUNTED = (
    r"comments?|repl(?:y|ies)|views?|likes?|retweets?|upvotes?|komentar|tayangan|(?:kali )?dibaca"
    r"|comentarios?|coment[áa]rios?|visualiza[çc](?:ão|ões|iones)|commentaires?|vues|commenti|commento"
    r"|visualizzazioni|kommentare?|kommentarer|aufrufe|reacties|weergaven|visningar|komentarz[eyó]?\w*"
    r"|wyświetle\w+|комментари\w+|просмотр\w*|коментар\w*|перегляд\w*|yorum|görüntülenme|okunma|bình luận|lượt xem"
    r"|ความคิดเห็น|댓글|조회수?|コメント|回視聴|条?评论|則?評論|阅读|次观看|تعليقات?|مشاهد(?:ة|ات)|نظر|بازدید"
    r"|टिप्पणिया[ँं]|टिप्पणी"
)
_SPANS = (
    r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?) ago",
    r"(?:detik|menit|jam|hari)(?: yang)? lalu", r"(?:секунд\w*|минут\w*|час\w*|дн\w+|день) назад",
    r"(?:хвилин\w*|годин\w*|дн\w+) тому", r"(?:saniye|dakika|saat|gün) önce", r"(?:phút|giờ|ngày) trước",
    r"(?:초|분|시간|일) ?전", r"(?:秒|分|分钟|分鐘|小时|小時|時間|日|天)前", r"(?:minut\w*|godzin\w*|dni) temu",
    r"(?:minut[oi]|or[ae]|giorn[oi]) fa", r"(?:minuten|uur|dagen) geleden", r"(?:นาที|ชั่วโมง|วัน)(?:ที่แล้ว|ที่ผ่านมา)",
)
# fmt: on
_NUMBER = re.compile(r"\d++(?:[.,:\u00a0\u202f’']\d++)*+")
_DIGIT = re.compile(r"\d")
_OF_NO_DIGIT = bytes((*range(0x30), *range(0x3A, 0xD9), 0xDA, 0xDC, 0xDD, *range(0xE2, 0xEA), *range(0xEB, 0xEF)))
"""Of UTF-8, the bytes from which one sees that a text in Latin, Cyrillic or Han, say, has no digit."""
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])(?::[0-5]\d){1,2}")
_DOTTED_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d")
_ZONE = re.compile(r"\s?(?:WIB|WITA|WIT|Uhr|uur|MSK|GMT|UTC|CES?T)(?!\w)", re.IGNORECASE)
_HALF_DAY = re.compile(r"\s?[ap]\.?m\b\.?", re.IGNORECASE)
_BEFORE_COUNTERS = (
    "comments|comment|replies|views|likes|retweets|upvotes|komentar|tayangan|dibaca|comentarios|comentários"
    "|commentaires|vues|commenti|visualizzazioni|kommentare|kommentarer|aufrufe|reacties|weergaven|visningar"
    "|komentarze|komentarzy|комментарии|комментариев|просмотры|просмотров|коментарі|коментарів|перегляди"
    "|переглядів|yorum|yorumlar|görüntülenme|okunma|bình luận|lượt xem|ความคิดเห็น|댓글|조회|조회수|コメント"
    "|评论|評論|阅读|تعليقات|مشاهدات|نظرات|بازدید|टिप्पणियाँ"
)
_LABELS = tuple(_BEFORE_COUNTERS.split("|"))
"""What is before a counter: 'Comments: 12'."""
_SIGNS = " :(（"
_LONGEST = 24
"""Characters before a number, and behind it, that are looked at for what it counts."""
_BEHIND = re.compile(
    rf"\s?(?:k|m|mn|rb|jt|тыс\.?|млн\.?|万|萬|천|만)?\s?(?:{_COUNTED})(?!\w)"
    rf"|\s?(?:{'|'.join(_SPANS)})(?!\w)"
    r"|\s?[ap]\.?m\b\.?",
)
"""What makes the number before it a counter, an age, or a time of day."""
_MOST = 30
"""Numbers of one text that are looked at. A text with more of them is a table."""
_AGO_BEFORE = re.compile(r"(?<!\w)(?:il y a|hace|há|vor|πριν)\s\Z", re.IGNORECASE)
_SPAN = re.compile(
    r"\s?(?:sec\w*|sek\w*|seg\w*|min\w*|h(?:eures?|oras?)?|stunden?|jours?|d[ií]as?|tag(?:en)?|λεπτ\w+|ώρ\w+)(?!\w)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(https?://[^\s?#]+)[?#]\S*", re.IGNORECASE)


def print_of(item: Item) -> bytes:
    """What an item's wording is known by: `FULL` bytes for all of it, then `BARE` without its figures."""
    texts = "\0".join(wording(item))
    return _digest(texts, FULL) + _digest(_NUMBER.sub("0", texts) if _has_digits(texts) else texts, BARE)


def wording(item: Item) -> tuple[str, ...]:
    """What an item says, so that two versions give the same texts if nothing is new."""
    named = (f"{name}: {text}" for name, text in item.fields)
    texts = (item.title, item.summary, item.body, " ".join(sorted(set(item.categories))), *sorted(named))
    return tuple(map(_bare, texts))


def _bare(text: str) -> str:
    if "://" in text:
        text = _ADDRESS.sub(r"\1", text)
    if not _has_digits(text):
        return " ".join(text.split())
    kept, end = list[str](), 0
    for number in islice(_NUMBER.finditer(text), _MOST):
        passing = _passing(text, number)
        if passing is not None and passing[0] >= end:
            kept.append(text[end : passing[0]])
            end = passing[1]
    return " ".join(" ".join((*kept, text[end:])).split())


def _has_digits(text: str) -> bool:
    """Most texts have none, which is found out at a tenth of the cost of looking for numbers."""
    left = text.encode("utf-8", "surrogatepass").translate(None, _OF_NO_DIGIT)
    return bool(left) and _DIGIT.search(text) is not None


def _passing(text: str, number: re.Match[str]) -> tuple[int, int] | None:
    """Where the counter or the time is that this number belongs to; None if it says something."""
    start, end = number.span()
    if _CLOCK.fullmatch(number[0]):
        half = _HALF_DAY.match(text, end)
        return start, half.end() if half else end
    if found := _BEHIND.match(text[end : end + _LONGEST].lower()):
        return start, end + found.end()
    if _DOTTED_CLOCK.fullmatch(number[0]) and (found := _ZONE.match(text, end)):
        return start, found.end()
    before = text[max(0, start - _LONGEST) : start]
    if label := _label_in(before):
        return start - label, end
    if (ago := _AGO_BEFORE.search(before)) and (found := _SPAN.match(text, end)):
        return start - len(before) + ago.start(), found.end()
    return None


def _label_in(before: str) -> int:
    """How far before a number the label begins of which it is the counter; 0 if there is none."""
    bare = before.rstrip(_SIGNS)
    words = bare.lower()
    if not words.endswith(_LABELS) or len(words) != len(bare):
        return 0
    length = max(len(label) for label in _LABELS if words.endswith(label))
    inside_word = len(bare) > length and bare[-length - 1].isalpha() and bare[-length].isascii()
    return 0 if inside_word else length + len(before) - len(bare)


def _digest(text: str, size: int) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()
