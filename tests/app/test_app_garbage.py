"""The garbage collector leaves alone what stays, and frees what a reload has replaced."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from monitor.app.daemon.garbage import settle, settle_again


class Ruleset:
    """Something that is in a cycle, as rules and what was made of them may be."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """The collector as it was before."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_is_there_at_the_start_is_not_looked_through_any_more() -> None:
    rules = Ruleset()

    settle()

    assert gc.get_freeze_count() > 1_000
    assert all(found is not rules for found in gc.get_objects())


def test_what_a_reload_has_replaced_is_freed_although_it_is_in_a_cycle() -> None:
    rules = Ruleset()
    old = weakref.ref(rules)
    settle()

    del rules
    settle_again()

    assert old() is None
    assert gc.get_freeze_count() > 1_000
