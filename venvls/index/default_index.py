"""The index that installers ask when nothing else is configured.

Its address is not ours to know: distlib, which virtualenv and pip rely on, has it in a constant. The
source of that module is read instead of importing it, which takes 50 ms and four megabytes for the one
string: it brings an HTTP client, three archive formats and XML-RPC, all before the first diagnostic.
"""

import ast
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_CONSTANT = "DEFAULT_INDEX"


@cache
def default_index() -> str:
    """Return the address of the simple API (PEP 503) of the public index."""
    written = _written() or _imported()
    return f"{written.rstrip('/').removesuffix('/pypi')}/simple"


def _written() -> str | None:
    spec = find_spec("distlib")
    for folder in (spec and spec.submodule_search_locations) or ():
        with (
            suppress(OSError, ValueError, SyntaxError),
            open(Path(folder, "index.py"), encoding="utf-8") as file,
        ):
            return _value(file)
    return None


def _value(lines: Iterable[str]) -> str | None:
    for line in lines:
        name, _, value = line.partition("=")
        if name.strip() == _CONSTANT:
            found = ast.literal_eval(value.strip())
            return found if isinstance(found, str) else None
    return None


def _imported() -> str:
    from distlib.index import DEFAULT_INDEX  # type: ignore[import-untyped]

    return str(DEFAULT_INDEX)
