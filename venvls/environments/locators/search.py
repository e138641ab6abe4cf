"""What a locator is asked, and what it answers.

Does not know any tool. A terminal's prompt waits for locators, so neither this nor any of them imports
what takes time to load: no dataclasses, no regular expressions, no model.
"""

import os
from collections.abc import Callable, Iterator, Mapping

from venvls.environments.reading import names_in
from venvls.environments.roots import contains, has_manifest, has_requirements, upwards, workspace_folder
from venvls.environments.user_folders import home


class Search:
    """The project root, and the folders above it whose environment is its too, innermost first.

    `environ` is the daemon's own environment: what it inherited says something about one folder at
    most.
    """

    __slots__ = ("environ", "root", "shared")

    def __init__(self, root: str, shared: tuple[str, ...], environ: Mapping[str, str]) -> None:
        self.root = root
        self.shared = shared
        self.environ = environ

    @property
    def folders(self) -> tuple[str, ...]:
        """The root and the folders that share with it."""
        return (self.root, *self.shared)

    @property
    def home(self) -> str:
        """The user's home folder."""
        return home(self.environ)


class Candidate:
    """A place that was considered: taken when `prefix` is not empty. `why` is a clause for a person.

    `kind` is the value of an `EnvironmentKind` where the locator knows better than the files who manages
    the environment.
    """

    __slots__ = ("kind", "prefix", "why")

    def __init__(self, why: str, prefix: str = "", kind: str = "") -> None:
        self.why = why
        self.prefix = prefix
        self.kind = kind


Locator = Callable[[Search], Iterator[Candidate]]


def search_for(root: str, workspace_folders: tuple[str, ...], environ: Mapping[str, str]) -> Search:
    """Return what locators need to know about a project root."""
    top = workspace_folder(root, workspace_folders)
    above = upwards(root, top)[1:] if top else ()
    return Search(root, tuple(_sharing(root, above)), environ)


def _sharing(root: str, above: tuple[str, ...]) -> Iterator[str]:
    """Yield the folders above whose environment belongs to `root` too.

    A folder above that is a project of its own keeps its environment for itself, unless `root` is
    only a requirements file of that project (`docs/requirements.txt`).
    """
    part_of_above = not has_manifest(frozenset(names_in(root)))
    for folder in above:
        names = frozenset(names_in(folder))
        own_project = has_manifest(names) or has_requirements(names)
        if part_of_above or not own_project:
            yield folder
        if own_project:
            return


def in_words(folder: str, search: Search) -> str:
    """Return how to call a folder of the search: by its name when it is not the root."""
    return "the project" if folder == search.root else f"`{os.path.basename(folder)}` above the project"


def lies_in(path: str, folder: str) -> bool:
    """Tell whether `path` is inside of `folder`, links resolved or not."""
    return contains(folder, path) or contains(os.path.realpath(folder), os.path.realpath(path))
