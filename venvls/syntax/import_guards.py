"""Statements that provide for a module being absent, and how far each reaches.

Reads masked code (`python_masking`) by indentation alone, so it works where the parser does not.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_CATCHES = re.compile(r"\b(?:ImportError|ModuleNotFoundError|Exception|BaseException)\b")
_SUPPRESSES = re.compile(
    r"\bsuppress[ \t]*\([^)]*\b(?:ImportError|ModuleNotFoundError|Exception|BaseException)\b"
)
_TYPING = re.compile(r"\bTYPE_CHECKING\b|\bMYPY\b")
_NEGATES = re.compile(r"\b(?:not|or)\b")
_NEVER = re.compile(r"[ \t\f(]*(?:False|0)[ \t\f)]*")
_NOT_TYPING = re.compile(r"[ \t\f(]*not[ \t\f]+(?:\w+[ \t\f]*\.[ \t\f]*)*TYPE_CHECKING[ \t\f)]*")
_ABOUT_INTERPRETER = re.compile(
    # Modules are often imported under a private name, as in `import os as _os`.
    r"\b_?(?:version_info|hexversion|(?:sys\.platform|platform\.(?:system|python_implementation))"
    r"|(?:os|implementation)\.name)\b"
)
_ABOUT_PRESENCE = re.compile(
    # Constants of compatibility modules (`PY3`, `PY314`), and names that say what is there.
    r"\b_?PY_?\d\w*|\b_?(?:HAS|HAVE|has|have)_\w+|\w_(?:AVAILABLE|available|INSTALLED|installed)\b"
    r"|\bfind_spec\b|\bsys\.modules\b"
    # The platform by whatever name it was imported, and how the version was compared of old.
    r"|\bplatform[ \t]*(?:[=!]=|(?:not[ \t]+)?in\b|\.startswith\b)|\bsys\.version\b"
)
_HEADER = re.compile(r"(?:[^:\n(\[{]|[(\[{][^)\]}]*[)\]}])*")
_CLAUSE = re.compile(r"(except|else|elif|finally)\b")


class Guard(NamedTuple):
    """What holds between two offsets of the masked code."""

    start: int
    end: int
    optional: bool = False
    typing_only: bool = False


class _Clause(NamedTuple):
    """A clause of a compound statement: keyword, the text up to its colon, where that and its block end."""

    keyword: str
    header: str
    start: int
    end: int


def guard_at(code: str, statement: re.Match[str]) -> list[Guard]:
    """Return what the statement guards: at most one guard, reaching from it to its end.

    `statement` ends with its first keyword; only one that begins a line can guard.
    """
    if code[statement.start()] != "\n":
        return []
    indentation = statement.start(1) - statement.start() - 1
    match statement[1]:
        case "try":
            return _try(_clauses(code, statement.end(), indentation))
        case "with":
            clause = _clause(code, statement[1], statement.end(), indentation)
            return (
                [Guard(clause.start, clause.end, optional=True)] if _SUPPRESSES.search(clause.header) else []
            )
        case _:
            return _if(code, statement, indentation)


def _try(clauses: list[_Clause]) -> list[Guard]:
    handlers = [clause for clause in clauses if clause.keyword == "except"]
    if not any(_catches(handler.header) for handler in handlers):
        return []
    return [Guard(clauses[0].start, clauses[-1].end, optional=True)]


def _catches(header: str) -> bool:
    return not header.strip(" \t\f*") or _CATCHES.search(header) is not None


def _if(code: str, statement: re.Match[str], indentation: int) -> list[Guard]:
    first = _clause(code, statement[1], statement.end(), indentation)
    if _ABOUT_INTERPRETER.search(first.header) or _ABOUT_PRESENCE.search(first.header):
        last = _clauses(code, statement.end(), indentation)[-1]
        return [Guard(first.start, last.end, optional=True)]
    if _is_typing(first.header):
        return [Guard(first.start, first.end, typing_only=True)]
    if _NOT_TYPING.fullmatch(first.header):
        others = _clauses(code, statement.end(), indentation)[1:]
        return [Guard(one.start, one.end, typing_only=True) for one in others if one.keyword == "else"]
    return []


def _is_typing(condition: str) -> bool:
    if _NEVER.fullmatch(condition):
        return True
    return _TYPING.search(condition) is not None and not _NEGATES.search(condition)


def _clauses(code: str, position: int, indentation: int) -> list[_Clause]:
    """Return the clauses of the statement whose first keyword ends at `position`."""
    found = [_clause(code, "", position, indentation)]
    while True:
        # The block ended at the newline before the next line that is not deeper.
        start = found[-1].end + 1 + indentation
        following = _CLAUSE.match(code, start)
        if following is None or code[found[-1].end + 1 : start].strip(" \t\f"):
            return found
        found.append(_clause(code, following[1], following.end(), indentation))


def _clause(code: str, keyword: str, position: int, indentation: int) -> _Clause:
    header = _HEADER.match(code, position)
    assert header is not None  # The pattern matches the empty string.
    dedent = _dedent(indentation).search(code, header.end())
    return _Clause(keyword, header[0], header.end(), dedent.start() if dedent else len(code))


@lru_cache(maxsize=64)
def _dedent(indentation: int) -> re.Pattern[str]:
    # A closing bracket may stand further left than the statement it belongs to.
    return re.compile(rf"\n[ \t\f]{{0,{indentation}}}[^\s)\]}}]")
