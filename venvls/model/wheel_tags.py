"""Whether an interpreter can take a wheel: compressed tag sets against supported tags (PEP 425).

The platforms of a machine are given: finding them out means looking at it. Does not rank wheels.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from packaging.tags import compatible_tags, cpython_tags, generic_tags
from packaging.version import Version

from venvls.model.release import Release


@lru_cache(maxsize=64)
def interpreter_tags(
    python: Version, implementation: str, platforms: Sequence[str], *, free_threaded: bool = False
) -> frozenset[str]:
    """Return all tags (`cp312-cp312-linux_x86_64`) of an interpreter; `platforms` as in PEP 425.

    `implementation` is a name as in `sys.implementation.name`; of others than CPython and PyPy the ABI
    is not known, and so are the tags. `platforms` must be hashable.
    """
    version = (python.major, python.minor)
    short = f"{python.major}{python.minor}"
    match implementation:
        case "cpython":
            interpreter = f"cp{short}"
            flags = ("t" if free_threaded else "") or ("m" if version < (3, 8) else "")
            specific = cpython_tags(version, [f"cp{short}{flags}"], list(platforms))
        case "pypy":
            interpreter = "pp3"
            # Every PyPy of the last years has this ABI, whatever Python it speaks.
            specific = generic_tags(f"pp{short}", [f"pypy{short}_pp73"], list(platforms))
        case _:
            return frozenset()
    general = compatible_tags(version, interpreter, list(platforms))
    return frozenset(str(tag) for tags in (specific, general) for tag in tags)


def has_wheel(release: Release, tags: frozenset[str]) -> bool:
    """Tell whether a release has a wheel that an interpreter with these tags can take."""
    return _any_fits(release.wheels, tags)


def must_be_built(release: Release, tags: frozenset[str]) -> bool:
    """Tell whether installing a release runs its build: there is an sdist, and no wheel that fits."""
    return release.has_source and not has_wheel(release, tags)


def expanded(compressed: str) -> Iterator[str]:
    """Yield each tag of a compressed set: `py2.py3-none-any` is `py2-none-any` and `py3-none-any`."""
    parts = [part.split(".") for part in compressed.split("-")]
    if len(parts) == 3:
        yield from _products(*parts)


@lru_cache(maxsize=8192)
def _any_fits(wheels: tuple[str, ...], tags: frozenset[str]) -> bool:
    # A project can have thousands of releases with the same fifty wheels, and each is looked at again.
    return any(_fits(wheel, tags) for wheel in wheels)


@lru_cache(maxsize=8192)
def _fits(wheel: str, tags: frozenset[str]) -> bool:
    # The same few tag sets come with every release of every project, and tags know their own hash.
    return not tags.isdisjoint(expanded(wheel))


def _products(pythons: Iterable[str], abis: Sequence[str], platforms: Sequence[str]) -> Iterator[str]:
    for python in pythons:
        for abi in abis:
            for platform in platforms:
                yield f"{python}-{abi}-{platform}"
