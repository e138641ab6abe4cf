"""pip as an installer: ours, run by the environment's interpreter, or the environment's own.

Ours serves environments that have none. It is started as pip starts itself for `--python`, but in
one process, so that nothing survives the process that we watch. Today's pip refuses interpreters
below 3.10; those need a pip of their own.
"""

import asyncio
import importlib.util
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from venvls.install import dedicated, pip_planning, pip_report, staged, variables
from venvls.install.failures import failure_of
from venvls.install.listing import listed
from venvls.install.notices import noticed
from venvls.install.pip_log import telling_lines
from venvls.install.plan import Arrival, Demand, Item, Plan, Resolution, Workplace
from venvls.install.progress import PLANNING, following
from venvls.install.target import Target, present
from venvls.model.change import Failure, FailureReason
from venvls.model.names import ProjectName
from venvls.processes import Command, Finished, run

_PLAN_LIMIT = 1800.0
_APPLY_LIMIT = 900.0
_SEEDS = frozenset(map(ProjectName, ("pip", "setuptools", "wheel", "distribute")))
_REPORT = "report.json"


@dataclass(frozen=True, slots=True)
class Pip:
    """`sources` is the folder that our pip lies in, or empty for the environment's own.

    `arguments` make an interpreter run it; `progress` is the kind of progress
    bar it knows.
    """

    sources: str
    arguments: tuple[str, ...]
    progress: str

    @property
    def title(self) -> str:
        """What a person calls it."""
        return "pip"

    async def resolve(self, work: Workplace, demand: Demand) -> Resolution | Failure:
        """Let pip choose and fetch; it reads the environment and writes only to our folder."""
        _note_dedicated(work)
        finished = await self._plan(work, demand)
        if not finished.succeeded:
            missing = filter(None, map(pip_report.missing, finished.lines))
            return dedicated.kept_back(work.index, missing) or failure_of(
                finished, self.title, offline=work.index.offline
            )
        try:
            items = pip_report.items_of((work.folder / _REPORT).read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError) as error:
            return Failure(FailureReason.FAILED, "pip did not say what it would install", str(error))
        removals = _left_over(work.target, items, finished.lines) if demand.exact else ()
        return Resolution(items, removals, notices=noticed(finished.lines))

    async def stage(self, work: Workplace, resolution: Resolution) -> tuple[Arrival, ...] | Failure:
        """Take stock of what was fetched together with the choice."""
        wheels = staged.wheels(work.folder / "wheels")
        return await asyncio.to_thread(_arrivals, resolution.items, wheels, work.target)

    def commands(self, plan: Plan) -> tuple[Command, ...]:
        """Remove, then install exactly the staged files, then what is editable."""
        offline = variables.for_pip_offline(plan.folder)
        editables = [
            f"--editable={arrival.item.editable}" for arrival in plan.arrivals if arrival.item.editable
        ]
        commands: list[Command] = []
        if plan.removals:
            commands.append(self._command(plan, offline, ("uninstall", "--yes", *plan.removals)))
        if any(arrival.file for arrival in plan.arrivals):
            commands.append(self._command(plan, offline, ("install", *_exactly(plan))))
        if editables:
            # Building one may need build requirements from the index.
            online = variables.for_pip(plan.index, plan.folder, plan.uploaded_before)
            options = ("--no-deps", "--no-compile", "--no-user", *editables)
            program = self._program("run", plan.folder)
            arguments = (str(plan.target.interpreter), *program, "install", *options)
            commands.append(Command(arguments, online, plan.folder, _APPLY_LIMIT))
        return tuple(commands)

    async def carry_out(
        self, plan: Plan, command: Command, output: Path, on_line: Callable[[str], None], held: int
    ) -> Finished:
        """Tell the pip that made the plan, if it is still there, else start another one."""
        starting = (str(plan.target.interpreter), *self.arguments)
        if plan.standing is not None and command.arguments[: len(starting)] == starting:
            spoken = command.arguments[len(starting) :]
            finished = await plan.standing.told(command, spoken, output, on_line, held)
            if finished is not None:
                return finished
        return await run(command, output, on_line, inherited=(held,))

    async def _plan(self, work: Workplace, demand: Demand) -> Finished:
        log, report = work.folder / "pip.log", work.folder / _REPORT
        line = str(work.standing.descriptor) if work.standing is not None else ""
        program = (*self._program("plan", str(work.folder)), self.progress, line)
        options = ("--dry-run", "--report", str(report), "--log", str(log), *_away_from_configuration())
        asked = ("install", *options, *_asked(work.folder, demand))
        whole = (str(work.target.interpreter), *program, *asked)
        online = variables.for_pip(work.index, str(work.folder), work.uploaded_before)
        command = Command(whole, online, demand.folder or str(work.folder), _PLAN_LIMIT)
        follow = following(work.report, PLANNING)
        start = work.standing.started if work.standing is not None else run
        finished = await start(command, work.log, follow, cancelled=work.cancelled)
        return replace(finished, lines=(*telling_lines(log), *finished.lines))

    def _program(self, what: str, folder: str) -> tuple[str, ...]:
        return ("-I", "-B", pip_planning.__file__, what, folder, self.sources)

    def _command(self, plan: Plan, around: Mapping[str, str], arguments: tuple[str, ...]) -> Command:
        whole = (str(plan.target.interpreter), *self.arguments, *arguments)
        return Command(whole, around, plan.folder, _APPLY_LIMIT)


