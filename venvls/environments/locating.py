"""Where the environment of a project lies, by evidence alone, with everything that was considered.

A terminal's prompt waits for this, so it imports nothing that takes time to load. Does not look into
what it has found, and does not remember anything: a user's choice is handed in.
"""

import os
from collections.abc import Iterator, Mapping, Sequence

from venvls.environments.locators import candidates, watched_paths
from venvls.environments.locators.search import Candidate, search_for


class Location:
    """The prefix that was decided on, or none, and everything that was considered in order."""

    __slots__ = ("considered", "taken")

    def __init__(self, considered: tuple[Candidate, ...], taken: Candidate | None) -> None:
        self.considered = considered
        self.taken = taken


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
        yield _chosen(os.path.abspath(choice))
    yield from candidates(search_for(os.path.abspath(root), tuple(workspace_folders), environ))


def _chosen(prefix: str) -> Candidate:
    if os.path.lexists(prefix):
        return Candidate("you chose it for this project", prefix)
    # It counts again when it is back: environments are removed to be made anew.
    return Candidate(f"you chose `{prefix}` for this project, which is not there")
