"""Distributions that were built for another Python or another machine than the environment's.

By the tags that the wheel left in its dist-info (PEP 425, PEP 427) and by those that the interpreter
takes, as far as its files tell. Does not try to import anything.
"""

import os
import re
import struct
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from venvls.environments.accepted_wheels import accepted_tags
from venvls.environments.reading import read_bytes, read_text
from venvls.model.environment import Defect, Distribution, Environment

Tag: TypeAlias = tuple[str, str, str]
"""Python, ABI and platform (PEP 425)."""

_TAG = re.compile(r"^Tag: *(\S+)-(\S+)-(\S+)[ \r]*$", re.MULTILINE)
_EXACT = re.compile(r"(cp|pp)(\d)(\d+)")
_MACHINES = {
    3: "i686",
    40: "armv7l",
    62: "x86_64",
    183: "aarch64",
    243: "riscv64",
    21: "ppc64le",
    22: "s390x",
}
_LIMIT = 1 << 16


def built_for_another_python(environment: Environment) -> Iterator[Defect]:
    """Compare each wheel's tags with the interpreter's version and machine."""
    machine, accepted = _machine(environment.interpreter), accepted_tags(environment)
    for distribution in environment.distributions.values():
        tags = _tags_of(distribution)
        if accepted and not accepted.isdisjoint(map("-".join, tags)):
            continue
        wrong = _why_unfit(tags, environment, machine) or (accepted and _not_accepted(tags))
        if tags and wrong:
            yield _defect(distribution, wrong)


def _tags_of(distribution: Distribution) -> tuple[Tag, ...]:
    try:
        stamp = os.stat(distribution.folder).st_mtime_ns
    except OSError:
        return ()
    return _written_tags(distribution.folder, stamp)


@lru_cache(maxsize=1 << 13)
def _written_tags(folder: str, stamp: int) -> tuple[Tag, ...]:  # noqa: ARG001 -- part of the cache's key
    return tuple(_TAG.findall(read_text(os.path.join(folder, "WHEEL"), _LIMIT) or ""))


def _defect(distribution: Distribution, wrong: str) -> Defect:
    message = f"`{distribution.display_name}` {distribution.version} was built for {wrong}"
    return Defect("incompatible-distribution", message, (distribution.name,))


def _why_unfit(tags: tuple[Tag, ...], environment: Environment, machine: str) -> str:
    """Return for what the wheel was built when none of its tags fits, else nothing."""
    reasons = [_unfit(abi, platform, environment, machine) for _, abi, platform in tags]
    return reasons[0] if reasons and all(reasons) else ""


def _not_accepted(tags: tuple[Tag, ...]) -> str:
    """Return what the wheel was built for, in the words of its tags, when nothing shorter tells it."""
    return f"`{'-'.join(tags[0])}`, which this Python does not take" if tags else ""


def _unfit(abi: str, platform: str, environment: Environment, machine: str) -> str:
    exact = _EXACT.match(abi)
    version = environment.version
    if (
        exact
        and exact[1] == "cp"
        and version
        and (exact[2], exact[3]) != (str(version.major), str(version.minor))
    ):
        return f"Python {exact[2]}.{exact[3]}, not {version.major}.{version.minor}"
    built_for = next((known for known in _MACHINES.values() if platform.endswith(f"_{known}")), "")
    if machine and built_for and built_for != machine:
        return f"{built_for} machines, not {machine}"
    return ""


def _machine(interpreter: str) -> str:
    """Return the machine an ELF executable is for; nothing for other formats."""
    header = read_bytes(interpreter, 20) or b""
    if len(header) < 20 or not header.startswith(b"\x7fELF"):
        return ""
    order = ">" if header[5] == 2 else "<"
    (number,) = struct.unpack_from(f"{order}H", header, 18)
    return _MACHINES.get(number, "")
