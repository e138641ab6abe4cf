"""Every way to fail has a reason and a sentence; all failures here are made by real installers."""

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.environments import bare, site_packages
from tests.support.installing import Place, contents
from tests.support.loopback_index import Answer, LoopbackIndex, Release, Reset, Status, Truncated
from tests.support.planner import said, started
from venvls.install.applying import apply
from venvls.install.failures import classified
from venvls.install.journal import FOLDER
from venvls.install.request import Install, Sync
from venvls.model.change import Failure, FailureReason
from venvls.model.settings import InstallerChoice


@pytest.fixture
def place(tmp_path: Path, loopback_index: LoopbackIndex, choice: InstallerChoice) -> Place:
    loopback_index.publish(
        Release("flask", "3.0", requires=("werkzeug>=3",)),
        Release("old-flask", "1.0", requires=("werkzeug<3",)),
        Release("werkzeug", "2.0"),
        Release("werkzeug", "3.0"),
        Release("future", "1.0", requires_python=">=3.99"),
        Release("broken", "1.0", source_only=True, builds=False),
        Release("large", "1.0", padding=500_000),
        Release("withdrawn", "1.0", yanked="by mistake"),
    )
    return Place(bare(tmp_path / ".venv"), loopback_index.url, choice)


@pytest.mark.parametrize(
    ("requirements", "reason", "said"),
    [
        (("nothing-of-that-name",), FailureReason.NO_MATCHING_DISTRIBUTION, "`nothing-of-that-name`"),
        (("flask==99",), FailureReason.NO_MATCHING_DISTRIBUTION, "`flask==99`"),
        (("flask>99",), FailureReason.NO_MATCHING_DISTRIBUTION, "flask"),
        (("flask", "old-flask"), FailureReason.CONFLICT, "contradict"),
        (("flask", "werkzeug<3"), FailureReason.CONFLICT, "contradict"),
        (("broken",), FailureReason.BUILD_FAILED, "`broken` could not be built"),
        (("withdrawn",), FailureReason.NO_MATCHING_DISTRIBUTION, "was withdrawn (yanked)"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
async def test_what_cannot_be_resolved_or_built(
    place: Place, requirements: tuple[str, ...], reason: FailureReason, said: str
) -> None:
    failure = await place.refused(Install(requirements))
    assert failure.reason is reason
    assert said in failure.message
    assert failure.detail


async def test_what_a_failed_build_said_is_told(place: Place) -> None:
    failure = await place.refused(Install(("broken",)))
    assert "RuntimeError: the generated build fails on purpose" in failure.detail
    assert failure.message.endswith("from source: RuntimeError: the generated build fails on purpose")


async def test_both_sides_of_a_conflict_are_named(place: Place) -> None:
    failure = await place.refused(Install(("flask", "old-flask")))
    for named in ("`flask`", "`old-flask`", "`werkzeug>=3`", "`werkzeug<3`"):
        assert named in failure.message


async def test_a_conflict_with_a_constraint_names_it(place: Place, tmp_path: Path) -> None:
    (tmp_path / "constraints.txt").write_text("werkzeug<3\n")
    file = tmp_path / "requirements.txt"
    file.write_text("-c constraints.txt\nflask==3.0\n")
    failure = await place.refused(Sync(str(file)))
    assert failure.reason is FailureReason.CONFLICT
    assert "`werkzeug>=3`" in failure.message
    assert "`werkzeug<3`" in failure.message


@pytest.mark.parametrize("line", ["-c nowhere.txt", "-r nowhere.txt"])
async def test_a_file_that_is_included_and_not_there_is_named(
    place: Place, tmp_path: Path, line: str
) -> None:
    (tmp_path / "requirements.txt").write_text(f"{line}\nflask\n")
    failure = await place.refused(Sync(str(tmp_path / "requirements.txt")))
    assert failure.reason is FailureReason.INVALID_REQUEST
    assert failure.message == f"There is no such file to include: `{tmp_path / 'nowhere.txt'}`"


async def test_an_option_that_no_requirements_file_has_is_told(place: Place, tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("--frobnicate\nflask\n")
    failure = await place.refused(Sync(str(tmp_path / "requirements.txt")))
    assert failure.reason is FailureReason.INVALID_REQUEST
    assert failure.message.startswith("Not understood in a requirements file: ")


async def test_an_archive_that_is_not_where_its_address_says(
    place: Place, loopback_index: LoopbackIndex
) -> None:
    address = f"{loopback_index.base}/files/gone-1.0-py3-none-any.whl"
    failure = await place.refused(Install((address,)))
    assert failure.reason is FailureReason.NO_MATCHING_DISTRIBUTION
    assert failure.message == f"There is no file at `{address}`"


async def test_a_repository_that_is_not_there_is_not_blamed_on_the_index(
    place: Place, tmp_path: Path
) -> None:
    failure = await place.refused(Install((f"thing @ git+file://{tmp_path}/nowhere",)))
    assert failure.reason is FailureReason.NO_MATCHING_DISTRIBUTION
    assert failure.message == f"There is no repository at `{tmp_path}/nowhere`"


async def test_a_branch_that_is_not_there_is_named(place: Place, tmp_path: Path) -> None:
    author = ("-c", "user.name=a", "-c", "user.email=a@index.example")
    for arguments in (("init", "--quiet"), (*author, "commit", "--quiet", "--allow-empty", "-m", "one")):
        subprocess.run(("git", *arguments), cwd=tmp_path, check=True, timeout=60)
    failure = await place.refused(Install((f"thing @ git+file://{tmp_path}@gone",)))
    assert failure.reason is FailureReason.NO_MATCHING_DISTRIBUTION
    assert failure.message == "The repository has no such branch, tag or commit: `gone`"


async def test_what_a_build_needs_and_no_index_has_is_named(place: Place, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["no-such-backend>=1"]\nbuild-backend = "x"\n'
    )
    failure = await place.refused(Install((str(tmp_path),)))
    assert failure.reason is FailureReason.NO_MATCHING_DISTRIBUTION
    assert "`no-such-backend" in failure.message


async def test_a_release_for_another_python(place: Place) -> None:
    failure = await place.refused(Install(("future",)))
    assert failure.reason is FailureReason.NO_MATCHING_DISTRIBUTION
    assert failure.message == "No release of `future` supports this Python"


async def test_a_version_that_does_not_exist_is_not_blamed_on_this_python(place: Place) -> None:
    failure = await place.refused(Install(("future==99",)))
    assert failure.reason is FailureReason.NO_MATCHING_DISTRIBUTION
    assert "Python" not in failure.message


async def test_a_line_that_is_no_requirement_is_told_as_one(place: Place, tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("flask\nflask ==\n")
    failure = await place.refused(Sync(str(tmp_path / "requirements.txt")))
    assert failure.reason is FailureReason.INVALID_REQUEST
    assert "not a requirement" in failure.message.lower()


@pytest.mark.parametrize(
    ("misbehave", "reason"),
    [
        (lambda index: index.close(), FailureReason.NETWORK),
        (lambda index: index.fail(Status(500)), FailureReason.NETWORK),
        (lambda index: index.fail(Status(503)), FailureReason.NETWORK),
        (lambda index: index.fail(Reset()), FailureReason.NETWORK),
        (lambda index: index.fail(Truncated(), "/files/"), FailureReason.NETWORK),
        (lambda index: index.fail(Reset(), "/files/"), FailureReason.NETWORK),
        (lambda index: index.require("me", "secret"), FailureReason.UNAUTHORISED),
        (lambda index: index.fail(Status(403)), FailureReason.UNAUTHORISED),
    ],
    ids=["closed", "500", "503", "reset", "truncated file", "reset file", "401", "403"],
)
async def test_an_index_that_does_not_answer(
    place: Place,
    loopback_index: LoopbackIndex,
    misbehave: Callable[[LoopbackIndex], None],
    reason: FailureReason,
) -> None:
    before = contents(place.prefix)
    misbehave(loopback_index)
    failure = await place.refused(Install(("flask",)))
    assert failure.reason is reason, failure
    assert contents(place.prefix) == before


async def test_a_wrong_password_is_not_repeated_in_the_message(
    place: Place, loopback_index: LoopbackIndex
) -> None:
    loopback_index.require("me", "right")
    place.index = loopback_index.url_with("me", "wrong-secret")
    failure = await place.refused(Install(("flask",)))
    assert failure.reason is FailureReason.UNAUTHORISED
    assert "wrong-secret" not in failure.message + failure.detail


async def test_a_file_that_is_not_the_promised_one(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text(f"werkzeug==3.0 --hash=sha256:{'0' * 64}\n")
    failure = await place.refused(Sync(str(file)))
    assert failure.reason is FailureReason.HASH
    assert "`werkzeug`" in failure.message


async def test_a_file_that_changed_on_its_way(place: Place, loopback_index: LoopbackIndex) -> None:
    loopback_index.fail(
        Answer(b"not a wheel", "application/octet-stream"), "/files/werkzeug-3.0-py3-none-any.whl"
    )
    failure = await place.refused(Install(("werkzeug==3.0",)))
    assert failure.reason is FailureReason.HASH


async def test_no_room_on_the_disk(place: Place) -> None:
    if place.choice is InstallerChoice.UV:
        pytest.skip("a file size limit kills uv instead of failing its write")
    with largest_file(200_000):
        failure = await place.refused(Install(("large",)))
    assert failure.reason is FailureReason.DISK


async def test_an_environment_that_may_not_be_written(place: Place) -> None:
    plan = await place.planned(Install(("flask",)))
    # Permission bits do not stop root; a file where a folder must be stops everybody.
    (place.prefix / FOLDER).write_text("")
    before = contents(place.prefix)
    outcome = await apply(plan, place.report)
    assert outcome.failure
    assert outcome.failure.reason is FailureReason.PERMISSION
    assert contents(place.prefix) == before


@pytest.mark.parametrize("locked", [lambda prefix: prefix, site_packages], ids=["all", "site-packages"])
async def test_an_environment_that_is_read_only(place: Place, locked: Callable[[Path], Path]) -> None:
    folder = locked(place.prefix)
    before = contents(place.prefix)
    process = started(place, "Install(('flask',))", *bound_by_permissions())
    folder.chmod(0o555)
    try:
        assert said(process)[-1] == FailureReason.PERMISSION
    finally:
        folder.chmod(0o755)
    assert contents(place.prefix) == before


def bound_by_permissions() -> tuple[str, ...]:
    """Return a command that runs another one which permission bits stop, as they do not stop root."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root cannot give up its privileges here")
    return ("setpriv", "--bounding-set=-all", "--inh-caps=-all")


async def test_an_environment_on_a_disk_that_is_full(place: Place, small_disk: Path) -> None:
    place.prefix = bare(small_disk / ".venv")
    before = contents(place.prefix)
    plan = await place.planned(Install(("large",)))
    outcome = await apply(plan, place.report)
    assert outcome.failure
    assert (outcome.failure.reason, outcome.rolled_back) == (FailureReason.DISK, True)
    assert contents(place.prefix) == before


async def test_no_room_for_a_plan(place: Place, small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(small_disk))
    monkeypatch.setenv("UV_CACHE_DIR", str(small_disk / "cache"))
    before = contents(place.prefix)
    failure = await place.refused(Install(("large",)))
    assert failure.reason is FailureReason.DISK
    assert contents(place.prefix) == before
    assert not list(small_disk.glob("venvls-*"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder with room for an environment, and for little else."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=400k", "none", str(folder))
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("nothing can be mounted here")
    yield folder
    subprocess.run(("umount", "--lazy", str(folder)), check=True)


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            FailureReason.DISK,
        ),
        ("error: failed to write to file `a`: No space left on device (os error 28)", FailureReason.DISK),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/x'",
            FailureReason.PERMISSION,
        ),
        ("error: failed to remove file `x`: Read-only file system (os error 30)", FailureReason.PERMISSION),
    ],
)
def test_what_needs_a_special_disk_is_known_by_its_words(output: str, reason: FailureReason) -> None:
    assert classified((output,), "pip").reason is reason


def test_unknown_words_are_told_as_they_are() -> None:
    failure = classified(("Looking", "ERROR: the moon is in the way.", ""), "pip")
    assert failure == Failure(
        FailureReason.FAILED, "pip failed: the moon is in the way", "Looking\nERROR: the moon is in the way."
    )


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no process write a file larger than `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
