"""What an installer may be asked for."""

from pathlib import Path

import pytest

from venvls.install.request import Install, Sync, Uninstall, Upgrade, UpgradeInstaller, checked
from venvls.model.change import Failure, FailureReason


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "pyproject.toml").write_text("")
    (tmp_path / "made-1.0-py3-none-any.whl").write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("flask", "flask"),
        ("  flask >= 3 ", "flask>=3"),
        ("flask[async]>=3; python_version>'3.8'", "flask[async]>=3; python_version > '3.8'"),
        ("flask @ https://index.example/flask-3.0.tar.gz", "flask @ https://index.example/flask-3.0.tar.gz"),
        ("https://index.example/flask-3.0.tar.gz", "https://index.example/flask-3.0.tar.gz"),
        (
            "git+https://git.example/flask.git@main#egg=flask",
            "git+https://git.example/flask.git@main#egg=flask",
        ),
        ("git+ssh://git@git.example/flask.git", "git+ssh://git@git.example/flask.git"),
    ],
)
def test_requirements_are_taken_as_pip_takes_them(written: str, given: str) -> None:
    request = checked(Install((written,)))
    assert isinstance(request, Install)
    assert [text.replace('"', "'") for text in request.requirements] == [given]


@pytest.mark.parametrize(
    ("written", "below"),
    [
        ("./here", "here"),
        ("here/", "here"),
        ("./here[extra]", "here[extra]"),
        ("made-1.0-py3-none-any.whl", "made-1.0-py3-none-any.whl"),
    ],
)
def test_paths_become_absolute(project: Path, written: str, below: str) -> None:
    request = checked(Install((written,), folder=str(project)))
    assert isinstance(request, Install)
    assert request.requirements == (str(project / below),)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("--index-url=https://index.example", "Options are not requirements"),
        ("-e .", "Options are not requirements"),
        ("  -r other.txt", "Options are not requirements"),
        ("", "empty"),
        ("flask\n--pre", "control characters"),
        ("flask >== 3", "Not a requirement: `flask >== 3`"),
        ("two words", "Not a requirement"),
        ("./nowhere", "no project or archive at `./nowhere`"),
        ("gone-1.0.tar.gz", "no project or archive"),
    ],
)
def test_what_is_no_requirement_is_refused_with_a_sentence(tmp_path: Path, written: str, said: str) -> None:
    failure = checked(Install((written,), folder=str(tmp_path)))
    assert isinstance(failure, Failure)
    assert failure.reason is FailureReason.INVALID_REQUEST
    assert said in failure.message


def test_a_project_folder_can_be_installed_as_editable(project: Path) -> None:
    request = checked(Install(editables=("here",), folder=str(project)))
    assert isinstance(request, Install)
    assert request.editables == (str(project / "here"),)


@pytest.mark.parametrize(
    "request_",
    [
        Install(),
        Install(editables=("/nowhere",)),
        Install(("flask",), constraints=("not a constraint",)),
        Uninstall(()),
        Uninstall(("--all",)),
        Upgrade(()),
        Upgrade(("not a name",)),
        Upgrade(("flask @ https://index.example/flask-3.0.tar.gz",)),
        Upgrade(constraints=("-c x",)),
        Sync("/nowhere/requirements.txt"),
    ],
    ids=repr,
)
def test_requests_without_sense_are_refused(request_: Install | Uninstall | Upgrade | Sync) -> None:
    failure = checked(request_)
    assert isinstance(failure, Failure)
    assert failure.reason is FailureReason.INVALID_REQUEST


@pytest.mark.parametrize(
    "request_", [Uninstall(("flask",)), Upgrade(), Upgrade(("flask",), ("flask<4",)), UpgradeInstaller()]
)
def test_requests_that_name_projects_pass_as_they_are(
    request_: Uninstall | Upgrade | UpgradeInstaller,
) -> None:
    assert checked(request_) == request_
