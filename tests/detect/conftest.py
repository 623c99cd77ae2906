"""A folder to write rules into."""

from pathlib import Path

import pytest

from tests.detect.detect_rules import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty folder of rules."""
    return Desk(tmp_path)
