"""Which versions of Python a project says it supports, and what follows for its requirements.

A resolver that locks for all of them (uv, Poetry, PDM) needs releases for the lowest one too. Reads
`requires-python` of the document alone; what the environment runs is another matter.
"""

from collections.abc import Iterator
from functools import lru_cache

from packaging.markers import Marker
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from venvls.syntax.manifest import Manifest
from venvls.syntax.project_table import project_tables

_MINORS = (*((2, minor) for minor in (6, 7)), *((3, minor) for minor in range(40)))
_PATCHES = range(30)
_VARIABLES = ("python_version", "python_full_version", "implementation_version")


def declared_python(manifest: Manifest) -> str:
    """Return the `requires-python` of a project's own table, empty where it says nothing."""
    return next((table.requires_python for _, table in project_tables(manifest) if table.requires_python), "")


@lru_cache(maxsize=64)
def lowest_python(requires_python: str) -> Version | None:
    """Return the lowest version of Python that is allowed, `None` without a lower end or a readable text."""
    try:
        specifiers = SpecifierSet(requires_python)
    except InvalidSpecifier:
        return None
    lowest = next((one for one in _pythons() if specifiers.contains(one)), None)
    # Whoever allows all that ever were has not thought of the lowest one.
    return None if lowest is None or lowest == next(_pythons()) else lowest


def depends_on_python(marker: Marker | None) -> bool:
    """Tell whether a requirement may be meant for some of the versions only."""
    return marker is not None and any(variable in str(marker) for variable in _VARIABLES)


def _pythons() -> Iterator[Version]:
    return (Version(f"{major}.{minor}.{patch}") for major, minor in _MINORS for patch in _PATCHES)
