"""Loads lsprotocol with each of its classes built on first use.

lsprotocol defines 554 attrs classes, and attrs writes and compiles the methods of each: most of the time
that pygls takes to load, while a session uses a twentieth of them. Here, `attrs.define` and `attrs.field` are
replaced for as long as `lsprotocol.types` is imported, and leave two things on each class that turn it into
the real one when somebody makes an instance or asks for its fields. A class that was used is as attrs makes
it, but for `__slots__`, since it must stay the same object. `tests/server/test_lazy_lsprotocol.py`
compares all of them with the originals.

Must be called before anything imports lsprotocol; afterwards it does nothing.
"""

import sys
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import attrs

if TYPE_CHECKING:
    from cattrs import Converter

_MODULE = "lsprotocol.types"

_define = attrs.define
_field = attrs.field


class _Field(dict[str, Any]):
    """The arguments of `attrs.field`, of which there are 1,600, until somebody needs the class."""


class _Unbuilt:
    """Stands for `__attrs_attrs__`, by which attrs and cattrs know a class, until it is asked for."""

    def __init__(self, owner: type) -> None:
        self._owner = owner

    def __get__(self, instance: object, owner: type) -> Any:
        if owner is not self._owner:
            raise AttributeError("__attrs_attrs__")
        _build(owner)
        return owner.__dict__["__attrs_attrs__"]


def load() -> None:
    """Import lsprotocol lazily, unless it has been imported."""
    if _MODULE in sys.modules:
        return
    setattr(attrs, "define", _define_later)  # noqa: B010 -- mypy would have it keep the same signatures
    setattr(attrs, "field", _Field)  # noqa: B010
    try:
        import_module(_MODULE)
    finally:
        attrs.define, attrs.field = _define, _field
    # Resolving forward references asks every class for its fields; `_build` does it for each.
    hooks: Any = import_module("lsprotocol._hooks")
    hooks._resolved_forward_references = True  # noqa: SLF001 -- there is no other way to say so


class _ConverterOnUse:
    """pygls' converter, which takes five milliseconds to make: the first diagnostics need none."""

    @cached_property
    def _made(self) -> Any:
        return import_module("pygls.protocol").default_converter()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)


def converter_on_use() -> "Converter":
    """Return a converter that is made when a message is first converted."""
    return cast("Converter", _ConverterOnUse())


def _define_later(cls: Any = None, **options: Any) -> Any:
    if cls is None or options:
        return _define(cls, **options)

    def build_and_start(self: Any, *args: Any, **kwargs: Any) -> None:
        _build(cls)
        cls.__init__(self, *args, **kwargs)

    cls.__init__ = build_and_start
    cls.__attrs_attrs__ = _Unbuilt(cls)
    return cls


def _build(cls: type) -> None:
    if not isinstance(cls.__dict__.get("__attrs_attrs__"), _Unbuilt):
        return
    for base in cls.__mro__[1:]:
        _build(base)
    delattr(cls, "__attrs_attrs__")
    delattr(cls, "__init__")
    for name, written in tuple(vars(cls).items()):
        if isinstance(written, _Field):
            setattr(cls, name, _field(**written))
    _define(cls, slots=False)
    # A copy, since attrs adds to what it is given.
    attrs.resolve_types(cls, dict(sys.modules[_MODULE].ALL_TYPES_MAP), {})
