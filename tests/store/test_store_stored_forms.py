"""What an earlier version wrote into a store means today what it meant then."""

from __future__ import annotations

from tests.store.stored_forms import WRITTEN, meanings


def test_words_and_defaults_in_the_store_keep_their_meaning() -> None:
    written = set(WRITTEN.read_text("utf-8").splitlines())
    assert len(written) > 150
    assert written - set(meanings()) == set(), "what is stored would mean something else"
