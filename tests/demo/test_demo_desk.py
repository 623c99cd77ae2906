"""`monitor demo --web`: the day is on the desk's pages, also after it, until Ctrl-C."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path


def test_the_day_can_be_looked_at_after_it_is_over(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "monitor", "demo", "--web", "--speed", "5", "--data", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as demo:
        assert demo.stderr is not None
        address = ""
        for line in demo.stderr:
            if found := re.search(r"open (http://127\.0\.0\.1:\d+)", line):
                address = found[1]
            if "stays open" in line:
                break
        with urllib.request.urlopen(address, timeout=30) as answer:
            page = answer.read().decode()
        demo.send_signal(signal.SIGINT)
        printed, _ = demo.communicate(timeout=60)
    assert "nobody has acknowledged" in page
    assert page.count('<article class="story') == 8
    assert "North Korea" in page
    assert "Every item is accounted for." in printed
    assert demo.returncode == 0
