"""monitor entity"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import click

from monitor.cli import options
from monitor.cli.output import print_json
from monitor.clock import now
from monitor.detect.edit.entity_block import entity_block, entity_id
from monitor.detect.edit.wikidata import LANGUAGES, read_wikidata
from monitor.detect.explain.entity_catalogue import Described, describe_entity, known_as, listed
from monitor.detect.load import load
from monitor.detect.reader.entities import KINDS
from monitor.detect.ruleset import Rules
from monitor.errors import MonitorError
from monitor.language.transliteration.suggest import ORIGINS, suggest
from monitor.yamldoc.parse import nearest

_MAX_BYTES = 64 * 1024 * 1024
_WIDTH = 100


@click.group()
def command() -> None:
    """List and show the entities that rules can name; propose new ones."""


@command.command("list")
@click.argument("prefix", default="", metavar="[PREFIX]")
@options.rules
@options.as_json
def list_(prefix: str, directory: Path, *, as_json: bool) -> None:
    """List the entities whose id begins with PREFIX, such as place/ or person/k.

    Needs no rules folder; if there is one, its own entities are listed too.

    \b
    Exit codes:
      0  listed
      1  none found
      2  the rules cannot be read
    """
    found = [line for line in listed(_rules(directory)) if line.id.startswith(prefix)]
    if as_json:
        print_json(found)
    elif not found:
        click.echo(f"no entity begins with {prefix!r}; the kinds are {', '.join(KINDS)}", err=True)
    else:
        width = max(len(line.id) for line in found)
        for line in found:
            about = ", ".join(part for part in (line.title, line.role) if part)
            click.echo(f"{line.id:{width}}  {about}{'  (your own)' if line.own else ''}")
    sys.exit(0 if found else 1)


@command.command()
@click.argument("name", metavar="ID")
@click.option("--lang", metavar="LANG", help="Only names in this language, and names for every language.")
@click.option("--all", "everything", is_flag=True, help="Names in every language, not only the common ones.")
@options.rules
@options.as_json
def show(name: str, directory: Path, *, lang: str | None, everything: bool, as_json: bool) -> None:
    """Show the entity ID: its names by language, their conditions, where it is defined, which rules use it.

    \b
    Exit codes:
      0  shown
      1  no such entity
      2  the rules cannot be read
    """
    rules = _rules(directory)
    found = describe_entity(name.removeprefix("entity:"), rules)
    if found is None:
        known = [line.id for line in listed(rules)]
        meant = nearest(name, known) or next(iter(known_as(name, rules)), "")
        hint = f" (did you mean {meant!r}?)" if meant else ""
        click.echo(f"no entity {name!r}{hint}: see monitor entity list", err=True)
        sys.exit(1)
    if as_json:
        print_json(found)
    else:
        langs = None if everything else ("any", "en", *((lang,) if lang is not None else LANGUAGES))
        click.echo("\n".join(_described(found, langs)))


@command.command("suggest")
@click.argument("name", metavar="NAME")
@click.option(
    "--lang",
    type=click.Choice(list(ORIGINS)),
    help="Origin of the name. Default: guessed from its script and parts.",
)
@click.option("--kind", type=click.Choice(KINDS), default="person", show_default=True)
@options.rules
@options.as_json
def suggest_(name: str, directory: Path, *, lang: str | None, kind: str, as_json: bool) -> None:
    """Suggest other spellings of NAME, as YAML to review and paste into rules/entities/.

    Hyphens, apostrophes, capitals and accents need no spelling of their own: Choe Son-hui matches Choe Son Hui.

    \b
    Exit codes:
      0  printed
      2  the call is invalid
    """
    names = suggest(name.strip(), lang)
    if not names:
        raise MonitorError(f"{name!r} has no letters: write the name as a text would")
    known = known_as(name, _rules(directory))
    identity = entity_id(kind, next(iter(names.values()))[0])
    if as_json:
        print_json({"id": identity, "names": names, "known_as": known})
        return
    for other in known:
        click.echo(f"known already as {other}: monitor entity show {other}", err=True)
    click.echo(
        "# Keep the spellings that you have seen; a name that others bear goes under `weak`, with a context."
    )
    click.echo(entity_block(identity, names=names, as_of=now().date()), nl=False)


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--lang", "langs", multiple=True, metavar="LANG", help="Names in this language; repeatable.")
@click.option("--kind", type=click.Choice(KINDS), help="Its kind, if the file does not say.")
@options.as_json
def import_(file: Path, *, langs: tuple[str, ...], kind: str | None, as_json: bool) -> None:
    """Convert a Wikidata entity to YAML, from FILE as downloaded from Special:EntityData/Q….json.

    Fetches nothing. Takes names in the common languages, or in those of --lang.

    \b
    Exit codes:
      0  printed
      2  the file cannot be read, or is not a Wikidata entity
    """
    entities = read_wikidata(_content(file), path=str(file), langs=langs or LANGUAGES)
    if as_json:
        print_json(entities)
        return
    click.echo("# Look through the names: one that others bear goes under `weak`, with a context.")
    for found in entities:
        block = entity_block(
            entity_id(kind or found.kind, found.title),
            names=found.names,
            as_of=now().date(),
            qid=found.qid,
            shared=found.shared,
        )
        click.echo(block, nl=False)


def _rules(directory: Path) -> Rules:
    """The rules of a folder; without one, the library alone."""
    return load(directory).rules


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise MonitorError(f"{file} is larger than {_MAX_BYTES // 1024 // 1024} MB: that is no single entity")
        return file.read_bytes()
    except OSError as error:
        raise MonitorError(f"{file} cannot be read: {error.strerror}") from error


def _described(found: Described, langs: Collection[str] | None) -> Iterator[str]:
    yield f"{found.id}  {found.title}"
    facts = {
        "role": found.role,
        "note": found.note,
        "checked": found.as_of,
        "wikidata": found.qid,
        "written": found.written,
        "instead of": found.instead_of,
        "extends": found.extends,
    }
    yield from (f"  {key:10} {value}" for key, value in facts.items() if value)
    yield from _names("names", found.names, langs)
    yield from _names("metonyms (only where a rule asks for them)", found.metonyms, langs)
    yield from _names("weak (only near a word of the context, or beside a full name)", found.weak, langs)
    for key, values in (
        ("context", found.context),
        ("except", found.excepts),
        ("masked by", found.masked_by),
        ("used by", found.rules),
    ):
        if values:
            yield from _wrapped(key, ", ".join(values))


def _names(what: str, names: Mapping[str, tuple[str, ...]], langs: Collection[str] | None) -> Iterator[str]:
    if not names:
        return
    yield f"  {what}"
    for tag, found in names.items():
        if langs is None or tag in langs:
            yield from _wrapped(f"  {tag}", ", ".join(found))
    if left := sum(langs is not None and tag not in langs for tag in names):
        yield f"    ({left} more languages: --all, or --lang)"


def _wrapped(key: str, text: str) -> list[str]:
    return textwrap.wrap(
        text,
        width=_WIDTH,
        initial_indent=f"  {key:10} ",
        subsequent_indent=" " * 13,
        break_long_words=False,
        break_on_hyphens=False,
    )
