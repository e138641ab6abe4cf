"""Projects that have indexes of their own, and that no other index may be asked about.

uv's sources, Poetry's and PDM's say so in `IndexConfiguration.dedicated`; no installer takes that as
an option. What each is told instead is built from what stands here. Nothing here knows how.
"""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from venvls.model.change import Failure, FailureReason
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.names import ProjectName, project_name

_MARKS = frozenset("*?[")


def by_name(index: IndexConfiguration) -> Mapping[ProjectName, tuple[str, ...]]:
    """Return the addresses for each project that is named; none where nobody agreed to them.

    The first that is said of a project counts.
    """
    said = reversed([one for one in index.dedicated if not _is_pattern(one[0])])
    return {project_name(name): tuple(one.value for one in settings) for name, settings in said}


def beyond_uv(index: IndexConfiguration) -> str:
    """Return a name or pattern that uv cannot be told of: it takes one name and one index each."""
    return next((name for name, settings in index.dedicated if _is_pattern(name) or len(settings) > 1), "")


def rules(index: IndexConfiguration) -> list[tuple[str, list[str]]]:
    """Return patterns of names with their addresses, in order: the first one that fits counts."""
    return [(name, [setting.value for setting in settings]) for name, settings in index.dedicated]


def kept_back(index: IndexConfiguration, names: Iterable[ProjectName]) -> Failure | None:
    """Return why one of these projects cannot be had: its index is named by a folder, and not agreed to."""
    for name in names:
        settings = next((found for pattern, found in index.dedicated if fnmatchcase(name, pattern)), None)
        if settings == ():
            return Failure(
                FailureReason.NOT_TRUSTED,
                f"`{name}` comes from an index that only this folder names and that was not agreed to",
            )
    return None


def _is_pattern(name: str) -> bool:
    return not _MARKS.isdisjoint(name)
