"""Sentence vectors, with an encoder that knows what each test needs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from monitor.group.evidence.embeddings import Vectors
from monitor.group.grouper import Grouper
from monitor.model.story import Tier
from tests.group.group_news import item_of, match_of

STRIKE = "Harbour pilots strike at the port of Rostock"
FERRIES = "Harbour pilots in pay dispute, ferries wait"
FAIR = "Pilots of Rostock invite children to a fair"


class Encoder:
    """Gives the titles that it is told of the same direction, and every other one of its own."""

    def __init__(self, *alike: str) -> None:
        self._alike = set(alike)
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = np.zeros((len(texts), 8), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0 if text in self._alike else 1 + len(text) % 7] = 1.0
        return rows


def grouped(encoder: Encoder | None, *titles: str, hours: float = 12) -> list[Tier]:
    grouper = Grouper(encode=encoder)
    items = [item_of(title, source=title[:3], hours=hours * number) for number, title in enumerate(titles)]
    return [grouper.group(match_of(item)).tier for item in items]


def test_what_the_words_leave_open_the_vectors_decide() -> None:
    assert grouped(None, STRIKE, FERRIES) == [Tier.OPENED, Tier.OPENED]
    assert grouped(Encoder(STRIKE, FERRIES), STRIKE, FERRIES) == [Tier.OPENED, Tier.SAME_STORY]
    assert grouped(Encoder(STRIKE), STRIKE, FERRIES) == [Tier.OPENED, Tier.OPENED]


def test_vectors_alone_join_nothing() -> None:
    other = "Central bank lifts interest rates in Jakarta"
    assert grouped(Encoder(STRIKE, other), STRIKE, other) == [Tier.OPENED, Tier.OPENED]


def test_what_is_plain_is_not_asked() -> None:
    encoder = Encoder()
    assert grouped(encoder, STRIKE, f"{STRIKE} - Two", hours=0.1) == [Tier.OPENED, Tier.SAME_ITEM]
    assert encoder.asked == []


def test_each_title_is_encoded_once() -> None:
    encoder = Encoder(STRIKE, FERRIES, FAIR)
    grouped(encoder, STRIKE, FERRIES, FAIR)
    told = [title for title in encoder.asked if title == STRIKE]
    assert len(told) == 1
