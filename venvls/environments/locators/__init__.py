"""Where the environment of a project may be: an ordered tuple of small locators over files.

The order is the order of evidence: what somebody chose, what the project's own tool says, what lies
in the project, what the shell had activated there. The first that finds something decides, even
if that is broken: a broken environment of the project is better news than a good one of another.
"""

from collections.abc import Iterator

from venvls.environments.locators.activated import activated
from venvls.environments.locators.in_project import environment_folders, environment_pointer
from venvls.environments.locators.search import Candidate, Locator, Search

LOCATORS: tuple[Locator, ...] = (
    environment_pointer,
    environment_folders,
    activated,
)


def candidates(search: Search) -> Iterator[Candidate]:
    """Yield what each locator considered, best evidence first."""
    for locator in LOCATORS:
        yield from locator(search)
