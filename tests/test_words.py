"""What people read uses the words of monitor/GLOSSARY.md, and none of the private ones that came before them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAPERS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "rules/README.md", "deploy/README.md"]
_TABLES = {
    "monitor/language/names/common_words.py",  # words of English as data
    "monitor/language/stop_words.py",
    "monitor/language/headlines/concepts.py",
    "monitor/language/headlines/event_words.py",
    "monitor/language/headlines/thing_words.py",
    "monitor/language/headlines/openers.py",
    "monitor/language/numbers/number_words.py",
    "monitor/language/headlines/negation.py",
    "monitor/send/message/sample.py",  # an invented story
    "monitor/store/queues/outbox.py",  # names of keys
}

NEVER = {
    r"tell|tells|told|telling": "notify, send, report",
    r"ring|rings|rang|rung|ringing": "alert, fire",
    r"mend|mends|mended|mending": "fix",
    r"hears? of|heard of": "be notified of",
    r"belongs? into": "belongs in",
    r"anew": "again",
    r"for good": "permanently",
    r"ever more": "increasingly",
    r"nobody hears": "reaches no channel",
    r"may be a repeat|possible repeat": "possible duplicate",
    r"give up|gave up|given up": "fail, become a dead letter",
    r"taken over": "applied",
}
_NEVER = re.compile(rf"\b({'|'.join(NEVER)})\b", re.IGNORECASE)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_YAML_COMMENT = re.compile(r"#(.*)$", re.MULTILINE)


def private_words(text: str) -> list[str]:
    return [found[0] for found in _NEVER.finditer(text)]


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_uses_the_words_of_the_glossary(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    said = _CODE.sub(" ", text) + " ".join(_YAML_COMMENT.findall("\n".join(_CODE.findall(text))))

    assert private_words(said) == []


def messages(path: Path) -> Iterator[tuple[int, str]]:
    """Every text of a module that is no docstring and has a blank in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    described = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in described:
            continue
        if isinstance(node.value, str) and " " in node.value.strip():
            yield node.lineno, node.value


def test_messages_use_the_words_of_the_glossary() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {', '.join(found)}"
        for path in sorted((ROOT / "monitor").rglob("*.py"))
        if str(path.relative_to(ROOT)) not in _TABLES
        for line, text in messages(path)
        if (found := private_words(text))
    ]

    assert wrong == []


def helps() -> Iterator[tuple[str, str]]:
    """The docstring of every command, which `--help` prints."""
    for path in sorted((ROOT / "monitor/cli").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                re.search(r"command|group\(", ast.unparse(one)) and "wraps" not in ast.unparse(one)
                for one in node.decorator_list
            ):
                yield f"{path.relative_to(ROOT)}:{node.name}", ast.get_docstring(node) or ""


def test_help_uses_the_words_of_the_glossary_and_begins_with_a_verb() -> None:
    wrong = [
        name
        for name, text in helps()
        if private_words(text) or not re.match(r"[A-Z][a-z]+(,| [a-z]|:| [A-Z])", text)
    ]

    assert wrong == []
