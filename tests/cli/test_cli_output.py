"""What `--json` prints is for programs: severities are words wherever they stand."""

from __future__ import annotations

import json

import pytest

from monitor.cli.output import print_json
from monitor.model.ids import Severity
from tests.fakes import an_alert


def test_severities_are_words_however_deep_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    alert = an_alert()
    print_json({"alerts": [alert], "up_to": Severity.CRITICAL})
    printed = json.loads(capsys.readouterr().out)

    assert printed["up_to"] == "critical"
    assert printed["alerts"][0]["story"]["severity"] == alert.story.severity.name.lower()
    assert printed["alerts"][0]["id"] == alert.id
