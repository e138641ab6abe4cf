"""A plan is exact and changes nothing: not when it is made, not when it fails, not when it is cancelled."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.environments import bare, install_fake
from tests.support.installing import Place, contents
from tests.support.loopback_index import LoopbackIndex, Release, Slow
from venvls.install.plan import Plan
from venvls.install.planning import discard
from venvls.install.request import Install, Sync, Uninstall, Upgrade, UpgradeInstaller
from venvls.model.change import Failure, FailureReason, LockOwner, Step, StepKind
from venvls.model.index_configuration import IndexConfiguration, Setting
from venvls.model.settings import InstallerChoice
from venvls.processes import Command


@pytest.fixture
def place(tmp_path: Path, loopback_index: LoopbackIndex, choice: InstallerChoice) -> Place:
    loopback_index.publish(
        Release("flask", "3.0", requires=("werkzeug>=3",)),
        Release("werkzeug", "3.0"),
        Release("werkzeug", "3.1"),
        Release("werkzeug", "4.0a1"),
        Release("legacy", "1.0", source_only=True),
    )
    return Place(bare(tmp_path / ".venv"), loopback_index.url, choice)


def summary(plan: Plan) -> list[tuple[StepKind, str, str, str]]:
    return sorted((step.kind, step.name, step.before, step.after) for step in plan.steps)


async def test_what_is_asked_for_and_what_it_needs_become_steps(place: Place) -> None:
    plan = await place.planned(Install(("flask",)))
    assert summary(plan) == [(StepKind.ADD, "flask", "", "3.0"), (StepKind.ADD, "werkzeug", "", "3.1")]
    assert all(step.size for step in plan.steps)


async def test_a_plan_leaves_the_environment_byte_for_byte_as_it_was(place: Place) -> None:
    before = contents(place.prefix)
    discard(await place.planned(Install(("flask",))))
    assert contents(place.prefix) == before


async def test_a_failed_plan_leaves_the_environment_byte_for_byte_as_it_was(place: Place) -> None:
    before = contents(place.prefix)
    await place.refused(Install(("nothing-of-that-name",)))
    assert contents(place.prefix) == before


async def test_a_cancelled_plan_leaves_nothing_behind(
    place: Place, loopback_index: LoopbackIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    before, cancelled = contents(place.prefix), asyncio.Event()
    loopback_index.fail(Slow(60), "/simple/werkzeug/")
    planning = asyncio.ensure_future(place.plan(Install(("flask",)), cancelled))
    await asyncio.to_thread(loopback_index.wait_for, "/simple/werkzeug/")
    cancelled.set()
    failure = await planning
    assert isinstance(failure, Failure)
    assert failure.reason is FailureReason.CANCELLED
    assert contents(place.prefix) == before
    assert os.listdir(temporary) == []


async def test_a_task_that_is_cancelled_while_planning_leaves_nothing_behind(
    place: Place, loopback_index: LoopbackIndex
) -> None:
    before = contents(place.prefix)
    loopback_index.fail(Slow(60), "/simple/flask/")
    planning = asyncio.ensure_future(place.plan(Install(("flask",))))
    await asyncio.to_thread(loopback_index.wait_for, "/simple/flask/")
    planning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await planning
    assert contents(place.prefix) == before


async def test_what_is_satisfied_already_is_an_empty_plan(place: Place) -> None:
    await place.install("werkzeug==3.0")
    plan = await place.planned(Install(("werkzeug",)))
    assert plan.is_empty


async def test_an_upgrade_takes_the_newest_release_that_is_final(place: Place) -> None:
    await place.install("werkzeug==3.0")
    for request in (Upgrade(("werkzeug>=3",)), Upgrade(), Install(("werkzeug",), upgrade=True)):
        plan = await place.planned(request)
        assert summary(plan) == [(StepKind.CHANGE, "werkzeug", "3.0", "3.1")]


async def test_an_upgrade_stays_within_its_constraints(place: Place) -> None:
    await place.install("werkzeug==3.0")
    for request in (Upgrade(("werkzeug",), constraints=("werkzeug<3.1",)), Upgrade(("werkzeug<3.1",))):
        plan = await place.planned(request)
        assert plan.is_empty


async def test_prereleases_are_taken_when_they_are_asked_for(place: Place) -> None:
    plan = await place.planned(Install(("werkzeug",), prereleases=True))
    assert summary(plan) == [(StepKind.ADD, "werkzeug", "", "4.0a1")]


async def test_a_source_distribution_is_built_while_planning(place: Place) -> None:
    plan = await place.planned(Install(("legacy",)))
    assert summary(plan) == [(StepKind.ADD, "legacy", "", "1.0")]
    assert any("Building" in message for message, _ in place.told)


async def test_uninstalling_plans_the_named_projects_alone(place: Place) -> None:
    await place.install("flask")
    plan = await place.planned(Uninstall(("Flask",)))
    assert plan.steps == (Step(StepKind.REMOVE, plan.removals[0], before="3.0"),)


async def test_only_what_is_installed_can_be_removed_or_upgraded(place: Place) -> None:
    for request in (Uninstall(("flask",)), Upgrade(("flask",)), Upgrade()):
        failure = await place.refused(request)
        assert failure.reason is FailureReason.INVALID_REQUEST


async def test_a_requirements_file_installs_what_it_says_and_keeps_the_rest(
    place: Place, tmp_path: Path
) -> None:
    install_fake(place.prefix, "other", "1.0", modules=("other",))
    file = tmp_path / "requirements.txt"
    file.write_text("werkzeug==3.0\n")
    plan = await place.planned(Sync(str(file)))
    assert summary(plan) == [(StepKind.ADD, "werkzeug", "", "3.0")]


async def test_an_exact_sync_also_removes_what_the_file_does_not_lead_to(
    place: Place, tmp_path: Path
) -> None:
    await place.install("flask")
    install_fake(place.prefix, "other", "1.0", modules=("other",))
    install_fake(place.prefix, "pip", "1.0", modules=("pip",))
    file = tmp_path / "requirements.txt"
    file.write_text("flask\n")
    plan = await place.planned(Sync(str(file), exact=True))
    removed = {name for kind, name, *_ in summary(plan) if kind is StepKind.REMOVE}
    assert removed - {"pip"} == {"other"}


async def test_the_installer_itself_is_put_where_there_is_none(
    place: Place, loopback_index: LoopbackIndex
) -> None:
    loopback_index.publish(Release("pip", "99.0"))
    plan = await place.planned(UpgradeInstaller())
    assert summary(plan) == [(StepKind.ADD, "pip", "", "99.0")]


async def test_sources_are_shown_without_credentials(place: Place, loopback_index: LoopbackIndex) -> None:
    loopback_index.require("me", "secret")
    place.index = loopback_index.url_with("me", "secret")
    plan = await place.planned(Install(("werkzeug",)))
    assert all("secret" not in step.source for step in plan.steps)


@pytest.mark.parametrize("from_file", [False, True], ids=["asked for", "in a file"])
async def test_credentials_of_a_direct_reference_are_those_it_is_fetched_with(
    place: Place,
    loopback_index: LoopbackIndex,
    tmp_path: Path,
    started: list[str],
    *,
    from_file: bool,
) -> None:
    loopback_index.require("me", "secret")
    address = loopback_index.url_with("me", "secret").replace("/simple/", "/files/")
    requirement = f"werkzeug @ {address}werkzeug-3.0-py3-none-any.whl"
    file = tmp_path / "requirements.txt"
    file.write_text(f"{requirement}\n")
    outcome = await place.carry_out(Sync(str(file)) if from_file else Install((requirement,)))
    assert outcome.failure is None, outcome.failure
    assert place.versions == {"werkzeug": "3.0"}
    assert not any("secret" in message for message, _ in place.told)
    assert not any(b"secret" in content for content in files_of(place))
    assert len(started) > 10
    assert not any("secret" in argument for argument in started)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the arguments of all processes that are started, or would be for what a standing one does."""
    found: list[str] = []

    def noting(*arguments: Any) -> Command:
        found.extend(arguments[0])
        return Command(*arguments)

    monkeypatch.setattr("venvls.install.pip.Command", noting)
    monkeypatch.setattr("venvls.install.uv.Command", noting)
    return found


