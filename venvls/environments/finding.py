"""The environment of a project: located by evidence, inspected by its files, with the reasons.

Does not start anything, and does not remember anything: a user's choice is handed in.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from venvls.environments.inspection import inspect
from venvls.environments.locators import candidates, watched_paths
from venvls.environments.locators.search import Candidate, search_for
from venvls.model.environment import MISSING, Environment


@dataclass(frozen=True, slots=True)
class Location:
    """The prefix that was decided on, or none, and everything that was considered in order."""

    considered: tuple[Candidate, ...]
    taken: Candidate | None


def find(
    root: str, workspace_folders: Sequence[str], environ: Mapping[str, str], choice: str | None = None
) -> Environment:
    """Return the environment of the project at `root`, with the ordered reasons in `why`.

    `choice` is the prefix the user has chosen for this root: it beats all evidence. A sibling
    project's environment is never taken.
    """
    location = locate(root, workspace_folders, environ, choice)
    if location.taken is None:
        return replace(MISSING, why=(f"`{root}` is the nearest project",))
    environment = inspect(location.taken.prefix)
    why = (f"`{root}` is the nearest project", location.taken.why)
    return replace(environment, why=why, kind=location.taken.kind or environment.kind)


def locate(
    root: str, workspace_folders: Sequence[str], environ: Mapping[str, str], choice: str | None = None
) -> Location:
    """Return where the environment of a project is, and what was considered on the way.

    The search ends at the first place taken; nothing after it was looked at.
    """
    considered: list[Candidate] = []
    for candidate in _candidates(root, workspace_folders, environ, choice):
        considered.append(candidate)
        if candidate.prefix:
            return Location(tuple(considered), candidate)
    return Location(tuple(considered), None)


def explain(
    root: str, workspace_folders: Sequence[str], environ: Mapping[str, str], choice: str | None = None
) -> Location:
    """Return the same as `locate`, with all that would have been considered after the place taken."""
    considered = tuple(_candidates(root, workspace_folders, environ, choice))
    return Location(considered, next((candidate for candidate in considered if candidate.prefix), None))


def watched(root: str, workspace_folders: Sequence[str], environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the paths to poll for the project at `root`: when one changes, `find` may answer otherwise."""
    return watched_paths(search_for(os.path.abspath(root), tuple(workspace_folders), environ))


def _candidates(
    root: str, workspace_folders: Sequence[str], environ: Mapping[str, str], choice: str | None
) -> Iterator[Candidate]:
    if choice:
        yield Candidate("you chose it for this project", os.path.abspath(choice))
    yield from candidates(search_for(os.path.abspath(root), tuple(workspace_folders), environ))
