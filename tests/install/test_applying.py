"""A plan is applied as a whole, or the environment is as it was."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.support.environments import ask, bare, install_fake, python_of, site_packages
from tests.support.generated_distributions import wheel as generated
from tests.support.installing import Place, contents
from tests.support.loopback_index import LoopbackIndex, Release
from tests.support.projects import write_project
from venvls.install.applying import apply
from venvls.install.journal import FOLDER, Journal, close, hold
from venvls.install.plan import Arrival, Demand, Plan, Resolution, Workplace
from venvls.install.request import Install, Sync, Uninstall, Upgrade
from venvls.model.change import FailureReason, StepKind
from venvls.model.names import ProjectName
from venvls.model.settings import InstallerChoice
from venvls.processes import Command, Finished, run

RELEASES = (
    Release("flask", "3.0", requires=("werkzeug>=3",), scripts={"flask": "flask:main"}),
    Release("werkzeug", "3.0", modules=("werkzeug", "werkzeug_old")),
    Release("werkzeug", "3.1", modules=("werkzeug", "werkzeug_new"), files={"werkzeug/deep/down.py": ""}),
    Release("legacy", "1.0", source_only=True),
    Release("zeta", "1.0", requires=("werkzeug>=3.1",), scripts={"zeta": "zeta:main"}),
)


@pytest.fixture
def place(tmp_path: Path, loopback_index: LoopbackIndex, choice: InstallerChoice) -> Place:
    loopback_index.publish(*RELEASES)
    return Place(bare(tmp_path / ".venv"), loopback_index.url, choice)


def plainly_installed(place: Place, prefix: Path, *arguments: str) -> Path:
    """Install into another environment as a person in a terminal would."""
    bare(prefix)
    if place.choice is InstallerChoice.UV:
        command = ("-m", "uv", "pip", "install", "--quiet", "--python", str(python_of(prefix)))
        command += ("--default-index", place.index)
    else:
        command = ("-m", "pip", "--python", str(python_of(prefix)), "install", "--quiet", "--no-compile")
        command += ("--index-url", place.index)
    subprocess.run((sys.executable, *command, *arguments), check=True, timeout=60)
    return prefix


UNCOMPARED = ("uv_cache.json", "REQUESTED")


def comparable(prefix: Path) -> dict[str, object]:
    """Return what lies in an environment, apart from where it is and the order of RECORD's rows.

    uv marks every project as requested; we mark those that a person asked for, whoever installs.
    """
    found: dict[str, object] = {}
    for path, content in contents(prefix).items():
        if path in (".lock", "pyvenv.cfg") or path.endswith((".pyc", *UNCOMPARED)):
            continue
        if isinstance(content, bytes) and path.endswith("/RECORD"):
            rows = content.decode().splitlines()
            found[path] = sorted(
                row.partition(",")[0] for row in rows if not row.partition(",")[0].endswith(UNCOMPARED)
            )
        elif isinstance(content, bytes):
            found[path] = content.replace(str(prefix).encode(), b"PREFIX")
        else:
            found[path] = content
    return found


@pytest.mark.parametrize("requirement", ["flask", "werkzeug==3.0", "legacy"])
async def test_the_result_is_what_the_installer_alone_would_have_made(
    place: Place, tmp_path: Path, requirement: str
) -> None:
    expected = plainly_installed(place, tmp_path / "expected" / ".venv", requirement)
    await place.install(requirement)
    assert comparable(place.prefix) == comparable(expected)


async def test_a_project_folder_is_installed_with_its_origin(place: Place, tmp_path: Path) -> None:
    project = write_project(tmp_path / "mine")
    expected = plainly_installed(place, tmp_path / "expected" / ".venv", str(project))
    await place.install(str(project))
    assert comparable(place.prefix) == comparable(expected)


async def test_a_project_folder_of_the_same_version_is_installed_again(place: Place, tmp_path: Path) -> None:
    project = write_project(tmp_path / "mine")
    await place.install(str(project))
    backend = project / "backend.py"
    backend.write_text(backend.read_text().replace('__init__.py": ""', '__init__.py": "changed = True"'))
    os.utime(project / "pyproject.toml")
    outcome = await place.carry_out(Install((str(project),)))
    assert [(step.before, step.after) for step in outcome.steps] == [("1.0", "1.0")]
    assert ask(place.prefix, "import json, mine; print(json.dumps(mine.changed))") is True


async def test_an_editable_project_is_imported_from_where_it_is(place: Place, tmp_path: Path) -> None:
    project = write_project(tmp_path / "mine")
    outcome = await place.carry_out(Install(editables=(str(project),)))
    assert outcome.failure is None
    assert ask(place.prefix, "import json, mine; print(json.dumps(mine.__file__))") == str(
        project / "mine" / "__init__.py"
    )


async def test_an_archive_of_a_local_folder_is_installed_by_its_path(
    place: Place, loopback_index: LoopbackIndex, tmp_path: Path
) -> None:
    wheel = tmp_path / "werkzeug-3.0-py3-none-any.whl"
    wheel.write_bytes(generated(Release("werkzeug", "3.0")).content)
    await place.install(str(wheel))
    assert place.versions == {"werkzeug": "3.0"}
    assert (site_packages(place.prefix) / "werkzeug-3.0.dist-info" / "direct_url.json").is_file()


async def test_an_upgrade_leaves_nothing_of_the_old_release(place: Place) -> None:
    await place.install("werkzeug==3.0")
    outcome = await place.carry_out(Upgrade(("werkzeug",)))
    assert [(step.kind, step.before, step.after) for step in outcome.steps] == [
        (StepKind.CHANGE, "3.0", "3.1")
    ]
    site = site_packages(place.prefix)
    assert not (site / "werkzeug_old").exists()
    assert (site / "werkzeug_new").is_dir()


async def test_what_was_removed_is_gone_and_the_rest_is_not(place: Place) -> None:
    await place.install("flask")
    outcome = await place.carry_out(Uninstall(("flask",)))
    assert outcome.failure is None
    assert place.versions == {"werkzeug": "3.1"}
    assert not (place.prefix / "bin" / "flask").exists()


@pytest.mark.parametrize("choice", [InstallerChoice.UV])
async def test_uv_is_made_to_install_again_only_what_it_would_take_for_installed(place: Place) -> None:
    await place.install("werkzeug==3.0")
    for requirement in ("flask", "werkzeug==3.1", "legacy"):
        plan = await place.planned(Install((requirement,)))
        (command,) = plan.installer.commands(plan)
        assert not any("reinstall" in argument for argument in command.arguments)


async def test_removal_comes_before_arrival(place: Place, tmp_path: Path) -> None:
    # The project that leaves has a file in the package of the one that arrives.
    install_fake(place.prefix, "renamed", "1.0", files={"werkzeug/__init__.py": "old = True\n"})
    file = tmp_path / "requirements.txt"
    file.write_text("werkzeug==3.0\n")
    outcome = await place.carry_out(Sync(str(file), exact=True))
    assert outcome.failure is None
    assert ask(place.prefix, "import json, werkzeug; print(json.dumps(werkzeug.__version__))") == "3.0"


async def test_only_what_a_person_asked_for_is_marked_as_requested(place: Place) -> None:
    await place.install("flask")
    assert requested(place) == {"flask": True, "werkzeug": False}


async def test_what_was_once_asked_for_stays_so_when_another_project_upgrades_it(place: Place) -> None:
    await place.install("werkzeug==3.0")
    await place.install("zeta")
    assert requested(place) == {"werkzeug": True, "zeta": True}


async def test_a_distribution_that_lost_its_record_is_replaced(place: Place) -> None:
    install_fake(place.prefix, "werkzeug", "3.0", modules=("werkzeug",), record=False)
    outcome = await place.carry_out(Install(("werkzeug==3.1",)))
    assert outcome.failure is None
    assert place.versions == {"werkzeug": "3.1"}


async def test_a_failure_half_way_puts_everything_back(place: Place) -> None:
    await place.install("werkzeug==3.0")
    in_the_way(place)
    before = contents(place.prefix)
    plan = await place.planned(Install(("zeta",)))
    outcome = await apply(plan, place.report)
    assert outcome.failure is not None
    assert outcome.rolled_back
    assert outcome.steps == ()
    assert contents(place.prefix) == before


async def test_files_of_others_that_were_overwritten_come_back(place: Place) -> None:
    install_fake(place.prefix, "other", "1.0", files={"werkzeug/__init__.py": "mine = True\n"})
    in_the_way(place)
    before = contents(place.prefix)
    outcome = await place.carry_out(Install(("zeta",)))
    assert outcome.rolled_back
    assert contents(place.prefix) == before


async def test_an_installer_that_lies_is_found_out(place: Place) -> None:
    await place.install("werkzeug==3.0")
    before = contents(place.prefix)
    plan = await place.planned(Upgrade(("werkzeug",)))
    lying = replace(plan, installer=DoesNothing(str(place.prefix)))
    outcome = await apply(lying, place.report)
    assert outcome.failure is not None
    assert "not as planned: `werkzeug` is 3.0 and not 3.1" in outcome.failure.message
    assert contents(place.prefix) == before


async def test_a_cancellation_is_too_late_once_applying_has_begun(place: Place) -> None:
    plan, cancelled = await place.planned(Install(("flask",))), asyncio.Event()

    def cancel(_message: str, _percentage: int | None) -> None:
        cancelled.set()

    outcome = await apply(plan, cancel, cancelled)
    assert (outcome.failure, outcome.cancelled_late) == (None, True)
    assert place.versions == {"flask": "3.0", "werkzeug": "3.1"}


async def test_cancelling_the_task_is_too_late_as_well(place: Place) -> None:
    plan, begun = await place.planned(Install(("flask",))), asyncio.Event()
    work = asyncio.ensure_future(apply(plan, lambda *_: begun.set()))
    await begun.wait()
    work.cancel()
    outcome = await work
    assert (outcome.failure, outcome.cancelled_late) == (None, True)
    assert place.versions == {"flask": "3.0", "werkzeug": "3.1"}


async def test_a_plan_that_no_longer_fits_is_not_applied(place: Place) -> None:
    plan = await place.planned(Install(("werkzeug==3.1",)))
    install_fake(place.prefix, "werkzeug", "3.0", modules=("werkzeug",))
    before = contents(place.prefix)
    outcome = await apply(plan, place.report)
    assert outcome.failure is not None
    assert outcome.failure.reason is FailureReason.OUTDATED
    assert contents(place.prefix) == before


@pytest.fixture
def other(place: Place) -> Iterator[Journal]:
    """Let somebody else be at work in the environment."""
    journal = hold(place.prefix, "Installing flask")
    assert journal is not None
    yield journal
    if journal.folder.exists():
        close(journal)


async def test_who_comes_second_waits_and_says_for_whom(place: Place, other: Journal) -> None:
    plan, waiting = await place.planned(Install(("werkzeug",))), Waiting()
    applying = asyncio.ensure_future(apply(plan, waiting.report))
    await waiting.told.wait()
    assert waiting.said == f"Installing flask (process {os.getpid()})"
    assert place.versions == {}
    close(other)
    assert (await applying).failure is None
    assert place.versions == {"werkzeug": "3.1"}


async def test_who_waits_can_be_cancelled(place: Place, other: Journal) -> None:
    plan, waiting = await place.planned(Install(("werkzeug",))), Waiting()
    outcome = await apply(plan, waiting.report, waiting.told)
    assert outcome.failure is not None
    assert (outcome.failure.reason, outcome.cancelled_late) == (FailureReason.CANCELLED, False)
    assert not Path(plan.folder).exists()


async def test_a_task_that_waits_can_be_cancelled(place: Place, other: Journal) -> None:
    plan, waiting = await place.planned(Install(("werkzeug",))), Waiting()
    applying = asyncio.ensure_future(apply(plan, waiting.report))
    await waiting.told.wait()
    applying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await applying
    assert not Path(plan.folder).exists()


class Waiting:
    """Progress that tells when somebody is waited for."""

    def __init__(self) -> None:
        self.told = asyncio.Event()
        self.said = ""

    def report(self, message: str, _percentage: int | None) -> None:
        if message.startswith("Waiting for another install in this environment: "):
            self.said = message.partition(": ")[2]
            self.told.set()


async def test_nobody_waits_for_ever(place: Place, other: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("venvls.install.turns.PATIENCE", 0.0)
    outcome = await apply(await place.planned(Install(("werkzeug",))), place.report)
    assert outcome.failure is not None
    assert outcome.failure.reason is FailureReason.BUSY
    assert "Installing flask" in outcome.failure.message
    assert place.versions == {}


async def test_neither_staged_files_nor_a_journal_stay(place: Place) -> None:
    plan = await place.planned(Install(("werkzeug",)))
    await apply(plan, place.report)
    assert not Path(plan.folder).exists()
    assert not (place.prefix / FOLDER).exists()


async def test_an_empty_plan_does_nothing(place: Place) -> None:
    await place.install("werkzeug==3.0")
    before = contents(place.prefix)
    outcome = await place.install("werkzeug")
    assert outcome.steps == ()
    assert contents(place.prefix) == before


async def test_an_environment_from_which_the_last_file_went_is_still_one(
    place: Place, loopback_index: LoopbackIndex
) -> None:
    loopback_index.publish(Release("six", "1.17", modules=("six.py",)))
    await place.install("six")
    outcome = await place.carry_out(Uninstall(("six",)))
    assert outcome.failure is None
    assert place.environment.is_ready
    assert site_packages(place.prefix).is_dir()


async def test_relative_paths_in_a_file_start_where_the_project_is(place: Place, tmp_path: Path) -> None:
    write_project(tmp_path / "shop" / "lib")
    (tmp_path / "shop" / "requirements").mkdir()
    file = tmp_path / "shop" / "requirements" / "development.txt"
    file.write_text("-e ./lib\nwerkzeug\n")
    outcome = await place.carry_out(Sync(str(file), folder=str(tmp_path / "shop")))
    assert outcome.failure is None, outcome.failure
    assert place.environment.distributions[ProjectName("mine")].editable == str(tmp_path / "shop" / "lib")
    assert requested(place)["werkzeug"]


async def test_progress_of_plan_and_application_is_one_movement(place: Place) -> None:
    await place.install("flask")
    percentages = [percentage for _, percentage in place.told if percentage is not None]
    assert percentages == sorted(percentages)
    assert percentages[-1] > 90


@dataclass(frozen=True)
class DoesNothing:
    """An installer that says all is well."""

    folder: str
    title: str = "Nothing"

    async def resolve(self, work: Workplace, demand: Demand) -> Resolution:
        return Resolution()

    async def stage(self, work: Workplace, resolution: Resolution) -> tuple[Arrival, ...]:
        return ()

    def commands(self, plan: Plan) -> tuple[Command, ...]:
        return (Command(("true",), {"PATH": os.defpath}, self.folder, 10.0),)

    async def carry_out(
        self, plan: Plan, command: Command, output: Path, on_line: Callable[[str], None], held: int
    ) -> Finished:
        return await run(command, output, on_line)


def in_the_way(place: Place) -> None:
    """Let a folder lie where a file of `zeta` is to be written, so that its installation fails."""
    obstacle = site_packages(place.prefix) / "zeta" / "__init__.py" / "here"
    obstacle.mkdir(parents=True)
    (obstacle / "file").write_text("in the way\n")


def requested(place: Place) -> dict[str, bool]:
    infos = site_packages(place.prefix).glob("*.dist-info")
    return {info.name.partition("-")[0]: (info / "REQUESTED").exists() for info in sorted(infos)}
