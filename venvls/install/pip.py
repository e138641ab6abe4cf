"""pip as an installer: ours, run by the environment's interpreter, or the environment's own.

Ours serves environments that have none. It is started as pip starts itself for `--python`, but in
one process, so that nothing survives the process that we watch. Today's pip refuses interpreters
below 3.10; those need a pip of their own.
"""

import importlib.util
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from venvls.install import pip_report, staged, variables
from venvls.install.failures import failure_of
from venvls.install.pip_log import telling_lines
from venvls.install.plan import Arrival, Demand, Item, Plan, Resolution, Workplace
from venvls.install.processes import Command, Finished, run
from venvls.install.progress import FETCHING, RESOLVING, Stage, following
from venvls.install.target import Target, present
from venvls.model.change import Failure, FailureReason
from venvls.model.names import ProjectName

_PLAN_LIMIT = 1800.0
_APPLY_LIMIT = 900.0
_SEEDS = frozenset(map(ProjectName, ("pip", "setuptools", "wheel", "distribute")))
_OPTIONS_OF_OURS = ("--progress-bar", "raw")
_OPTIONS_OF_OLD_ONES = ("--progress-bar", "off")


@dataclass(frozen=True, slots=True)
class Pip:
    """`arguments` follow the interpreter; `progress` are the options that make it say how far it is."""

    arguments: tuple[str, ...]
    progress: tuple[str, ...] = _OPTIONS_OF_OLD_ONES

    @property
    def title(self) -> str:
        """What a person calls it."""
        return "pip"

    async def resolve(self, work: Workplace, demand: Demand) -> Resolution | Failure:
        """Ask pip what it would install; it reads the environment and writes only to our folder."""
        report = work.folder / "report.json"
        options = ("--dry-run", "--report", str(report), *_away_from_configuration(), *self.progress)
        asked = _asked(work.folder, demand)
        finished = await self._run(work, RESOLVING, ("install", *options, *asked))
        if not finished.succeeded:
            return failure_of(finished, self.title)
        try:
            items = pip_report.items_of(report.read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError) as error:
            return Failure(FailureReason.FAILED, "pip did not say what it would install", str(error))
        return Resolution(items, _left_over(work.target, items, finished.lines) if demand.exact else ())

    async def stage(self, work: Workplace, resolution: Resolution) -> tuple[Arrival, ...] | Failure:
        """Fetch the exact files that were chosen, and build those that are sources."""
        folder = work.folder / "wheels"
        folder.mkdir()
        for number, lines in enumerate(_wanted_files(resolution.items)):
            listed = work.folder / f"stage-{number}.txt"
            listed.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            options = ("--no-deps", "--wheel-dir", str(folder), "--requirement", str(listed), *self.progress)
            finished = await self._run(work, FETCHING, ("wheel", *options))
            if not finished.succeeded:
                return failure_of(finished, self.title)
        return _arrivals(resolution.items, staged.wheels(folder), work.target)

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
            online = variables.for_pip(plan.index, plan.folder)
            options = ("--no-deps", "--no-compile", "--no-user", *editables)
            commands.append(self._command(plan, online, ("install", *options)))
        return tuple(commands)

    async def _run(self, work: Workplace, stage: Stage, arguments: tuple[str, ...]) -> Finished:
        log = work.folder / f"{arguments[0]}.log"
        command = Command(
            (str(work.target.interpreter), *self.arguments, *arguments, "--log", str(log)),
            variables.for_pip(work.index, str(work.folder)),
            str(work.folder),
            _PLAN_LIMIT,
        )
        finished = await run(command, work.log, following(work.report, stage), cancelled=work.cancelled)
        return replace(finished, lines=(*telling_lines(log), *finished.lines))

    def _command(self, plan: Plan, around: Mapping[str, str], arguments: tuple[str, ...]) -> Command:
        whole = (str(plan.target.interpreter), *self.arguments, *arguments)
        return Command(whole, around, plan.folder, _APPLY_LIMIT)


def our_pip() -> Pip:
    """Return the pip that venvls depends on, to be run by another interpreter."""
    found = importlib.util.find_spec("pip")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("pip is a dependency of venvls and is not installed")
    runner = Path(found.submodule_search_locations[0], "__pip-runner__.py")
    return Pip(("-I", "-B", str(runner)), _OPTIONS_OF_OURS)


def own_pip() -> Pip:
    """Return the pip of the environment itself."""
    # Isolated mode keeps a `pip.py` in the current folder from being taken for pip.
    return Pip(("-I", "-B", "-m", "pip"))


def _away_from_configuration() -> tuple[str, ...]:
    """Options that beat those settings of a user's configuration that pip refuses for an environment.

    Empty ones are for dry runs alone: otherwise pip takes an empty prefix for the current folder.
    """
    return ("--target=", "--prefix=", "--no-user")


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
    yield from (f"--editable={folder}" for folder in demand.editables)
    yield from demand.requirements


def _left_over(target: Target, items: tuple[Item, ...], lines: tuple[str, ...]) -> tuple[ProjectName, ...]:
    """Return what is installed and neither wanted nor needed; the seeds of an environment stay."""
    needed = {item.name for item in items} | pip_report.satisfied(lines) | _SEEDS
    return tuple(sorted(present(target.sites).keys() - needed))


def _wanted_files(items: tuple[Item, ...]) -> Iterable[list[str]]:
    """Return requirement lines for what has a hash, and apart from those for what cannot have one.

    pip asks for a hash of everything as soon as one is given, and folders and repositories have none.
    """
    files = [item for item in items if not item.editable]
    hashed = [f"{item.requirement} --hash={item.digest}" for item in files if item.digest]
    bare = [item.requirement for item in files if not item.digest]
    return [lines for lines in (hashed, bare) if lines]


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
