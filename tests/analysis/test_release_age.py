"""How young a release is, and against which clock."""

import pytest
from packaging.version import Version

from venvls.analysis.releases import Terms, is_young, nearest
from venvls.model.names import ProjectName
from venvls.model.release import Project, Release

UPLOADED, ASKED = 1_000_000.0, 1_000_060.0
PROJECT = Project(ProjectName("thing"), "thing", (Release("1.0", uploaded=UPLOADED),), fetched=ASKED)


@pytest.mark.parametrize(
    ("minimum_age", "now", "young"),
    [
        (3600.0, UPLOADED + 3599, True),
        # The answer of the index is an old one, and the release has come of age since.
        (3600.0, UPLOADED + 3600, False),
        # Nobody looked at a clock: then it counts how young it was.
        (3600.0, 0.0, True),
        (60.0, 0.0, False),
        (0.0, UPLOADED, False),
    ],
)
def test_the_age_counts_from_now(minimum_age, now, young):
    assert is_young(PROJECT, PROJECT.releases[0], Terms(minimum_age=minimum_age, now=now)) is young


def test_a_release_without_a_date_has_no_age():
    assert not is_young(PROJECT, Release("2.0"), Terms(minimum_age=3600.0, now=ASKED))


def test_what_is_too_young_is_meant_only_where_there_is_nothing_else():
    terms = Terms(minimum_age=3600.0, now=UPLOADED + 60)
    releases = (Release("2.0", uploaded=UPLOADED), Release("1.0", uploaded=UPLOADED - 7200))
    both = Project(ProjectName("thing"), "thing", releases, fetched=ASKED)
    assert [one.version for one in nearest(both, Version("3"), terms)] == ["1.0"]
    assert [one.version for one in nearest(PROJECT, Version("3"), terms)] == ["1.0"]
    assert [one.version for one in nearest(both, Version("3"))] == ["2.0", "1.0"]
