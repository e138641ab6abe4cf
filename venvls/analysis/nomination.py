"""Which projects may provide a module: candidates for a proof, never an answer.

A distribution of a module's name existing proves nothing, so nobody is offered what is nominated
here before an index has shown the file list or the `Import-Name` of its release.
"""

from collections.abc import Iterator
from functools import lru_cache

from venvls.analysis.known_modules import KNOWN_MODULES
from venvls.model.modules import ModuleTable
from venvls.model.names import ModuleName, ProjectName, is_project_name, parents, project_name

_MOST = 8
# Packages that several projects share, as far as the table of known differences speaks of them.
_SHARED = frozenset(parent for known in KNOWN_MODULES for parent in parents(ModuleName(known))[:-1])


@lru_cache(maxsize=4096)
def nominated(module: ModuleName) -> tuple[ProjectName, ...]:
    """Return at most eight candidates, likeliest first. Known facts end the guessing."""
    known = known_projects(module)
    if known:
        return known[:_MOST]
    spellings = [name for name in _guesses(module) if is_project_name(name)]
    return tuple(dict.fromkeys(map(project_name, spellings)))[:_MOST]


def known_projects(module: ModuleName) -> tuple[ProjectName, ...]:
    """Return what the table of known differences says about a module or its innermost known package."""
    for parent in reversed(parents(module)):
        if parent in KNOWN_MODULES:
            return tuple(map(project_name, KNOWN_MODULES[parent]))
    return ()


def module_in_question(module: ModuleName, present: ModuleTable) -> ModuleName:
    """Return the module that must be proved for an import to work.

    That is its top-level package, which brings what is inside of it, unless that is a namespace
    that many projects share: then it is the first level at which something is missing, or the one
    the table of known differences speaks of.
    """
    levels = parents(module)
    for level in levels:
        if level in KNOWN_MODULES:
            return level
    for level in levels:
        if level not in present.namespaces and level not in _SHARED:
            return level
    return module


def _guesses(module: ModuleName) -> Iterator[str]:
    top = module.partition(".")[0].strip("_")
    if "." in module:
        # Projects of a namespace are usually called like the module, with dots or hyphens.
        levels = parents(module)
        yield from (level.replace(".", "-") for level in reversed(levels[1:]))
    yield top
    yield f"python-{top}"
    yield f"py{top}"
    yield f"{top}-python"
    yield f"py-{top}"
    if top.startswith("py"):
        yield top.removeprefix("py")
    yield f"{top}-py"
