"""Environment markers: variables, operators and the values they usually have (PEP 508).

A marker is read as far as it goes: what stands before the cursor says what can follow.
"""

import re
from typing import NamedTuple

from venvls.analysis.completion.cursor import AtMarker
from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList
from venvls.analysis.walking import LINE_BY_LINE
from venvls.text import Span

_TOKEN = re.compile(r"\s*(?:(\"[^\"]*\"?|'[^']*'?)|([A-Za-z_][A-Za-z0-9_.]*)|(===|[<>=!~]=?)|([()]))")

_VARIABLES = {
    "python_version": "the interpreter, as `3.12`",
    "sys_platform": "the platform, as `linux`",
    "python_full_version": "the interpreter, as `3.12.1`",
    "platform_system": "the operating system, as `Linux`",
    "platform_machine": "the processor, as `x86_64`",
    "implementation_name": "the implementation, as `cpython`",
    "platform_python_implementation": "the implementation, as `CPython`",
    "os_name": "the kind of system, as `posix`",
    "extra": "an extra that was asked for",
    "platform_release": "the release of the operating system",
    "platform_version": "the version of the operating system",
    "implementation_version": "the version of the implementation",
}
_VALUES = {
    "python_version": tuple(f"3.{minor}" for minor in range(15, 7, -1)),
    "python_full_version": tuple(f"3.{minor}.0" for minor in range(15, 7, -1)),
    "sys_platform": ("linux", "darwin", "win32", "cygwin", "emscripten", "android", "ios"),
    "platform_system": ("Linux", "Darwin", "Windows", "Java"),
    "platform_machine": ("x86_64", "aarch64", "arm64", "AMD64", "i686", "ppc64le", "s390x", "riscv64"),
    "implementation_name": ("cpython", "pypy", "graalpy"),
    "platform_python_implementation": ("CPython", "PyPy", "Jython"),
    "os_name": ("posix", "nt", "java"),
}
_OF_VERSIONS = (">=", "<", "==", "!=", "<=", ">", "~=", "in", "not in")
_OF_STRINGS = ("==", "!=", "in", "not in")
_JOINING = ("and", "or")


class _Token(NamedTuple):
    """A token of the marker; the span of a quoted value is what is inside of the quotes."""

    text: str
    span: Span
    quoted: bool


def complete(question: Question, cursor: AtMarker) -> CompletionList:
    """Return what can stand at the cursor of a marker."""
    tokens = _tokens(question.block.text, cursor.span)
    before = [token for token in tokens if token.span.end < question.offset]
    here = next((one for one in tokens if one.span.touches(question.offset)), None)
    span = here.span if here else Span(question.offset, question.offset)
    quotes = "" if here and here.quoted else _quotes(question)
    proposed = tuple(_proposed(before, quotes))
    return proposals(question, span, proposed)


def _tokens(text: str, span: Span) -> list[_Token]:
    found: list[_Token] = []
    for match in _TOKEN.finditer(text, span.start, span.end):
        group = match.lastindex or 1
        start, end = match.span(group)
        quoted = group == 1
        place = Span(start, end)
        if quoted:
            place = Span(start + 1, max(start + 1, end - (match[1][-1] == match[1][0])))
        found.append(_Token(match[group], place, quoted))
    return found


def _quotes(question: Question) -> str:
    # Inside of a string of TOML the other quotes are taken.
    return '"' if question.manifest.kind in LINE_BY_LINE else "'"


def _proposed(before: list[_Token], quotes: str) -> list[CompletionItem]:
    last = before[-1] if before else None
    if last is None or last.text in {"(", "and", "or"}:
        return [_item(name, detail) for name, detail in _VARIABLES.items()]
    if last.text in _VARIABLES:
        operators = _OF_VERSIONS if "version" in last.text else _OF_STRINGS
        return [_item(operator) for operator in operators]
    if last.quoted or last.text == ")":
        return [_item(word) for word in _JOINING]
    variable = next((token.text for token in reversed(before) if token.text in _VARIABLES), "")
    return [_item(f"{quotes}{value}{quotes}") for value in _VALUES.get(variable, ())]


def _item(text: str, detail: str = "") -> CompletionItem:
    return CompletionItem(text, text, CompletionKind.MARKER, detail.replace("`", ""))
