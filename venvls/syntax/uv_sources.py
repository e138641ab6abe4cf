"""Which projects uv takes from a place instead of an index: `[tool.uv.sources]` (uv, "Dependency sources").

Names alone: what a requirement says of the versions stays with the requirement. Does not know `index`
sources, which say which index is asked and not that none is.
"""

from collections.abc import Iterable, Iterator

from venvls.model.names import ProjectName, is_project_name, project_name
from venvls.syntax.toml import Leaf
from venvls.syntax.toml_values import Array, InlineTable

_PLACES = frozenset({"git", "url", "path", "workspace"})


def read_sources(leaves: Iterable[Leaf]) -> tuple[ProjectName, ...]:
    """Return the projects that the values of a document, or of a table of it, take from a place."""
    found = dict.fromkeys(name for leaf in leaves for name in _named(leaf))
    return tuple(project_name(name) for name in found if is_project_name(name))


def _named(leaf: Leaf) -> Iterator[str]:
    match leaf.path:
        case ("tool", "uv", "sources", name, field) if field in _PLACES:
            yield name
        case ("tool", "uv", "sources", name) if isinstance(leaf.value, Array):
            tables = (item for item in leaf.value.items if isinstance(item, InlineTable))
            fields = {key for table in tables for entry in table.entries for key in entry.path[:1]}
            if not _PLACES.isdisjoint(fields):
                yield name
        case _:
            return
