"""Whether an interpreter can take a wheel: compressed tag sets against supported tags (PEP 425).

The platforms of a machine are given: finding them out means looking at it. Does not rank wheels.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from packaging.tags import compatible_tags, cpython_tags, generic_tags
from packaging.version import Version

from venvls.model.release import Release


@lru_cache(maxsize=64)
def interpreter_tags(
    python: Version, implementation: str, platforms: Sequence[str], *, free_threaded: bool = False
) -> frozenset[str]:
    """Return all tags (`cp312-cp312-linux_x86_64`) of an interpreter; `platforms` as in PEP 425.

    `implementation` is a name as in `sys.implementation.name`. `platforms` must be hashable.
    """
    version = (python.major, python.minor)
    short = f"{python.major}{python.minor}"
    if implementation == "cpython":
        abi = f"cp{short}{'t' if free_threaded else ''}"
        specific = cpython_tags(version, [abi], list(platforms))
        interpreter = f"cp{short}"
    else:
        interpreter = f"{_SHORT_NAMES.get(implementation, implementation)}{short}"
        specific = generic_tags(interpreter, [], list(platforms))
    general = compatible_tags(version, interpreter, list(platforms))
    return frozenset(str(tag) for tags in (specific, general) for tag in tags)


def has_wheel(release: Release, tags: AbstractSet[str]) -> bool:
    """Tell whether a release has a wheel that an interpreter with these tags can take."""
    return any(not tags.isdisjoint(expanded(wheel)) for wheel in release.wheels)


def must_be_built(release: Release, tags: AbstractSet[str]) -> bool:
    """Tell whether installing a release runs its build: there is an sdist, and no wheel that fits."""
    return release.has_source and not has_wheel(release, tags)


def cannot_be_installed(release: Release, tags: AbstractSet[str]) -> bool:
    """Tell whether a release has files, but none for an interpreter with these tags."""
    return bool(release.wheels) and not release.has_source and not has_wheel(release, tags)


def expanded(compressed: str) -> Iterator[str]:
    """Yield each tag of a compressed set: `py2.py3-none-any` is `py2-none-any` and `py3-none-any`."""
    parts = [part.split(".") for part in compressed.split("-")]
    if len(parts) == 3:
        yield from _products(*parts)


def _products(pythons: Iterable[str], abis: Sequence[str], platforms: Sequence[str]) -> Iterator[str]:
    for python in pythons:
        for abi in abis:
            for platform in platforms:
                yield f"{python}-{abi}-{platform}"


_SHORT_NAMES = {"pypy": "pp", "graalpy": "graalpy", "cpython": "cp"}
