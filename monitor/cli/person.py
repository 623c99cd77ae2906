"""Who is at the command line."""

from __future__ import annotations

import os

from monitor.model.activity import Doer


def at_the_terminal(comment: str = "", *, by: str = "") -> Doer:
    """Who they say they are, else the login that a command runs under, as far as it is known."""
    person = by or os.environ.get("USER") or os.environ.get("LOGNAME") or "somebody"
    return Doer(person=person, way="cli", comment=comment)
