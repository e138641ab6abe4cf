"""Whether an environment holds what a plan promised, read from its files after the installer ended.

An installer's word is not taken for it. Does not know how to mend what is wrong.
"""

import os
from pathlib import Path

from venvls.install.target import Found, present, recorded, same_version
from venvls.model.change import Step, StepKind


def shortcoming(steps: tuple[Step, ...], sites: tuple[Path, ...]) -> str:
    """Return the first thing that is not as planned as a sentence, or nothing when all is."""
    there = present(sites)
    for step in steps:
        if said := _shortcoming(step, there.get(step.name, ())):
            return said
    return ""


def outdated(steps: tuple[Step, ...], sites: tuple[Path, ...]) -> str:
    """Return what has changed since a plan was made as a sentence, or nothing when it still holds."""
    there = present(sites)
    for step in steps:
        versions = [found.version for found in there.get(step.name, ())]
        if not step.before and versions:
            return f"`{step.name}` {versions[0]} was installed meanwhile"
        if step.before and not any(same_version(step.before, version) for version in versions):
            return f"`{step.name}` {step.before} is no longer installed"
    return ""


def _shortcoming(step: Step, found: tuple[Found, ...]) -> str:
    if step.kind is StepKind.REMOVE:
        return f"`{step.name}` is still there" if found else ""
    if not found:
        return f"`{step.name}` is not there"
    if len(found) > 1:
        return f"`{step.name}` is there more than once"
    if not same_version(found[0].version, step.after):
        return f"`{step.name}` is {found[0].version} and not {step.after}"
    return _missing_file(step, found[0])


def _missing_file(step: Step, found: Found) -> str:
    if not found.complete:
        return f"`{step.name}` has no list of its files"
    lost = next((path for path in recorded(found) if not os.path.lexists(path)), None)
    return f"`{step.name}` lacks its file `{os.path.basename(lost)}`" if lost else ""
