"""uv and projects that have indexes of their own: the file that tells it, and the guard beside it.

uv sends a project to an index only when a `pyproject.toml` asks for that project itself. What it needs
beyond that is found while it resolves, so those names are constrained to an address at which nothing
lies: uv stops there without having asked anybody, and tells the name. Does not know who runs uv.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from venvls.install import dedicated
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.names import ProjectName, project_name

_NOWHERE = "of-its-own"
_STOPPED = re.compile(rf"/{_NOWHERE}/(?P<name>[a-z0-9_]+)-0-py3-none-any\.whl")
_TWO_ADDRESSES = re.compile(r"conflicting (?:URLs|indexes)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Apart:
    """What is said to uv: `sent` go to their own indexes, the rest of `addresses` stops it.

    `direct` came from an address that somebody wrote, which counts more than any index.
    """

    folder: Path
    addresses: Mapping[ProjectName, tuple[str, ...]] = field(default_factory=dict)
    sent: frozenset[ProjectName] = frozenset()
    direct: frozenset[ProjectName] = frozenset()

    def options(self, requirements: Iterable[str]) -> tuple[str, ...]:
        """Write the files, and return arguments for `uv pip install` that ask for these requirements."""
        if not self.addresses:
            return tuple(requirements)
        named = [(_indexed(text), text) for text in requirements]
        mine = [text for name, text in named if name in self.sent]
        bare = sorted(self.sent - {name for name, _ in named})
        rest = (text for name, text in named if name not in self.sent)
        return (*self._files([*mine, *bare], "--requirements"), *rest)

    def sources(self) -> tuple[str, ...]:
        """Write the files, and return arguments for `uv pip compile` beside what it compiles."""
        return self._files(sorted(self.sent)) if self.addresses else ()

    def after(self, lines: tuple[str, ...]) -> "Apart | ProjectName | None":
        """Return what to say instead after uv was stopped.

        A name when that project may be asked of nobody; nothing when something else was wrong.
        """
        text = "\n".join(lines)
        names = {project_name(found["name"]) for found in _STOPPED.finditer(text)} - self.sent - self.direct
        if not names:
            return None
        if _TWO_ADDRESSES.search(text):
            return replace(self, direct=self.direct | names)
        if refused := next((name for name in sorted(names) if not self.addresses.get(name)), None):
            return refused
        return replace(self, sent=self.sent | names)

    def _files(self, requirements: list[str], option: str = "") -> tuple[str, ...]:
        guard = self.folder / "guard.txt"
        guard.write_text("".join(self._guards()), encoding="utf-8")
        guarded = ("--constraints", str(guard))
        if not requirements:
            return guarded
        project = self.folder / "pyproject.toml"
        project.parent.mkdir(exist_ok=True)
        project.write_text("".join(self._project(requirements)), encoding="utf-8")
        return (*guarded, *filter(None, (option,)), str(project))

    def _guards(self) -> Iterator[str]:
        for name in sorted(self.addresses.keys() - self.sent - self.direct):
            stem = name.replace("-", "_")
            yield f"{name} @ {(self.folder / _NOWHERE / f'{stem}-0-py3-none-any.whl').as_uri()}\n"

    def _project(self, requirements: list[str]) -> Iterator[str]:
        # JSON's strings and lists are TOML's, too.
        yield f'[project]\nname = "a-plan"\nversion = "0"\ndependencies = {json.dumps(requirements)}\n'
        places = sorted({self.addresses[name][0] for name in self.sent})
        for number, place in enumerate(places):
            yield f'\n[[tool.uv.index]]\nname = "own-{number}"\nurl = {json.dumps(place)}\nexplicit = true\n'
        for name in sorted(self.sent):
            yield f'\n[tool.uv.sources.{name}]\nindex = "own-{places.index(self.addresses[name][0])}"\n'


def apart(index: IndexConfiguration, folder: Path) -> Apart:
    """Return what uv is told first: nothing is sent anywhere before uv asks for it."""
    if index.no_index or index.offline:
        return Apart(folder)
    return Apart(folder, dedicated.by_name(index))


def sending(index: IndexConfiguration, folder: Path, requirements: Iterable[str]) -> Apart:
    """Return what uv is told about pinned requirements that need nothing else."""
    known, named = apart(index, folder).addresses, frozenset(map(_indexed, requirements))
    addresses = {name: places for name, places in known.items() if name in named}
    return Apart(folder, addresses, frozenset(addresses))


def _indexed(requirement: str) -> ProjectName | None:
    """Return the project that is to come from an index, if a requirement asks for that."""
    try:
        read = Requirement(requirement)
    except InvalidRequirement:
        return None
    return None if read.url else project_name(read.name)
