"""Dependency specifiers in strings of TOML.

Equal strings are parsed once; the result is moved to where the string stands.
"""

import re
from dataclasses import replace

from venvls.model.requirement import Declaration, Section
from venvls.syntax.manifest import Problem
from venvls.syntax.places import (
    placed_declaration,
    placed_problem,
    shifted_declaration,
    shifted_problem,
)
from venvls.syntax.references import read_editable
from venvls.syntax.remembering import remembered
from venvls.syntax.requirement import Reading, read_requirement
from venvls.syntax.toml_values import String
from venvls.text import Span

_EDITABLE = re.compile(r"\s*(?:-e|--editable)[ \t=]+(?=\S)")


def read_string(
    string: String, offset: int, section: Section, group: str = "", *, editable: bool = False
) -> Reading:
    """Read the specifier in a string whose spans are relative to `offset`; those of the result are not.

    `editable` says that `-e` and a URL or path may stand there as well.
    """
    declaration, problems = _read(string.value, section, group, editable)
    if string.places is not None:
        declaration = placed_declaration(declaration, string.places)
        problems = tuple(placed_problem(problem, string.places) for problem in problems)
        by = offset
    else:
        by = offset + string.inner.start
    return Reading(
        shifted_declaration(declaration, by), tuple(shifted_problem(problem, by) for problem in problems)
    )


@remembered
def _read(value: str, section: Section, group: str, editable: bool) -> Reading:
    if editable and (found := _EDITABLE.match(value)) is not None:
        declaration, problems = read_editable(value, found.end(), len(value.rstrip()), section)
        return Reading(replace(declaration, group=group), problems)
    start = len(value) - len(value.lstrip())
    end = len(value.rstrip())
    if start >= end:
        empty = Span(len(value), len(value))
        return Reading(
            Declaration(empty, section, group),
            (Problem("invalid-requirement", empty, "expected a requirement such as `name>=1.0`"),),
        )
    return read_requirement(value, start, end, section=section, group=group)
