"""What the name of a distribution file says: version and tags (PEP 427, PEP 625).

Written for speed: a page has up to a hundred thousand names, and making a `Version` and tag objects of
each is most of the time that pip takes. Versions are returned as written.
"""

from functools import lru_cache

from packaging.utils import canonicalize_name

from venvls.model.names import ProjectName

_SOURCE_ENDS = (".tar.gz", ".zip", ".tar.bz2", ".tar.xz", ".tgz")


def wheel_parts(filename: str) -> tuple[str, str, str] | None:
    """Return name, version and compressed tags of a wheel's file name, or `None` if it is not one."""
    if not filename.endswith(".whl"):
        return None
    parts = filename[:-4].split("-")
    if len(parts) not in {5, 6}:
        return None
    return parts[0], parts[1].replace("_", "+"), "-".join(parts[-3:])


def source_version(filename: str, project: ProjectName) -> str | None:
    """Return the version in an sdist's file name, or `None` if it is no sdist of that project.

    Older names hold dashes (`a-b-1.0.tar.gz`), so the project's name is what tells them apart.
    """
    for end in _SOURCE_ENDS:
        if filename.endswith(end):
            return _after_name(filename[: -len(end)], project)
    return None


@lru_cache(maxsize=4096)
def normal(name: str) -> str:
    """Return a name in the form of PEP 503; pages repeat few spellings many times."""
    return canonicalize_name(name)


def _after_name(stem: str, project: ProjectName) -> str | None:
    dash = stem.find("-")
    while dash > 0:
        if normal(stem[:dash]) == project:
            return stem[dash + 1 :]
        dash = stem.find("-", dash + 1)
    return None
