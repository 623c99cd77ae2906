"""The pause after failures."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.send.backoff import CHANNEL, MESSAGE, backoff


@pytest.mark.parametrize("longest", [CHANNEL, MESSAGE])
@given(failures=st.integers(min_value=1, max_value=10_000), seed=st.integers())
def test_the_pause_is_between_a_second_and_the_longest(failures: int, seed: int, longest: timedelta) -> None:
    assert timedelta(seconds=1) <= backoff(failures, rng=random.Random(seed), longest=longest) <= longest


def test_the_pause_grows_until_it_is_about_the_longest() -> None:
    rng = random.Random(1)
    pauses = [backoff(failures, rng=rng, longest=MESSAGE) for failures in range(1, 9, 2)]

    assert pauses == sorted(pauses)
    assert backoff(12, rng=rng, longest=MESSAGE) >= MESSAGE * 2 / 3


def test_two_channels_that_failed_together_do_not_come_back_together() -> None:
    one, two = (backoff(5, rng=random.Random(seed), longest=CHANNEL) for seed in (1, 2))
    assert one != two
