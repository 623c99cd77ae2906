"""Rules in their concise and their full form, with every comment where it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.detect.edit.format_pack import Form, format_pack

ROOT = Path(__file__).parents[2]
SHORT = """\
# Kursk and around.
pack: {id: p}

rules:
  kursk: [Kursk, Курск]  # in two scripts
  moscow: Москва
  minsk:  # a block
    # a comment of its own
    - Minsk    # in Latin
    - Мінск
    - {term: Менск, case: exact}
  # before the next
  kim:
    near: {of: [Ким, Moskwa], within: 6}
"""
FULL = """\
# Kursk and around.
pack: {id: p}

rules:
  kursk:
    any: [Kursk, Курск]  # in two scripts
  moscow:
    any: Москва
  minsk:  # a block
    any:
      # a comment of its own
      - Minsk    # in Latin
      - Мінск
      - {term: Менск, case: exact}
  # before the next
  kim:
    near: {of: [Ким, Moskwa], within: 6}
"""


def form(text: str, wanted: Form | None) -> str:
    """A text in a form, without anything left over."""
    formatted = format_pack(text, path="p.yaml", form=wanted)
    assert formatted.left == ()
    return formatted.text


def test_the_full_form_keeps_every_comment() -> None:
    assert form(SHORT, Form.FULL) == FULL


def test_both_forms_are_final() -> None:
    assert form(FULL, Form.FULL) == FULL
    assert form(SHORT, Form.SHORT) == SHORT


def test_the_short_form_is_the_way_back() -> None:
    assert form(FULL.replace("  # a block", ""), Form.SHORT) == SHORT.replace("  # a block", "")


def test_a_rule_in_braces_becomes_lines() -> None:
    text = 'rules:\n  kim: {near: {of: ["a: b", Курск]}, severity: high, tags: [x, y]}  # who\n  b1: [c]\n'
    assert form(text, Form.FULL) == (
        'rules:\n  kim:  # who\n    near: {of: ["a: b", Курск]}\n    severity: high\n    tags: [x, y]\n'
        "  b1:\n    any: [c]\n"
    )


def test_braces_around_nothing_but_any_become_a_list() -> None:
    assert form("rules:\n  a1: {any: [x, y]}\n", Form.SHORT) == "rules:\n  a1: [x, y]\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("rules:\n  a1: {any: [x], # why\n    severity: low}\n", Form.FULL),
        ("rules:\n  a1:  # why\n    any: [x]\n", Form.SHORT),
    ],
)
def test_what_cannot_be_kept_is_left_alone_and_told(text: str, wanted: Form) -> None:
    formatted = format_pack(text, path="p.yaml", form=wanted)
    assert formatted.text == text
    assert [(problem.code, problem.line, problem.column) for problem in formatted.left] == [("I401", 2, 3)]


def test_blanks_go_where_they_mean_nothing() -> None:
    assert form("rules:  \n\n\n\n  a1: [x]   \n\n", None) == "rules:\n\n  a1: [x]\n"
    block = "rules:\n  a1:\n    any: [x]\n    note: |\n      one  \n\n\n\n      two\n"
    assert form(block, Form.FULL) == block


def test_a_file_with_errors_is_not_touched() -> None:
    with pytest.raises(ValueError, match="see monitor check"):
        format_pack("rules:\n  a1: [x\n", path="p.yaml", form=Form.FULL)


@pytest.mark.parametrize("path", sorted((ROOT / "rules/packs").glob("*.yaml")), ids=lambda path: path.name)
@pytest.mark.parametrize("wanted", [*Form, None])
def test_the_shipped_packs_can_be_formatted(path: Path, wanted: Form | None) -> None:
    text = path.read_text(encoding="utf-8")
    once = format_pack(text, path=path.name, form=wanted)
    assert format_pack(once.text, path=path.name, form=wanted).text == once.text
    assert once.text.count("#") == text.count("#")
