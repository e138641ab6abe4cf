"""Which files of an environment a plan may touch, so that they are kept until it has succeeded.

These are the files of the distributions that go, whatever lies where new files will be written, and
the path files, which installers rewrite in place. Does not know how they are kept.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from venvls.install.plan import Plan
from venvls.install.target import Found, Target, present, recorded
from venvls.model.change import Step


def endangered(plan: Plan) -> tuple[Path, ...]:
    """Return existing files that the plan replaces or removes, below the prefix only."""
    inside = f"{plan.target.prefix}{os.sep}"
    arriving = (f"{inside}{path}" for arrival in plan.arrivals for path in arrival.writes)
    named = {*_files_of(plan.steps, plan.target), *arriving}
    files = _existing(path for path in named if path.startswith(inside))
    return tuple(map(Path, sorted({*files, *_bytecode(files)})))


def rewritten(target: Target) -> tuple[Path, ...]:
    """Return the path files of the environment."""
    return tuple(path for site in target.sites for path in sorted(site.glob("*.pth")) if path.is_file())


def _files_of(steps: tuple[Step, ...], target: Target) -> Iterator[str]:
    there = present(target.sites)
    for step in steps:
        for found in there.get(step.name, ()):
            yield from recorded(found)
            yield from _below(found)


def _below(found: Found) -> Iterator[str]:
    if found.folder.is_file():
        yield str(found.folder)
        return
    for folder, _, names in os.walk(found.folder):
        yield from (os.path.join(folder, name) for name in names)


def _existing(paths: Iterable[str]) -> list[str]:
    """Return those that are files or links; most folders of what is new do not exist yet."""
    by_folder: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        by_folder[os.path.dirname(path)].append(path)
    there = (path for folder in by_folder if os.path.isdir(folder) for path in by_folder[folder])
    return [path for path in there if os.path.islink(path) or os.path.isfile(path)]


def _bytecode(files: Iterable[str]) -> Iterator[str]:
    """Return the cached bytecode of modules: installers remove it whether or not it is recorded."""
    modules: defaultdict[str, set[str]] = defaultdict(set)
    for path in files:
        if path.endswith(".py"):
            folder, name = os.path.split(path)
            modules[os.path.join(folder, "__pycache__")].add(name.removesuffix(".py"))
    for cache, stems in modules.items():
        try:
            names = os.listdir(cache)
        except OSError:
            continue
        yield from (os.path.join(cache, name) for name in names if name.partition(".")[0] in stems)
