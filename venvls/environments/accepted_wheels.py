"""Which wheels the interpreter of an environment takes, as tags (PEP 425, 600, 656).

An environment runs on this machine, but its interpreter need not be like the one that runs venvls: it
may be a 32-bit one, one for another architecture, or one that is linked with musl. Its own file tells.
Where that cannot be told nothing is known. Starts no process. Does not know which wheels there are.
"""

import re
import sys
from functools import lru_cache

from packaging.tags import mac_platforms, platform_tags

from venvls.environments.executable_format import (
    ExecutableFormat,
    Library,
    executable_format,
    musl_version,
)
from venvls.environments.reading import names_in
from venvls.model.environment import Environment
from venvls.model.wheel_tags import interpreter_tags

_FREE_THREADED = re.compile(r"[/\\]python3\.\d+t[/\\]")

_SYSTEMS = {"linux": "Linux", "macosx": "macOS", "win": "Windows"}
_BINARY_FORMATS = "/proc/sys/fs/binfmt_misc"
# Apple and Microsoft translate, and processors run what is for their smaller brothers.
_RUNS_TOO = {
    "x86_64": ("x86_64", "i686"),
    "aarch64": ("aarch64", "armv7l"),
    "arm64": ("arm64", "x86_64", "amd64", "32"),
    "amd64": ("amd64", "32"),
}


def accepted_tags(environment: Environment) -> frozenset[str]:
    """Return all tags the environment's interpreter takes, none while it is not known."""
    if not environment.is_ready or environment.version is None:
        return frozenset()
    platforms = _platforms(environment.base_interpreter or environment.interpreter)
    if not platforms:
        return frozenset()
    return interpreter_tags(
        environment.version,
        environment.implementation,
        platforms,
        free_threaded=any(map(_FREE_THREADED.search, environment.site_packages)),
    )


def why_it_cannot_run(executable: str) -> str:
    """Return for which machines an executable is when this one cannot run it for sure, else nothing."""
    theirs, ours = executable_format(executable), _own_format()
    if theirs is None or ours is None:
        return ""
    if theirs.system != ours.system:
        return _SYSTEMS.get(theirs.system, theirs.system)
    if theirs.machine in _RUNS_TOO.get(ours.machine, (ours.machine,)) or _is_emulated(theirs.machine):
        return ""
    return theirs.machine


def _is_emulated(machine: str) -> bool:
    """Tell whether Linux was told to run programs for another machine (binfmt_misc)."""
    return any(name.startswith("qemu-") and machine in name for name in names_in(_BINARY_FORMATS))


def _platforms(interpreter: str) -> tuple[str, ...]:
    theirs, ours = executable_format(interpreter), _own_format()
    # A script that starts the interpreter, or a program for several machines: the system's own, mostly.
    if theirs is None or ours is None or theirs == ours:
        return _own_platforms()
    if theirs.system != ours.system:
        return ()
    match theirs.system:
        case "linux":
            return _linux_platforms(theirs, ours)
        case "macosx":
            return tuple(mac_platforms(arch=theirs.machine))
        case _:
            return (f"win{'' if theirs.machine == '32' else '_'}{theirs.machine}",)


def _linux_platforms(theirs: ExecutableFormat, ours: ExecutableFormat) -> tuple[str, ...]:
    if theirs.library is Library.MUSL:
        return _musl_platforms(theirs)
    if theirs.library is not ours.library:
        # The version of a glibc that we do not run on is known to its own interpreter only.
        return ()
    own = (tag for tag in _own_platforms() if tag.endswith(f"_{ours.machine}"))
    return tuple(f"{tag.removesuffix(ours.machine)}{theirs.machine}" for tag in own)


def _musl_platforms(theirs: ExecutableFormat) -> tuple[str, ...]:
    version = musl_version(theirs.loader)
    if version is None:
        return ()
    major, newest = version
    named = [f"musllinux_{major}_{minor}_{theirs.machine}" for minor in range(newest, -1, -1)]
    return (f"linux_{theirs.machine}", *named)


@lru_cache(maxsize=1)
def _own_format() -> ExecutableFormat | None:
    return executable_format(sys.executable)


@lru_cache(maxsize=1)
def _own_platforms() -> tuple[str, ...]:
    return tuple(platform_tags())
