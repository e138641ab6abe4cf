"""uv as an installer.

uv keeps what it fetches in a cache of its own. Staging fills that cache by installing into a folder
of ours; applying then works offline from it, with every version pinned.
"""

import os
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from venvls.install import dedicated, variables
from venvls.install.failures import failure_of
from venvls.install.listing import listed
from venvls.install.masking import without_user
from venvls.install.notices import left_out, noticed
from venvls.install.pip_planning import credentials, with_user
from venvls.install.pip_report import path_of
from venvls.install.plan import Arrival, Demand, Item, Plan, Resolution, Workplace
from venvls.install.progress import FETCHING, RESOLVING, Stage, following
from venvls.install.staged import written_by_tree
from venvls.install.target import Found, Target, present, recorded, same_version
from venvls.install.uv_sources import Apart, apart, sending
from venvls.model.change import Failure
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.names import ProjectName
from venvls.processes import Command, Finished, run

_PLAN_LIMIT = 1800.0
_APPLY_LIMIT = 900.0
_EDITABLE = "-e "
_LOCK = ".lock"
"""A file that uv leaves in every environment it has changed."""

_CHANGE = re.compile(r"\s[+~] (?P<name>[A-Za-z0-9][\w.-]*)(?:==(?P<version>[^\s(]+)| @ (?P<address>\S+))")
_REMOVAL = re.compile(r"\s- (?P<name>[A-Za-z0-9][\w.-]*)")


@dataclass(frozen=True, slots=True)
class Uv:
    """uv by the path of its executable."""

    executable: str

    @property
    def title(self) -> str:
        """What a person calls it."""
        return "uv"

    async def resolve(self, work: Workplace, demand: Demand) -> Resolution | Failure:
        """Ask uv what it would install."""
        options = ("--dry-run", *_options(work.folder, demand))

        async def resolved(told: Apart) -> Finished:
            asked = listed(told.options(demand.requirements), work.folder / "asked.txt")
            return await self._run(work, RESOLVING, (*options, *asked), demand.folder)

        with _leaving_no_lock(work.target):
            finished = await self._keeping_apart(work, resolved)
        if isinstance(finished, Failure):
            return finished
        named = await self._named_by_file(work, demand) if demand.file else ()
        if isinstance(named, Failure):
            return named
        editables = frozenset((*demand.editables, *_editables(named, demand.folder)))
        names = demand.names | {name for line in named if (name := _name_of(line))}
        known = credentials(demand.requirements, filter(None, (demand.file,)))
        items = tuple(_items(finished.lines, names, editables, known))
        removed = {ProjectName(canonicalize_name(match["name"])) for match in _found(_REMOVAL, finished)}
        arriving = {item.name for item in items}
        removals = tuple(sorted(removed - arriving)) if demand.exact else ()
        hashes = demand.file if _has_hashes(demand.file) else ""
        # uv says nothing of a requirement that it does not take because of its marker.
        passed_over = left_out(demand.requirements, arriving | present(work.target.sites).keys())
        return Resolution(items, removals, hashes, (*noticed(finished.lines), *passed_over))

    async def stage(self, work: Workplace, resolution: Resolution) -> tuple[Arrival, ...] | Failure:
        """Install the exact choice into a folder of ours, which leaves everything in uv's cache."""
        tree = work.folder / "tree"
        # uv looks at hashes when it fetches, and takes them from constraints as well.
        hashes = ("--constraints", resolution.hashes) if resolution.hashes else ()
        options = ("--no-deps", "--target", str(tree), *hashes, *_exact(work, resolution.items))
        with _leaving_no_lock(work.target):
            finished = await self._run(work, FETCHING, options)
        if not finished.succeeded:
            return failure_of(finished, self.title)
        found = present((tree,))
        return tuple(_arrival(item, found[item.name][0], tree, work.target) for item in resolution.items)

    def commands(self, plan: Plan) -> tuple[Command, ...]:
        """Remove, then install exactly what was staged, from the cache alone."""
        commands: list[Command] = []
        if plan.removals:
            commands.append(self._command(plan, ("uninstall", *plan.removals)))
        if plan.arrivals:
            items = tuple(arrival.item for arrival in plan.arrivals)
            options = ("--offline", "--no-deps", *_index_options(plan.index), *_again(plan))
            commands.append(self._command(plan, ("install", *options, *_exact(plan, items))))
        return tuple(commands)

    async def carry_out(
        self, plan: Plan, command: Command, output: Path, on_line: Callable[[str], None], held: int
    ) -> Finished:
        """Start uv, which takes no time."""
        return await run(command, output, on_line, inherited=(held,))

    async def _named_by_file(self, work: Workplace, demand: Demand) -> tuple[str, ...] | Failure:
        """Return the requirements that a file names itself, so that only those count as requested."""
        quiet = ("--no-deps", "--no-header", "--no-annotate", "--no-strip-extras", "--quiet")
        python = ("--python", str(work.target.interpreter))
        arguments = (self.executable, "pip", "compile", *quiet, demand.file, *python)

        async def named(told: Apart) -> Finished:
            return await self._execute(work, RESOLVING, (*arguments, *told.sources()), demand.folder)

        finished = await self._keeping_apart(work, named)
        if isinstance(finished, Failure):
            return finished
        return tuple(line.strip() for line in finished.lines if line.strip())

    async def _keeping_apart(
        self, work: Workplace, attempt: Callable[[Apart], Awaitable[Finished]]
    ) -> Finished | Failure:
        """Let uv try until nothing with an index of its own stops it: once more for each that it needs."""
        told = apart(work.index, Path(work.folder))
        while not (finished := await attempt(told)).succeeded:
            match told.after(finished.lines):
                case Apart() as more:
                    told = more
                case None:
                    return failure_of(finished, self.title, offline=work.index.offline)
                case name:
                    return dedicated.kept_back(work.index, (name,)) or failure_of(finished, self.title)
        return finished

    async def _run(
        self, work: Workplace, stage: Stage, arguments: tuple[str, ...], folder: str = ""
    ) -> Finished:
        whole = (self.executable, "pip", "install", "--python", str(work.target.interpreter), *arguments)
        return await self._execute(work, stage, whole, folder)

    async def _execute(
        self, work: Workplace, stage: Stage, arguments: tuple[str, ...], folder: str
    ) -> Finished:
        around = variables.for_uv(work.index, str(work.folder), work.uploaded_before)
        # What a project configures is in `work.index`, as far as the user agreed to it.
        whole = (*arguments, "--project", str(work.folder), *_index_options(work.index))
        command = Command(whole, around, folder or str(work.folder), _PLAN_LIMIT)
        return await run(command, work.log, following(work.report, stage), cancelled=work.cancelled)

    def _command(self, plan: Plan, arguments: tuple[str, ...]) -> Command:
        what, *rest = arguments
        whole = (self.executable, "pip", what, "--python", str(plan.target.interpreter), *rest)
        around = variables.for_uv(plan.index, plan.folder, plan.uploaded_before)
        return Command(whole, around, plan.folder, _APPLY_LIMIT)


