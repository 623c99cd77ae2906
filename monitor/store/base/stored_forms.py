"""The forms of nouns whose fields are written under other names than those that they have in the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache, partial
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from monitor.model.written import written_name

Convert = Callable[..., Any]
_tuple_of: Any = tuple  # of a type made here, which no annotation could name


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredForm:
    """What a type is stored as, and the ways there and back; None where values are stored as they are."""

    kind: Any
    pack: Convert | None = None
    unpack: Convert | None = None


def form_of(hint: Any) -> StoredForm:
    """The form of a type, with that of whatever it is made of: dataclasses, optional ones, tuples."""
    return _form_of(hint)


@cache
def _form_of(hint: Any) -> StoredForm:
    arguments = get_args(hint)
    if get_origin(hint) in (Union, UnionType) and len(arguments) == 2 and type(None) in arguments:
        form = form_of(next(one for one in arguments if one is not type(None)))
        return StoredForm(kind=hint) if form.pack is None else _optional(form)
    if get_origin(hint) is tuple and arguments[-1] is Ellipsis:
        form = form_of(arguments[0])
        return StoredForm(kind=hint) if form.pack is None else _each(form)
    if is_dataclass(hint) and isinstance(hint, type):
        types = get_type_hints(hint)
        forms = {field.name: form_of(types[field.name]) for field in fields(hint)}
        if any(written_name(field) != field.name or forms[field.name].pack for field in fields(hint)):
            return form_with(hint)
    return StoredForm(kind=hint)


def _optional(form: StoredForm) -> StoredForm:
    pack, unpack = form.pack, form.unpack
    assert pack is not None
    assert unpack is not None
    return StoredForm(
        kind=form.kind | None,
        pack=lambda value: value if value is None else pack(value),
        unpack=lambda stored: stored if stored is None else unpack(stored),
    )


def _each(form: StoredForm) -> StoredForm:
    pack, unpack = form.pack, form.unpack
    assert pack is not None
    assert unpack is not None
    return StoredForm(
        kind=_tuple_of[form.kind, ...],
        pack=lambda values: tuple(map(pack, values)),
        unpack=lambda stored: tuple(map(unpack, stored)),
    )


def form_with(
    kind: type[Any], *, tag: str | None = None, sparse: bool = False, **instead: tuple[object, object]
) -> StoredForm:
    """The form of a dataclass: a struct with its fields, so that a new field is stored without a word here.

    `instead` gives another type, or the form of one, and a default to some fields. A `sparse` form leaves out what
    is at its default. `pack` and `unpack` take fields by keyword that are to have other values.
    """
    types = {**get_type_hints(kind), **{name: hint for name, (hint, _) in instead.items()}}
    forms = {field.name: _as_form(types[field.name]) for field in fields(kind)}
    defaults = {name: default for name, (_, default) in instead.items()}
    stored = msgspec.defstruct(
        f"Stored{kind.__name__}",
        [
            (field.name, forms[field.name].kind, defaults.get(field.name, _default(field, forms[field.name])))
            for field in fields(kind)
        ],
        rename={field.name: written_name(field) for field in fields(kind)},
        tag=tag,
        frozen=True,
        kw_only=True,
        omit_defaults=sparse,
    )
    packs = tuple((name, form.pack) for name, form in forms.items())
    unpacks = tuple((name, form.unpack) for name, form in forms.items())
    return StoredForm(kind=stored, pack=partial(_made, stored, packs), unpack=partial(_made, kind, unpacks))


def _made(kind: Any, converts: tuple[tuple[str, Convert | None], ...], value: Any, **given: Any) -> Any:
    for name, convert in converts:
        if name not in given:
            held = getattr(value, name)
            given[name] = held if convert is None else convert(held)
    return kind(**given)


def _as_form(hint: Any) -> StoredForm:
    return hint if isinstance(hint, StoredForm) else form_of(hint)


def _default(field: Field[Any], form: StoredForm) -> Any:
    if field.default is not MISSING:
        return field.default if form.pack is None else form.pack(field.default)
    if field.default_factory is not MISSING:
        return msgspec.field(default_factory=field.default_factory)
    return msgspec.NODEFAULT
