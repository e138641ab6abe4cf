"""The modules that come with an interpreter, by its version.

From the lists of `stdlibs`, which cover all platforms: a module that only Windows has is no
unresolved import on Linux either. Does not look at any installation.
"""

from functools import lru_cache

from packaging.version import Version

# Python's own tests are installed with it, and `test.support` is used by others; no list has them.
_UNLISTED = frozenset({"test"})


def standard_library(version: Version | None) -> frozenset[str]:
    """Return the top-level modules of CPython `version`; those of any known version for `None`.

    A version newer than the lists gets the newest list, an older one the oldest.
    """
    return _modules_of(f"{version.major}.{version.minor}" if version else None)


@lru_cache(maxsize=32)
def _modules_of(minor: str | None) -> frozenset[str]:
    import stdlibs  # it imports `typing` alone, but nothing on the way to the first answer needs it

    if minor is None:
        return frozenset(stdlibs.stdlib_module_names("3")) | _UNLISTED
    known = sorted(
        (Version(version) for version in stdlibs.KNOWN_VERSIONS if version.startswith("3.")),
        key=lambda candidate: abs(candidate.minor - Version(minor).minor),
    )
    return frozenset(stdlibs.stdlib_module_names(str(known[0]))) | _UNLISTED
