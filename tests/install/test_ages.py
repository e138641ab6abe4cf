"""Of two limits on the age of releases the stricter one counts, in every spelling of pip and uv."""

from datetime import UTC, datetime, timedelta

import pytest

from venvls.install.ages import uploaded_before
from venvls.model.change import Failure
from venvls.model.index_configuration import IndexConfiguration, Setting

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
DAY = 86400.0


def moment(installer: str, written: str, days: float) -> str | Failure:
    ages = ((installer, Setting(written, "uv.toml:1")),) if written else ()
    return uploaded_before(days * DAY, IndexConfiguration("x", ages=ages), installer, NOW)


def test_nobody_limits_it() -> None:
    assert moment("pip", "", 0) == ""


def test_what_only_the_installer_says_is_said_as_it_is_written() -> None:
    assert moment("uv", "7 days", 0) == "7 days"


def test_what_only_we_say_is_a_moment() -> None:
    assert moment("uv", "", 7) == "2026-03-13T12:00:00Z"


@pytest.mark.parametrize(
    ("installer", "written"),
    [
        ("pip", "P10D"),
        ("pip", "2026-03-10T12:00:00Z"),
        ("pip", "2026-03-10T14:00:00+02:00"),
        ("uv", "10 days"),
        ("uv", "1 week, 3 days"),
        ("uv", "1w 3d ago"),
        ("uv", "-10 days"),
        ("uv", "-P10D"),
        ("uv", "P1W3D"),
        ("uv", "PT240H"),
        ("uv", "239 hours 59 mins 60s"),
        ("uv", "2026-03-10 12:00:00Z"),
        ("uv", "2026-03-10T14:00:00+02:00[Europe/Berlin]"),
    ],
)
def test_the_stricter_of_two_counts(installer: str, written: str) -> None:
    assert moment(installer, written, 7) == "2026-03-10T12:00:00Z"
    assert moment(installer, written, 14) == "2026-03-06T12:00:00Z"


def test_a_day_is_taken_from_its_beginning_by_pip_and_to_its_end_by_uv() -> None:
    day = datetime(2026, 3, 10).astimezone()
    for installer, end in (("pip", day), ("uv", datetime(2026, 3, 11).astimezone())):
        assert moment(installer, "2026-03-10", 1) == end.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_setting_of_the_other_installer_has_no_say() -> None:
    ages = (("pip", Setting("P90D", "pip.conf:1")),)
    assert uploaded_before(DAY, IndexConfiguration("x", ages=ages), "uv", NOW) == "2026-03-19T12:00:00Z"


def test_uv_told_that_there_is_no_limit_leaves_ours() -> None:
    assert moment("uv", "false", 7) == "2026-03-13T12:00:00Z"


@pytest.mark.parametrize(
    "written", ["1 fortnight", "1.5 days", "1 month", "P1M", "soon", "2026-13-01", "P", ""]
)
def test_what_is_not_understood_loosens_nothing(written: str) -> None:
    setting = Setting(written, "uv.toml:1")
    failure = uploaded_before(DAY, IndexConfiguration("x", ages=(("uv", setting),)), "uv", NOW)
    assert isinstance(failure, Failure)
    assert f"`{written}` (uv.toml:1)" in failure.message


def test_ages_beyond_all_times_are_still_moments() -> None:
    oldest = (NOW - timedelta(days=50 * 365)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert moment("uv", f"{10**30} days", 1) == moment("uv", "", 1e300) == oldest
