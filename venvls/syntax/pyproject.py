"""What a pyproject.toml declares: the standard tables and those of the tools.

PEP 621 (`project`), PEP 735 (`dependency-groups`), PEP 518 (`build-system`), and the tables of uv, PDM,
Hatch, Poetry, Flit and setuptools as their documentation has them.
"""

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from venvls.model.requirement import Declaration, Section
from venvls.syntax.manifest import Block, Option, Problem
from venvls.syntax.poetry import read_poetry
from venvls.syntax.remembering import remembered
from venvls.syntax.requirement import Reading
from venvls.syntax.toml import Leaf, Table, scan_toml
from venvls.syntax.toml_requirements import read_string
from venvls.syntax.toml_truth import toml_problems
from venvls.syntax.toml_values import Array, String

_SECTIONS: dict[tuple[str, ...], Section] = {
    ("project", "dependencies"): Section.MAIN,
    ("build-system", "requires"): Section.BUILD,
    ("tool", "uv", "constraint-dependencies"): Section.CONSTRAINT,
    ("tool", "uv", "build-constraint-dependencies"): Section.CONSTRAINT,
    ("tool", "uv", "override-dependencies"): Section.OVERRIDE,
    ("tool", "flit", "metadata", "requires"): Section.MAIN,
}
# `*` stands for one key, which names the extra or group.
_NAMED_SECTIONS: dict[tuple[str, ...], Section] = {
    ("project", "optional-dependencies", "*"): Section.EXTRA,
    ("dependency-groups", "*"): Section.GROUP,
    ("tool", "pdm", "dev-dependencies", "*"): Section.GROUP,
    ("tool", "flit", "metadata", "requires-extra", "*"): Section.EXTRA,
    ("tool", "hatch", "envs", "*", "dependencies"): Section.GROUP,
    ("tool", "hatch", "envs", "*", "extra-dependencies"): Section.GROUP,
}
_GROUPS_WITHOUT_NAME: dict[tuple[str, ...], str] = {
    ("tool", "uv", "dev-dependencies"): "dev",
    ("tool", "flit", "metadata", "dev-requires"): "dev",
}


_TABLES = frozenset({"project", "build-system", "dependency-groups"})
_TOOLS = frozenset({"uv", "poetry", "pdm", "hatch", "flit", "setuptools"})


class _Found(NamedTuple):
    """What one table declares."""

    declarations: tuple[Declaration, ...] = ()
    options: tuple[Option, ...] = ()
    problems: tuple[Problem, ...] = ()


def parse_pyproject(text: str) -> Block:
    """Parse a document; the block holds all of it."""
    document = scan_toml(text)
    found = [_at(table.text, table.start) for table in document.tables if _declares(table.path)]
    problems = [*toml_problems(text, document), *chain.from_iterable(one.problems for one in found)]
    return Block(
        text,
        text.count("\n") + text.count("\r") - text.count("\r\n") + 1,
        tuple(chain.from_iterable(one.declarations for one in found)),
        tuple(chain.from_iterable(one.options for one in found)),
        tuple(sorted(problems, key=lambda problem: problem.span)),
    )


def _declares(path: tuple[str, ...]) -> bool:
    """Tell whether a table can hold anything that declares; most tables are other tools' settings."""
    if not path or path[0] in _TABLES:
        return True
    return path[0] == "tool" and (len(path) == 1 or path[1] in _TOOLS)


@remembered
def _at(table: str, start: int) -> _Found:
    """Read a table that stands at `start`; tables before an edit stay where they are."""
    found = [_reading(leaf) for leaf in Table(start, table).leaves()]
    readings = list(chain.from_iterable(readings for readings, _ in found))
    return _Found(
        tuple(one.declaration for one in readings),
        tuple(chain.from_iterable(options for _, options in found)),
        tuple(chain.from_iterable(one.problems for one in readings)),
    )


def _reading(leaf: Leaf) -> tuple[list[Reading], list[Option]]:
    return list(_readings(leaf)), list(_files(leaf))


def _readings(leaf: Leaf) -> Iterator[Reading]:
    if (table := _poetry_table(leaf.path)) is not None:
        section, group = table
        yield from (Reading(one) for one in read_poetry(leaf.entry, leaf.offset, section, group))
    elif isinstance(leaf.value, Array) and (found := array_section(leaf.path)) is not None:
        section, group = found
        strings = (item for item in leaf.value.items if isinstance(item, String))
        yield from (read_string(string, leaf.offset, section, group) for string in strings)


def array_section(path: tuple[str, ...]) -> tuple[Section, str] | None:
    """Return what an array of requirements at `path` is for, with the extra or group it names."""
    if path in _SECTIONS:
        return _SECTIONS[path], ""
    if path in _GROUPS_WITHOUT_NAME:
        return Section.GROUP, _GROUPS_WITHOUT_NAME[path]
    for pattern, section in _NAMED_SECTIONS.items():
        if len(pattern) == len(path) and all(
            one in ("*", key) for one, key in zip(pattern, path, strict=True)
        ):
            return section, path[pattern.index("*")]
    return None


def _poetry_table(path: tuple[str, ...]) -> tuple[Section, str] | None:
    """Return what `name = ...` at `path` is for in Poetry's tables."""
    match path:
        case ("tool", "poetry", "dependencies", _):
            return Section.MAIN, ""
        case ("tool", "poetry", "dev-dependencies", _):
            return Section.GROUP, "dev"
        case ("tool", "poetry", "group", group, "dependencies", _):
            return Section.GROUP, group
        case _:
            return None


def _files(leaf: Leaf) -> Iterator[Option]:
    """Yield the requirements files that setuptools reads (setuptools, "Dynamic Metadata") as includes."""
    match leaf.path:
        case ("tool", "setuptools", "dynamic", "dependencies", "file"):
            pass
        case ("tool", "setuptools", "dynamic", "optional-dependencies", _, "file"):
            pass
        case _:
            return
    items = leaf.value.items if isinstance(leaf.value, Array) else (leaf.value,)
    for item in items:
        if isinstance(item, String):
            yield Option(
                "--requirement",
                leaf.place(item.span),
                leaf.place(leaf.entry.key_span),
                item.value,
                leaf.place(item.inner),
            )
