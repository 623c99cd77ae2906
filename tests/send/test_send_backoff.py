"""The pause after failures."""

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.send.backoff import backoff


@given(failures=st.integers(min_value=1, max_value=10_000), seed=st.integers())
def test_the_pause_is_between_a_second_and_five_minutes(failures: int, seed: int) -> None:
    pause = backoff(failures, rng=random.Random(seed))

    assert timedelta(seconds=1) <= pause <= timedelta(minutes=5)


def test_the_pause_grows_until_it_is_about_five_minutes() -> None:
    rng = random.Random(1)
    pauses = [backoff(failures, rng=rng) for failures in range(1, 9)]

    assert pauses == sorted(pauses)
    assert backoff(9, rng=rng) >= timedelta(seconds=200)


def test_two_channels_that_failed_together_do_not_come_back_together() -> None:
    assert backoff(5, rng=random.Random(1)) != backoff(5, rng=random.Random(2))
