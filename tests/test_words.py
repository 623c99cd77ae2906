"""What people read uses the words of monitor/GLOSSARY.md, and none of the private ones that came before them."""

from __future__ import annotations

import ast
import io
import re
import tokenize
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


_NEVER_EXPLAINED = re.compile(r"\b(stands?(?! for| in for| still| must)|stood|lies|hears?|heard)\b", re.IGNORECASE)
"""What no docstring says of a thing: it is somewhere, and gets something."""


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


def explanations(path: Path) -> Iterator[tuple[int, str]]:
    """Every docstring and every comment of a module."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            yield node.lineno, node.value.value
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def test_docstrings_and_comments_use_the_words_of_the_glossary() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {', '.join(found)}"
        for path in sorted((ROOT / "monitor").rglob("*.py"))
        for line, text in explanations(path)
        if (found := private_words(said := _CODE.sub(" ", text)) + _NEVER_EXPLAINED.findall(said))
    ]

    assert wrong == []


NO_NAME = (
    "tell tells told telling tellings ring rings rang rung ringing mend mends mended joining joinings "
    "mute mutes muted unmute occasion occasions witness witnesses tally tallies manner manners patience "
    "patient stumble stumbles rulebook keeper deafness bell bells hasten sick kinship ailment gathered "
    "standing wish wishes patiently "
)
"""Words that no name in the code is made of. Names that people have written keep theirs, by `written`."""
_KEPT = {"cli/rules/rules.py:standing"}
"""An option that people write."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def names(path: Path) -> Iterator[str]:
    """Every name that a module gives: of itself, a class, a function, a parameter, a variable, a field."""
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case (
                ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store())
            ):
                yield name


def private_names(path: Path) -> list[str]:
    never = set(NO_NAME.split())
    return sorted({name for name in names(path) if never & {word.lower() for word in _WORD.findall(name)}})


def test_names_are_made_of_the_words_of_the_glossary() -> None:
    wrong = [
        place
        for path in sorted((ROOT / "monitor").rglob("*.py"))
        for name in private_names(path)
        if (place := f"{path.relative_to(ROOT / 'monitor')}:{name}") not in _KEPT
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
