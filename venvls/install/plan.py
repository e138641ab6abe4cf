"""The values that planning works with, and what an installer must be able to do.

An installer resolves, stages (fetches and builds, away from the environment) and says which
commands carry a plan out. It decides neither what is asked for nor what is done when it fails.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from venvls.install.progress import Report
from venvls.install.standing import Standing
from venvls.install.target import Target
from venvls.model.change import Failure, Step
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.names import ProjectName
from venvls.processes import Command, Finished


@dataclass(frozen=True, slots=True)
class Demand:
    """A checked request in the form that every installer understands.

    `names` are the projects it names, as far as the text tells. `exact` asks to remove what `file`
    does not lead to; relative paths in it start at `folder`, where that is not empty.
    """

    requirements: tuple[str, ...] = ()
    editables: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    file: str = ""
    names: frozenset[ProjectName] = frozenset()
    upgrade: bool = False
    prereleases: bool = False
    exact: bool = False
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One project of a resolution, before its files are fetched.

    `requirement` asks for exactly this: a direct reference, or a pin where only the index knows the
    whole address.
    `version` may be empty for a direct reference that was not built yet. `digest` is
    `algorithm:hex` or empty. `editable` is the folder of an editable project. `direct_url` is the
    JSON of PEP 610 when the installer is not going to write that by itself.
    """

    name: ProjectName
    version: str
    requirement: str
    source: str = ""
    digest: str = ""
    requested: bool = False
    editable: str = ""
    direct_url: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an installer would put in and take out.

    `hashes` is a requirements file whose hashes are still to be looked at, when there is one. `notices`
    are sentences about what is odd and done all the same.
    """

    items: tuple[Item, ...] = ()
    removals: tuple[ProjectName, ...] = ()
    hashes: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """An item whose files are there: `writes` are the paths below the prefix that it will have.

    `file` is the staged wheel, where the installer uses one. An editable project arrives without
    files: what it writes is known only when it is built, and that happens when it is installed.
    """

    item: Item
    file: str = ""
    digest: str = ""
    size: int | None = None
    writes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where and for whom planning works. `folder` is private to one plan and goes away with it.

    What indexes got after `uploaded_before` (ISO 8601 with an offset) is left out, where it is not empty.
    `standing` is for a process that stays to carry out the plan.
    """

    folder: Path
    target: Target
    index: IndexConfiguration
    report: Report
    cancelled: asyncio.Event
    uploaded_before: str = ""
    standing: Standing | None = None

    @property
    def log(self) -> Path:
        """Where the running process writes."""
        return self.folder / "output.log"


class Installer(Protocol):
    """pip or uv."""

    @property
    def title(self) -> str:
        """What a person calls it."""

    async def resolve(self, work: Workplace, demand: Demand) -> Resolution | Failure:
        """Decide what the environment needs, without writing to it."""

    async def stage(self, work: Workplace, resolution: Resolution) -> tuple[Arrival, ...] | Failure:
        """Fetch and build everything, without writing to the environment."""

    def commands(self, plan: "Plan") -> tuple[Command, ...]:
        """Return the processes that carry out a plan, in order."""

    async def carry_out(
        self, plan: "Plan", command: Command, output: Path, on_line: Callable[[str], None], held: int
    ) -> Finished:
        """Run one of these commands; `held` is a descriptor that the process keeps open."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An exact change of one environment, ready to be applied or thrown away.

    `steps` is what a person is shown. `folder` holds the staged files; `planning.discard` or
    `applying.apply` removes it, and closes `standing`, the line to whoever waits to carry the plan out.
    The plan lives in memory alone, for `index` may hold credentials.
    """

    target: Target
    installer: Installer
    folder: str
    index: IndexConfiguration
    arrivals: tuple[Arrival, ...] = ()
    removals: tuple[ProjectName, ...] = ()
    steps: tuple[Step, ...] = ()
    uploaded_before: str = ""
    standing: Standing | None = None
    notices: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the environment already is as it was asked to be."""
        return not self.steps
