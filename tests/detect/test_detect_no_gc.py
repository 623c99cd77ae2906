"""Building with the garbage collector at rest."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from monitor.detect.match.no_gc import no_gc


@pytest.fixture(autouse=True)
def _collecting_afterwards() -> Iterator[None]:
    """Whatever a test does, the collector works for the next one."""
    yield
    gc.enable()


def test_the_collector_rests_only_meanwhile() -> None:
    with no_gc():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_the_collector_works_again_after_a_failure() -> None:
    with pytest.raises(KeyError), no_gc():
        raise KeyError
    assert gc.isenabled()


def test_one_that_was_off_stays_off() -> None:
    gc.disable()
    with no_gc():
        pass
    assert not gc.isenabled()


def test_one_building_in_another_wakes_nobody() -> None:
    with no_gc():
        with no_gc():
            pass
        assert not gc.isenabled()
