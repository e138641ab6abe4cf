"""Which addresses are private ones, and what each of several indexes has of its own."""

import pytest

from venvls.index.privacy import is_private, listings
from venvls.model.names import ProjectName
from venvls.model.release import Listing, Project, Release


@pytest.mark.parametrize(
    "address",
    [
        "https://me:secret@index.example/simple/",
        "https://****@index.example/simple/",
        "http://packages/simple/",
        "https://packages.corp/simple/",
        "https://nexus.team.internal/simple/",
        "http://10.1.2.3:8080/simple/",
        "http://[fd00::1]/simple/",
    ],
)
def test_private(address):
    assert is_private(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://index.example/simple/",
        "http://127.0.0.1:3141/root/simple/",
        "http://localhost:3141/simple/",
        "http://[::1]/simple/",
        "file:///srv/wheels",
        "/srv/wheels",
        "",
        "https://[broken/",
    ],
)
def test_not_known_to_be_private(address):
    assert not is_private(address)


def test_what_each_place_has_of_its_own():
    public = _project("https://index.example/", "2.0", "1.0")
    mirror = _project("https://packages.corp/", "1.0", "2.0+cu121")
    private = _project("https://****@other.example/", "3.0", "1.0")
    assert listings([public, mirror, private]) == (
        Listing("https://index.example/", is_private=False, own_releases=0),
        Listing("https://packages.corp/", is_private=True, own_releases=0),
        Listing("https://****@other.example/", is_private=True, own_releases=1),
    )


def _project(source: str, *versions: str) -> Project:
    return Project(ProjectName("thing"), "thing", tuple(map(Release, versions)), source=source)