def our_pip() -> Pip:
    """Return the pip that venvls depends on, to be run by another interpreter."""
    found = importlib.util.find_spec("pip")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("pip is a dependency of venvls and is not installed")
    folder = Path(found.submodule_search_locations[0])
    return Pip(str(folder.parent), ("-I", "-B", str(folder / "__pip-runner__.py")), "raw")


def own_pip() -> Pip:
    """Return the pip of the environment itself."""
    # Isolated mode keeps a `pip.py` in the current folder from being taken for pip.
    return Pip("", ("-I", "-B", "-m", "pip"), "off")


def _away_from_configuration() -> tuple[str, ...]:
    """Options that beat those settings of a user's configuration that pip refuses for an environment.

    Empty ones are for dry runs alone: otherwise pip takes an empty prefix for the current folder.
    """
    return ("--target=", "--prefix=", "--no-user")


def _note_dedicated(work: Workplace) -> None:
    if work.index.dedicated and not (work.index.no_index or work.index.offline):
        written = json.dumps(dedicated.rules(work.index))
        (work.folder / pip_planning.DEDICATED).write_text(written, encoding="utf-8")


def _asked(folder: Path, demand: Demand) -> Iterable[str]:
    if demand.upgrade:
        yield from ("--upgrade", "--upgrade-strategy", "only-if-needed")
    if demand.prereleases:
        yield "--pre"
    if demand.constraints:
        constraints = folder / "constraints.txt"
        constraints.write_text("".join(f"{line}\n" for line in demand.constraints), encoding="utf-8")
        yield from ("--constraint", str(constraints))
    if demand.file:
        yield from ("--requirement", demand.file)
    yield from (f"--editable={project}" for project in demand.editables)
    yield from listed(demand.requirements, folder / "asked.txt")


def _left_over(target: Target, items: tuple[Item, ...], lines: tuple[str, ...]) -> tuple[ProjectName, ...]:
    """Return what is installed and neither wanted nor needed; the seeds of an environment stay."""
    needed = {item.name for item in items} | pip_report.satisfied(lines) | _SEEDS
    return tuple(sorted(present(target.sites).keys() - needed))


def _arrivals(
    items: tuple[Item, ...], wheels: dict[ProjectName, Path], target: Target
) -> tuple[Arrival, ...] | Failure:
    arrivals: list[Arrival] = []
    for item in items:
        wheel = wheels.get(item.name)
        if item.editable:
            arrivals.append(Arrival(item))
        elif wheel is None:
            return Failure(FailureReason.FAILED, f"pip fetched no file for `{item.name}`")
        else:
            writes = staged.written_by_wheel(wheel, target)
            arrivals.append(Arrival(item, str(wheel), staged.digest(wheel), wheel.stat().st_size, writes))
    return tuple(arrivals)


def _exactly(plan: Plan) -> tuple[str, ...]:
    """Return options that leave pip nothing to decide: one file for each project, by its hash."""
    wheels = [arrival for arrival in plan.arrivals if arrival.file]
    listed = Path(plan.folder, "exactly.txt")
    lines = [f"{one.item.name}=={one.item.version} --hash={one.digest}\n" for one in wheels]
    listed.write_text("".join(lines), encoding="utf-8")
    options = ("--no-deps", "--no-index", "--no-compile", "--force-reinstall", "--require-hashes")
    return (*options, "--find-links", str(Path(wheels[0].file).parent), "--requirement", str(listed))
