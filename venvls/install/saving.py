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
    prefix = plan.target.prefix
    named = {*_files_of(plan.steps, plan.target), *(prefix / path for path in _writes(plan))}
    below = [path for path in named if path.is_relative_to(prefix)]
    files = {path for path in below if path.is_symlink() or path.is_file()}
    return tuple(sorted(files | set(_bytecode(files))))


def rewritten(target: Target) -> tuple[Path, ...]:
    """Return the path files of the environment."""
    return tuple(path for site in target.sites for path in sorted(site.glob("*.pth")) if path.is_file())


def _writes(plan: Plan) -> Iterator[str]:
    for arrival in plan.arrivals:
        yield from arrival.writes


def _files_of(steps: tuple[Step, ...], target: Target) -> Iterator[Path]:
    there = present(target.sites)
    for step in steps:
        for found in there.get(step.name, ()):
            yield from recorded(found)
            yield from _below(found)


def _below(found: Found) -> Iterator[Path]:
    if found.folder.is_file():
        yield found.folder
        return
    for folder, _, names in os.walk(found.folder):
        yield from (Path(folder, name) for name in names)


def _bytecode(files: Iterable[Path]) -> Iterator[Path]:
    """Return the cached bytecode of modules: installers remove it whether or not it is recorded."""
    modules: defaultdict[Path, set[str]] = defaultdict(set)
    for path in files:
        if path.suffix == ".py":
            modules[path.parent].add(path.stem)
    for folder, stems in modules.items():
        cache = folder / "__pycache__"
        try:
            names = os.listdir(cache)
        except OSError:
            continue
        yield from (cache / name for name in names if name.partition(".")[0] in stems)
