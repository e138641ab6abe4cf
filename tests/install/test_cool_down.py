"""A plan takes no release that is younger than the user wants, and says so where nothing else is left."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.environments import bare
from tests.support.installing import Place, contents
from tests.support.loopback_index import HtmlOnly, LoopbackIndex, Release
from venvls.install.request import Install, Sync, Uninstall, Upgrade
from venvls.model.change import FailureReason
from venvls.model.index_configuration import Setting
from venvls.model.settings import InstallerChoice

DAY = 86400.0
WEEK = 7 * DAY


def uploaded(days: float) -> str:
    """Return the moment that was so many days ago, as an index tells it."""
    moment = datetime.now(UTC) - timedelta(days=days)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


@pytest.fixture
def place(tmp_path: Path, loopback_index: LoopbackIndex, choice: InstallerChoice) -> Place:
    loopback_index.publish(
        Release("flask", "3.0", requires=("werkzeug",), uploaded=uploaded(30)),
        Release("werkzeug", "1.0", uploaded=uploaded(300)),
        Release("werkzeug", "2.0", uploaded=uploaded(8)),
        Release("werkzeug", "3.0", uploaded=uploaded(1)),
        Release("needy", "1.0", requires=("werkzeug>=3",), uploaded=uploaded(30)),
    )
    return Place(bare(tmp_path / ".venv"), loopback_index.url, choice, minimum_age=WEEK)


async def test_the_newest_release_that_is_old_enough_is_taken_for_what_is_needed_too(place: Place) -> None:
    await place.install("flask")
    assert place.versions == {"flask": "3.0", "werkzeug": "2.0"}


async def test_without_the_setting_the_newest_release_is_taken(place: Place) -> None:
    place.minimum_age = 0
    await place.install("flask")
    assert place.versions["werkzeug"] == "3.0"


async def test_the_stricter_one_counts_where_the_installer_has_an_age_of_its_own(place: Place) -> None:
    place.ages = ((place.choice, Setting("P200D", "the user's settings")),)
    await place.install("werkzeug")
    assert place.versions == {"werkzeug": "1.0"}


async def test_an_age_of_the_installer_that_is_looser_changes_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.ages = ((place.choice, Setting("P1D", "the user's settings")),)
    for variable in ("UV_EXCLUDE_NEWER", "PIP_UPLOADED_PRIOR_TO"):
        monkeypatch.setenv(variable, "P1D")
    await place.install("werkzeug")
    assert place.versions == {"werkzeug": "2.0"}


async def test_what_only_the_installer_is_told_holds_without_our_setting(place: Place) -> None:
    place.minimum_age = 0
    place.ages = ((place.choice, Setting("P200D", "the project's settings")),)
    await place.install("werkzeug")
    assert place.versions == {"werkzeug": "1.0"}


async def test_an_upgrade_stops_at_what_is_old_enough(place: Place) -> None:
    await place.install("werkzeug==1.0")
    await place.carry_out(Upgrade(("werkzeug",)))
    assert place.versions == {"werkzeug": "2.0"}


@pytest.mark.parametrize("requirement", ["werkzeug==3.0", "needy"])
async def test_a_release_that_is_too_young_is_named(place: Place, requirement: str) -> None:
    before = contents(place.prefix)
    failure = await place.refused(Install((requirement,)))
    assert failure.reason is FailureReason.NO_MATCHING_DISTRIBUTION
    assert failure.message.startswith("What matches `werkzeug")
    assert "is not old enough yet (`index.minimumReleaseAge`)" in failure.message
    assert contents(place.prefix) == before


async def test_what_does_not_exist_is_not_called_young(place: Place) -> None:
    failure = await place.refused(Install(("werkzeug", "nothing-of-that-name")))
    assert failure.message == "Nothing on the index matches `nothing-of-that-name`"


async def test_a_requirements_file_is_held_to_it(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text("werkzeug>=2\n")
    await place.carry_out(Sync(str(file)))
    assert place.versions == {"werkzeug": "2.0"}


async def test_an_index_that_tells_no_times_is_said(place: Place, loopback_index: LoopbackIndex) -> None:
    loopback_index.fail(HtmlOnly())
    failure = await place.refused(Install(("werkzeug",)))
    assert "does not tell when files were uploaded" in failure.message
    assert "`index.minimumReleaseAge`" in failure.message


async def test_an_age_beyond_all_times_leaves_nothing(place: Place) -> None:
    place.minimum_age = 1e300
    failure = await place.refused(Install(("werkzeug",)))
    assert "not old enough" in failure.message


async def test_what_is_removed_has_no_age(place: Place) -> None:
    await place.install("werkzeug==2.0")
    place.minimum_age = 1e300
    await place.carry_out(Uninstall(("werkzeug",)))
    assert place.versions == {}
