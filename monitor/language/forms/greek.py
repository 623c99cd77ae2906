"""The case endings of Greek names, by the shape of their base form. Folded: without accents, and ς is σ."""

from __future__ import annotations

from collections.abc import Sequence


def _set(endings: str) -> frozenset[str]:
    return frozenset(endings.split())


_ENDINGS: Sequence[tuple[str, frozenset[str]]] = (
    ("οσ", _set("οσ ου ο ε οι ων ουσ")),
    ("ησ", _set("ησ η ηδεσ")),
    ("ασ", _set("ασ α")),
    ("εσ", _set("εσ ων")),
    ("οι", _set("οι ων ουσ")),
    ("εια", _set("εια ειασ ειεσ ειων")),
    ("α", _set("α ασ εσ ων")),
    ("η", _set("η ησ εσ ων")),
    ("ο", _set("ο ου α ων")),
    ("ι", _set("ι ιου ια")),
)
_MIN_STEM = 2


def inflected(word: str) -> tuple[str, frozenset[str]]:
    """The stem of a folded base form and the endings it may have. `{""}` as endings: it does not inflect."""
    for shape, endings in _ENDINGS:
        if word.endswith(shape) and len(word) - len(shape) >= _MIN_STEM:
            return word[: -len(shape)], endings
    return word, frozenset({""})
