"""What a pyproject.toml declares: the standard tables and those of the tools.

PEP 621 (`project`), PEP 735 (`dependency-groups`), PEP 518 (`build-system`), and the tables of uv, PDM,
Hatch, Poetry, Flit and setuptools as their documentation has them.
"""

from collections.abc import Iterator
from itertools import chain

from venvls.model.requirement import Section
from venvls.syntax.manifest import Block, Manifest, ManifestKind, Option, Problem
from venvls.syntax.poetry import read_poetry
from venvls.syntax.project_table import included_group
from venvls.syntax.remembering import remembered
from venvls.syntax.requirement import Reading
from venvls.syntax.toml import Leaf, Table
from venvls.syntax.toml_blocks import parse_tables, reparsed_tables
from venvls.syntax.toml_requirements import read_string
from venvls.syntax.toml_values import Array, String, Value
from venvls.syntax.uv_sources import read_sources
from venvls.text import Text
from venvls.text.lines import LineChange

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


def parse_pyproject(text: str) -> Manifest:
    """Parse a document; each table is a block."""
    return parse_tables(ManifestKind.PYPROJECT, text, _block)


def reparsed_pyproject(manifest: Manifest, text: Text, change: LineChange) -> Manifest | None:
    """Parse what an edit touched, `None` where that takes the whole document."""
    return reparsed_tables(manifest, text, change, _block)


@remembered
def _block(text: str, open_lines: int) -> Block:
    lines = text.count("\n") + text.count("\r") - text.count("\r\n") + open_lines
    table = Table(0, text)
    if not _declares(table.path):
        return Block(text, lines)
    leaves = list(table.leaves())
    arrays = [(leaf, found) for leaf in leaves if (found := array_section(leaf.path)) is not None]
    readings = list(chain.from_iterable(_readings(leaf, *found) for leaf, found in arrays))
    wrong = chain.from_iterable(_wrong_values(leaf) for leaf, _ in arrays)
    problems = [*chain.from_iterable(one.problems for one in readings), *wrong]
    return Block(
        text,
        lines,
        (*(one.declaration for one in readings), *read_poetry(table)),
        tuple(chain.from_iterable(map(_files, leaves))),
        tuple(sorted(problems, key=lambda problem: problem.span)),
        read_sources(leaves),
    )


def _declares(path: tuple[str, ...]) -> bool:
    """Tell whether a table can hold anything that declares; most tables are other tools' settings."""
    if not path or path[0] in _TABLES:
        return True
    return path[0] == "tool" and (len(path) == 1 or path[1] in _TOOLS)


def _readings(leaf: Leaf, section: Section, group: str) -> Iterator[Reading]:
    if isinstance(leaf.value, Array):
        strings = (item for item in leaf.value.items if isinstance(item, String))
        # PDM alone takes `-e` in its groups (PDM, "Editable dependencies").
        editable = leaf.path[:2] == ("tool", "pdm")
        for string in strings:
            yield read_string(string, leaf.offset, section, group, editable=editable)


def _wrong_values(leaf: Leaf) -> Iterator[Problem]:
    """Yield what is no requirement where one is expected: each tool refuses such a document."""
    if not isinstance(leaf.value, Array):
        # A value that is missing or left open is said to be so as TOML.
        if len(leaf.value.span):
            yield _expected(leaf, leaf.value, "an array of requirements")
        return
    is_group = leaf.path[0] == "dependency-groups"
    for item in leaf.value.items:
        if isinstance(item, String) or (is_group and included_group(item) is not None):
            continue
        form = (
            'a requirement in quotes or `{ include-group = "name" }`'
            if is_group
            else "a requirement in quotes"
        )
        yield _expected(leaf, item, form)


def _expected(leaf: Leaf, value: Value, form: str) -> Problem:
    return Problem("invalid-requirement", leaf.place(value.span), f"expected {form}")


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