@contextmanager
def _leaving_no_lock(target: Target) -> Iterator[None]:
    """Take away the `.lock` file that uv leaves in an environment, unless it was there before."""
    lock = target.prefix / _LOCK
    was_there = lock.exists()
    try:
        yield
    finally:
        if not was_there:
            lock.unlink(missing_ok=True)


def _options(folder: Path, demand: Demand) -> Iterable[str]:
    if demand.upgrade:
        yield from (f"--upgrade-package={name}" for name in sorted(demand.names))
    if demand.prereleases:
        yield "--prerelease=allow"
    if demand.exact:
        yield "--exact"
    if demand.constraints:
        constraints = folder / "constraints.txt"
        constraints.write_text("".join(f"{line}\n" for line in demand.constraints), encoding="utf-8")
        yield from ("--constraints", str(constraints))
    if demand.file:
        yield from ("--requirements", demand.file)
    yield from (f"--editable={project}" for project in demand.editables)


def _index_options(index: IndexConfiguration) -> tuple[str, ...]:
    """Return what uv reads from no variable; addresses, which may hold credentials, are in those."""
    return ("--no-index",) if index.no_index else ()


def _items(
    lines: tuple[str, ...],
    named: frozenset[ProjectName],
    editables: frozenset[str],
    known: Mapping[str, str],
) -> Iterable[Item]:
    for match in filter(None, map(_CHANGE.match, lines)):
        name, version, address = match["name"], match["version"] or "", match["address"] or ""
        project = ProjectName(canonicalize_name(name))
        folder = path_of(address) if path_of(address) in editables else ""
        yield Item(
            name=project,
            version=version,
            requirement=f"{name} @ {with_user(address, known)}" if address else f"{name}=={version}",
            source=without_user(address),
            requested=bool(address) or project in named,
            editable=folder,
        )


def _again(plan: Plan) -> Iterable[str]:
    """Yield options for what uv would take for installed already.

    For nothing else: with one of these uv asks the interpreter again, which it has been asked while planning.
    """
    before = {step.name: step.before for step in plan.steps}
    for item in (arrival.item for arrival in plan.arrivals):
        is_pinned = not item.editable and item.requirement.partition("==")[1]
        if not is_pinned or same_version(before[item.name], item.version):
            yield f"--reinstall-package={item.name}"


def _exact(work: Workplace | Plan, items: tuple[Item, ...]) -> Iterable[str]:
    yield from (f"--editable={item.editable}" for item in items if item.editable)
    requirements = [item.requirement for item in items if not item.editable]
    told = sending(work.index, Path(work.folder), requirements)
    yield from listed(told.options(requirements), Path(work.folder, "exactly.txt"))


def _arrival(item: Item, found: Found, tree: Path, target: Target) -> Arrival:
    files = [path for path in recorded(found) if os.path.isfile(path)]
    return Arrival(
        item=replace(item, version=found.version),
        size=sum(map(os.path.getsize, files)),
        writes=(_LOCK, *written_by_tree(found, tree, target)),
    )


def _has_hashes(file: str) -> bool:
    try:
        return bool(file) and "--hash" in Path(file).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


def _found(pattern: re.Pattern[str], finished: Finished) -> Iterable[re.Match[str]]:
    return filter(None, map(pattern.match, finished.lines))


def _editables(named: tuple[str, ...], folder: str) -> Iterator[str]:
    """Yield the folders of editable projects that a file names, which it may do from where uv was started."""
    for line in named:
        if line.startswith(_EDITABLE):
            yield os.path.normpath(os.path.join(folder, path_of(line.removeprefix(_EDITABLE))))


def _name_of(line: str) -> ProjectName | None:
    try:
        return ProjectName(canonicalize_name(Requirement(line.partition(" \\")[0]).name))
    except InvalidRequirement:
        return None
