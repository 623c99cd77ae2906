"""How often the garbage collector looks for cycles, and at what.

What a daemon holds once it has started stays: modules, rules, names, a million objects and more. To look
through them again and again is a tenth of the cost of reading feeds. What comes and goes afterwards is
hardly ever in a cycle.
"""

from __future__ import annotations

import gc

LEFT_ALONE = 20_000
"""New objects after which the youngest are looked through: some MB at most."""


def settle() -> None:
    """From now on, look only at what is made from here on."""
    gc.set_threshold(LEFT_ALONE)
    gc.freeze()


def settle_again() -> None:
    """Likewise, once what was to stay has been replaced: what is left of that in cycles is freed."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