def files_of(place: Place) -> list[bytes]:
    return [content for content in contents(place.prefix).values() if isinstance(content, bytes)]


async def test_credentials_never_stand_on_a_command_line(place: Place, loopback_index: LoopbackIndex) -> None:
    loopback_index.require("me", "secret")
    place.index = loopback_index.url_with("me", "secret")
    plan = await place.planned(Install(("flask",)))
    commands = plan.installer.commands(plan)
    assert commands
    assert not any("secret" in argument for command in commands for argument in command.arguments)


async def test_an_index_nobody_agreed_to_is_not_asked_through_a_file(
    place: Place, loopback_index: LoopbackIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text(f"--index-url {loopback_index.url}\nflask\n")
    unagreed = IndexConfiguration(
        "x", unagreed=(Setting(loopback_index.url, "requirements.txt, line 1", True),)
    )
    monkeypatch.setattr(Place, "configuration", unagreed)
    failure = await place.refused(Sync(str(file)))
    assert failure.reason is FailureReason.NOT_TRUSTED
    assert loopback_index.paths == []


async def test_a_project_whose_lock_belongs_to_another_tool_is_left_to_it(place: Place) -> None:
    failure = await place.plan(Install(("flask",)), lock_owner=LockOwner.POETRY)
    assert isinstance(failure, Failure)
    assert failure.reason is FailureReason.LOCK_OWNED
    assert "`poetry add`" in failure.message


async def test_an_extra_that_does_not_exist_is_noticed(place: Place) -> None:
    plan = await place.planned(Install(("werkzeug[nope]==3.0",)))
    assert plan.notices == ("`werkzeug` 3.0 has no extra `nope`",)


async def test_a_withdrawn_release_is_noticed_with_its_reason(
    place: Place, loopback_index: LoopbackIndex
) -> None:
    loopback_index.publish(
        Release("old", "1.0", yanked="it deletes files"), Release("older", "1.0", yanked="")
    )
    plan = await place.planned(Install(("old==1.0", "older==1.0")))
    assert sorted(plan.notices) == [
        "`old` 1.0 was withdrawn (yanked): it deletes files",
        "`older` 1.0 was withdrawn (yanked): no reason was given",
    ]


async def test_a_marker_that_does_not_hold_is_noticed(place: Place) -> None:
    plan = await place.planned(Install(('werkzeug==3.0; python_version < "3"', "flask")))
    assert summary(plan)[0] == (StepKind.ADD, "flask", "", "3.0")
    plan = await place.planned(
        Install(('legacy==1.0; python_version < "3"', "werkzeug; python_version > '3'"))
    )
    assert plan.notices == (
        '`legacy` was left out, because its marker does not hold here: python_version < "3"',
    )


async def test_nothing_is_noticed_where_all_is_well(place: Place) -> None:
    assert (await place.planned(Install(("flask",)))).notices == ()


async def test_progress_moves_up_to_where_applying_begins(place: Place) -> None:
    await place.planned(Install(("flask",)))
    percentages = [percentage for _, percentage in place.told if percentage is not None]
    assert percentages == sorted(percentages)
    assert percentages[-1] == 60
