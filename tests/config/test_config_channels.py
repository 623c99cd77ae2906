"""channels.yaml: the options of channels, their templates, and what of them is secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config.files.channels import read_channels
from monitor.model.ids import ChannelName
from monitor.yamldoc.parse import Document, read
from monitor.yamldoc.references import References

TELEGRAM = (
    "channels:\n  desk: {type: telegram, token: '123456789:AAF-0123456789abcdefghijklmnop', chat: '-1', %s}\n"
)


def document(folder: Path, text: str) -> Document:
    (folder / "channels.yaml").write_text(text, encoding="utf-8")
    return read(folder / "channels.yaml", shown_as=f"{folder}/channels.yaml")


def test_a_template_is_read_from_the_folder_of_the_rules(tmp_path: Path) -> None:
    (tmp_path / "desk.html").write_text("<b>{{ headline }}</b>", encoding="utf-8")
    found = document(tmp_path, TELEGRAM % "template: desk.html")

    channels = read_channels(found, References({}))

    assert found.problems == []
    assert channels[ChannelName("desk")].options["template"] == "<b>{{ headline }}</b>"


def test_a_mistake_in_a_template_is_named_at_its_place_in_the_templates_file(tmp_path: Path) -> None:
    (tmp_path / "desk.html").write_text("<b>{{ title }}</b>\n{{ hedline }}", encoding="utf-8")
    found = document(tmp_path, TELEGRAM % "template: desk.html")

    assert read_channels(found, References({})) == {}
    assert [str(problem) for problem in found.problems] == [
        f"{tmp_path}/desk.html:2:4: E108 a message has no 'hedline' (did you mean 'headline'?)"
    ]


def test_a_template_that_is_not_there_is_named_where_it_is_asked_for(tmp_path: Path) -> None:
    found = document(tmp_path, TELEGRAM % "template: desk.html")

    assert read_channels(found, References({})) == {}
    assert "channels.yaml:2:" in str(found.problems[0])
    assert "desk.html cannot be read: No such file" in str(found.problems[0])


def test_a_secret_is_kept_out_of_the_logs_although_it_stands_in_the_file(tmp_path: Path) -> None:
    references = References({})

    read_channels(document(tmp_path, TELEGRAM % "previews: yes"), references)

    assert references.secrets == {"123456789:AAF-0123456789abcdefghijklmnop"}


@pytest.mark.parametrize(
    ("option", "why"),
    [("previews: perhaps", "previews must be true or false"), ("chatt: '1'", "unknown key 'chatt'")],
)
def test_an_option_that_cannot_work_is_a_problem_of_the_channel(tmp_path: Path, option: str, why: str) -> None:
    found = document(tmp_path, TELEGRAM % option)

    read_channels(found, References({}))

    assert why in str(found.problems[0])
