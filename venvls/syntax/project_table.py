"""What a pyproject.toml says about the project itself, for those who ask for more than dependencies.

Name, version, `requires-python`, extras, groups and what they include, the build system, the folders of
sources. A half-typed document answers as far as it goes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from venvls.model.names import GroupName, ProjectName, extra_name, group_name, is_project_name, project_name
from venvls.syntax.manifest import KeyPath, Manifest, ManifestKind
from venvls.syntax.remembering import remembered
from venvls.syntax.toml import Leaf, scan_toml
from venvls.syntax.toml_values import Array, InlineTable, String, Value
from venvls.text import Span

_FOREIGN = re.compile(r"[ \t]*\[+(?!project\b|dependency-groups\b|tool\.(?:poetry|uv|hatch)\b)[A-Za-z]")
_TABLES = frozenset({"project", "dependency-groups", "build-system", "tool"})
# Arrays in which a tool names extras or groups of the project; `*` stands for one key.
_EXTRAS_USED = (("tool", "hatch", "envs", "*", "features"),)
_GROUPS_USED = (
    ("tool", "uv", "default-groups"),
    ("tool", "hatch", "envs", "*", "dependency-groups"),
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name as written, its normal form, where it stands, and the extent of what it names."""

    written: str
    normal: str
    span: Span
    extent: Span


@dataclass(frozen=True, slots=True)
class GroupInclude:
    """`{ include-group = "..." }` in the group `inside` (PEP 735)."""

    inside: GroupName
    group: Named


@dataclass(frozen=True, slots=True)
class ProjectTable:
    """All that was found; empty strings and `None` for what is missing.

    `extras` and `groups` have one entry for each key that declares one, `used_extras` and `used_groups`
    one for each place where a tool's table names one. `has_project` tells whether there is a `[project]`
    table, `tools` which tables stand below `[tool]`.
    """

    name: ProjectName | None = None
    name_span: Span | None = None
    version: str = ""
    requires_python: str = ""
    extras: tuple[Named, ...] = ()
    groups: tuple[Named, ...] = ()
    includes: tuple[GroupInclude, ...] = ()
    dynamic: tuple[str, ...] = ()
    has_project: bool = False
    tools: frozenset[str] = frozenset()
    used_extras: tuple[Named, ...] = ()
    used_groups: tuple[Named, ...] = ()


def requires_python(text: str) -> str:
    """Return the versions of Python that a pyproject.toml allows, empty when it says nothing."""
    return project_table(text).requires_python


def project_tables(manifest: Manifest) -> Iterator[tuple[int, ProjectTable]]:
    """Yield what each block of a pyproject.toml says about the project, with the index of the block.

    Spans are those of the block. Blocks that can say nothing are passed over.
    """
    if manifest.kind is ManifestKind.PYPROJECT:
        for index, block in enumerate(manifest.blocks):
            if _FOREIGN.match(block.text) is None:
                yield index, project_table(block.text)


@remembered
def project_table(text: str) -> ProjectTable:
    """Read the text of a pyproject.toml, or of a part of it."""
    document = scan_toml(text)
    leaves: dict[tuple[str, ...], Leaf] = {}
    for leaf in document.leaves(_TABLES):
        leaves.setdefault(leaf.path, leaf)
    paths = [*(table.path for table in document.tables), *leaves]
    name = _string(leaves.get(("project", "name")) or leaves.get(("tool", "poetry", "name")))
    return ProjectTable(
        name=project_name(name[0]) if name and is_project_name(name[0]) else None,
        name_span=name[1] if name else None,
        version=_text(leaves.get(("project", "version"))),
        requires_python=_text(leaves.get(("project", "requires-python"))),
        extras=tuple(_named(leaves, ("project", "optional-dependencies"), extra_name)),
        groups=tuple(_named(leaves, ("dependency-groups",), group_name)),
        includes=tuple(_includes(leaves)),
        dynamic=tuple(_strings(leaves.get(("project", "dynamic")))),
        has_project=any(path[:1] == ("project",) for path in paths),
        tools=frozenset(path[1] for path in paths if len(path) > 1 and path[0] == "tool"),
        used_extras=tuple(_used(leaves.values(), _EXTRAS_USED, extra_name)),
        used_groups=tuple(_used(leaves.values(), _GROUPS_USED, group_name)),
    )


def included_group(item: Value) -> String | None:
    """Return the name in `{ include-group = "name" }` (PEP 735), `None` for other values."""
    if not isinstance(item, InlineTable):
        return None
    for entry in item.entries:
        if entry.path == ("include-group",) and isinstance(entry.value, String):
            return entry.value
    return None


def _text(leaf: Leaf | None) -> str:
    found = _string(leaf)
    return found[0] if found else ""


def _string(leaf: Leaf | None) -> tuple[str, Span] | None:
    if leaf is None or not isinstance(leaf.value, String):
        return None
    return leaf.value.value, leaf.place(leaf.value.inner)


def _strings(leaf: Leaf | None) -> Iterator[str]:
    if leaf is not None and isinstance(leaf.value, Array):
        yield from (item.value for item in leaf.value.items if isinstance(item, String))


def _named(
    leaves: dict[tuple[str, ...], Leaf], table: tuple[str, ...], normal: Callable[[str], str]
) -> Iterator[Named]:
    for path, leaf in leaves.items():
        if len(path) == len(table) + 1 and path[:-1] == table:
            yield Named(
                path[-1], normal(path[-1]), leaf.place(leaf.entry.key_spans[-1]), leaf.place(leaf.value.span)
            )


def _includes(leaves: dict[tuple[str, ...], Leaf]) -> Iterator[GroupInclude]:
    for path, leaf in leaves.items():
        if len(path) == 2 and path[0] == "dependency-groups" and isinstance(leaf.value, Array):
            for item in leaf.value.items:
                if (included := included_group(item)) is not None:
                    span = leaf.place(included.inner)
                    named = Named(included.value, group_name(included.value), span, span)
                    yield GroupInclude(group_name(path[1]), named)


def _used(leaves: Iterable[Leaf], arrays: Sequence[KeyPath], normal: Callable[[str], str]) -> Iterator[Named]:
    for leaf in leaves:
        if isinstance(leaf.value, Array) and any(_fits(leaf.path, array) for array in arrays):
            for item in leaf.value.items:
                if isinstance(item, String):
                    span = leaf.place(item.inner)
                    yield Named(item.value, normal(item.value), span, span)


def _fits(path: KeyPath, pattern: KeyPath) -> bool:
    return len(path) == len(pattern) and all(map(_is_key, path, pattern))


def _is_key(key: str, wanted: str) -> bool:
    return wanted in ("*", key)
