"""Where sentences end, and where a full stop only shortens a word."""

from __future__ import annotations

import pytest

from monitor.language.sentences import sentence_ends


def _sentences(text: str) -> list[str]:
    ends = sentence_ends(text)
    return [text[start:end].strip() for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


@pytest.mark.parametrize(
    "text",
    [
        "The envoys met Mr. Kim in Moscow",
        "The envoys flew to the U.S. Embassy in Seoul",
        "The court heard Prof. Okafor on Monday",
        "Am 3. Oktober bzw. Montag wird gestreikt",
        "Погибли 3 тыс. Жителей эвакуировали",
        "Prices rose 3.5 per cent",
        "J. Smith resigned",
    ],
)
def test_a_short_form_ends_no_sentence(text: str) -> None:
    assert not sentence_ends(text)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The strike is over. Ports reopen", ["The strike is over.", "Ports reopen"]),
        ("Really?! Yes", ["Really?!", "Yes"]),
        ("“It is over.” Ports reopen", ["“It is over.”", "Ports reopen"]),
        ("北韓試射飛彈。南韓回應", ["北韓試射飛彈。", "南韓回應"]),
        ("भूकंप आया। बचाव जारी", ["भूकंप आया।", "बचाव जारी"]),
        ("هل انتهت؟ نعم", ["هل انتهت؟", "نعم"]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("The minister spoke to the press on the steps. Reporters left", None),
    ],
)
def test_a_sentence_ends_at_its_mark(text: str, sentences: list[str] | None) -> None:
    assert len(sentence_ends(text)) == 1
    if sentences is not None:
        assert _sentences(text) == sentences


def test_a_full_stop_before_a_small_letter_goes_on() -> None:
    assert sentence_ends("He paid ca. three million. Then he left") == [len("He paid ca. three million.")]
