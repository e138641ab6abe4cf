"""Imports of a Python module with their places, on text that does not parse too.

Knows the grammar of import statements (Python reference, "The import statement"; PEP 810) and
what guards them; not what any name resolves to.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from venvls.model.names import ModuleName
from venvls.syntax.import_guards import Guard, guard_at
from venvls.syntax.python_masking import masked
from venvls.text import Span

LONGEST = 4_000_000
"""Characters; longer than what people write, and so not worth the time it would take."""

# A statement begins on a line, or after the `;` or `:` of another one. Of `if` and `with` only those are
# looked at that can be a guard: there are many, and each costs a look at its block.
_STATEMENT = re.compile(
    r"[\n;:][ \t\f]*+(?:lazy[ \t\f]++)?"
    r"(import\b|from\b|try\b|with\b(?=[^\n]*suppress)"
    r"|(?:el)?if\b(?=[^\n]*(?:TYPE_CHECKING|MYPY|version|platform|name|False|0|PY_?\d|(?i:has_|have_|_available"
    r"|_installed)|find_spec|modules)))"
)
_TRIED = re.compile(r"\bimportorskip[ \t]*\(\s*(?P<quote>[\"'])(?P<module>[^\W\d][\w.]*)(?P=quote)")
_DOTTED = r"[^\W\d]\w*(?:[ \t\f]*\.[ \t\f]*[^\W\d]\w*)*"
_MODULE = re.compile(rf"[ \t\f]*({_DOTTED})(?:[ \t\f]+as[ \t\f]+\w+)?")
_COMMA = re.compile(r"[ \t\f]*,")
_FROM = re.compile(
    rf"[ \t\f]*(?P<dots>\.[. \t\f]*)?(?P<module>(?!import\b){_DOTTED})?[ \t\f]*\bimport\b"
    r"[ \t\f]*(?:\((?P<many>[^)]*)|(?P<one>[^\n;]*))"
)
_NAME = re.compile(r"([^\W\d]\w*)(?:\s+as\s+\w+)?")


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module.

    `span` covers its dotted name in the document, the dots of `from . import x`. `level` counts leading
    dots. `names` are what a `from` import takes, empty for `import x` and `*`.

    `optional` is true where the text itself provides for the absence of the module: below a `try` whose
    handler catches `ImportError`, below `suppress(ImportError)`, and below an `if` about the version or
    platform of the interpreter or about what is there (`HAS_YAML`). pytest's `importorskip` is one as well.
    `typing_only` is true below `if TYPE_CHECKING`.
    """

    module: ModuleName
    span: Span
    level: int = 0
    names: tuple[str, ...] = ()
    optional: bool = False
    typing_only: bool = False


class _Found(NamedTuple):
    module: ModuleName
    span: Span
    level: int = 0
    names: tuple[str, ...] = ()


def parse_imports(source: str) -> tuple[Import, ...]:
    """Return all imports in the order in which they stand, whether or not `source` parses.

    A text of more than `LONGEST` characters is data that happens to be Python: nothing is found in it.
    """
    if len(source) > LONGEST:
        return ()
    # The first line is a line like any other once something ends before it.
    code = "\n" + masked(source)
    found: list[Import] = []
    guards: list[Guard] = []
    for statement in _STATEMENT.finditer(code):
        keyword, position = statement[1], statement.start(1)
        if keyword not in ("import", "from"):
            guards.extend(guard_at(code, statement))
            continue
        guards = [guard for guard in guards if guard.end > position]
        holding = [guard for guard in guards if guard.start <= position]
        optional = any(guard.optional for guard in holding)
        typing_only = any(guard.typing_only for guard in holding)
        read = _import if keyword == "import" else _from
        found.extend(Import(*one, optional, typing_only) for one in read(code, statement.end()))
    tried = list(_tried(source, code))
    return tuple(sorted((*found, *tried), key=lambda one: one.span)) if tried else tuple(found)


def _tried(source: str, code: str) -> Iterator[Import]:
    """Yield what pytest imports where it is there, and else skips the test."""
    for call in _TRIED.finditer(source) if "importorskip" in source else ():
        # In a comment or a string the scanner's text has something else at this place.
        if code.startswith("importorskip", call.start() + 1):
            yield Import(_module_name(call["module"]), Span(*call.span("module")), optional=True)


def _import(code: str, position: int) -> Iterator[_Found]:
    while module := _MODULE.match(code, position):
        yield _Found(_module_name(module[1]), Span(module.start(1) - 1, module.end(1) - 1))
        comma = _COMMA.match(code, module.end())
        if comma is None:
            return
        position = comma.end()


def _from(code: str, position: int) -> Iterator[_Found]:
    statement = _FROM.match(code, position)
    if statement is None or not (statement["dots"] or statement["module"]):
        return
    place = "module" if statement["module"] else "dots"
    start = statement.start(place) - 1
    written = statement[place].rstrip(" \t\f")
    listed = statement["one"] if statement["many"] is None else statement["many"]
    yield _Found(
        _module_name(statement["module"] or ""),
        Span(start, start + len(written)),
        (statement["dots"] or "").count("."),
        tuple(_normal(match[1]) for match in _NAME.finditer(listed)),
    )


def _module_name(written: str) -> ModuleName:
    return ModuleName(_normal("".join(written.split())))


def _normal(name: str) -> str:
    # Python compares identifiers in NFKC (reference, "Identifiers and keywords").
    return name if name.isascii() else unicodedata.normalize("NFKC", name)
