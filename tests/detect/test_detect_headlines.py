"""Headlines of the daily press in seventy languages: what they name is found, what they seem to name is not."""

from pathlib import Path

import pytest

from tests.bench.headlines import Verdict, judged, read_headlines

FOLDER = Path(__file__).parents[1] / "data" / "headlines"
SHARES = {
    "first": (0.97, 0.97),
    "second": (0.94, 0.9),
    "third": (0.97, 0.97),
    "fourth": (0.97, 0.96),
    "fifth": (0.96, 0.93),
    "sixth": (0.97, 0.94),
    "seventh": (0.94, 0.9),
    "places": (1.0, 1.0),
}
"""How many of those that must be found are, and of those that must not be are not."""


@pytest.mark.parametrize(
    ("name", "every"),
    [
        ("first", 12),
        ("places", 1),
        pytest.param("first", 1, marks=pytest.mark.gate),
        *(pytest.param(name, 1, marks=pytest.mark.slow) for name in SHARES if name not in {"first", "places"}),
    ],
)
def test_headlines_name_what_they_mean(name: str, every: int) -> None:
    right: dict[bool, list[bool]] = {True: [], False: []}
    wrong: list[tuple[str, Verdict]] = []
    for head, verdict in judged(read_headlines(FOLDER / f"{name}.txt")[::every]):
        right[head.must].append(verdict.right)
        if not verdict.right:
            wrong.append((head.text, verdict))
    for must, least in zip((True, False), SHARES[name], strict=True):
        found = right[must]
        assert not found or sum(found) >= least * len(found), wrong
