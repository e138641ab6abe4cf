"""Answers of an index become values, whatever they leave out or get wrong."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.generated_distributions import Release, metadata
from venvls.index import html_page, json_page
from venvls.index.core_metadata import read_metadata
from venvls.index.filenames import source_version, wheel_parts
from venvls.index.page import MalformedAnswerError
from venvls.index.summary import merged, summarise
from venvls.model.names import ProjectName
from venvls.model.release import ProjectStatus

ADDRESS = "https://index.example/simple/flask/"
FLASK = ProjectName("flask")


def page(*files, **keys):
    return json_page.read_page(json.dumps({"files": files, **keys}).encode(), ADDRESS)


def wheel(version, **keys):
    filename = f"Flask-{version}-py3-none-any.whl"
    return {"filename": filename, "url": filename, **{key.replace("_", "-"): v for key, v in keys.items()}}


def project(*files, **keys):
    return summarise(page(*files, **keys), FLASK, "index.example", 0).project


def test_a_file_needs_only_a_name_and_an_address():
    (release,) = project(wheel("3.0")).releases
    assert (release.version, release.yanked, release.requires_python) == ("3.0", None, None)
    assert release.wheels == ("py3-none-any",)


def test_every_key_of_api_1_4_is_read():
    files = [
        wheel("3.0", size=100, upload_time="2024-05-01T10:00:00.5Z", requires_python=">=3.8"),
        {"filename": "flask-3.0.tar.gz", "url": "x", "size": 7, "upload-time": "2024-05-01T09:00:00Z"},
    ]
    found = project(*files, name="Flask", **{"project-status": {"status": "archived", "reason": "moved"}})
    assert (found.display_name, found.status, found.status_reason) == (
        "Flask",
        ProjectStatus.ARCHIVED,
        "moved",
    )
    (release,) = found.releases
    assert release.uploaded == datetime(2024, 5, 1, 9, tzinfo=UTC).timestamp()
    assert (release.size, release.has_source, release.requires_python) == (100, True, ">=3.8")


def test_releases_come_newest_first_by_pep_440_and_equal_spellings_are_one():
    found = project(wheel("1.0"), wheel("1.10"), wheel("1.9"), wheel("1.10rc1"), {
        "filename": "flask-1.0.0.tar.gz", "url": "x"
    })  # fmt: skip
    assert [release.version for release in found.releases] == ["1.10", "1.10rc1", "1.9", "1.0"]


def test_a_release_is_yanked_only_when_all_of_its_files_are():
    source = {"filename": "flask-1.tar.gz", "url": "x"}
    assert project(wheel("1", yanked="broken"), source).releases[0].yanked is None
    assert project(wheel("1", yanked="broken"), {**source, "yanked": True}).releases[0].yanked == "broken"
    assert project(wheel("1", yanked=True)).releases[0].yanked == ""


def test_each_yanked_file_keeps_its_own_reason():
    source = {"filename": "flask-1.tar.gz", "url": "x", "yanked": "no licence"}
    some, all_ = project(wheel("1"), source), project(wheel("1", yanked=True), source)
    assert (some.releases[0].yanked, some.releases[0].yanked_files) == (
        None,
        (("flask-1.tar.gz", "no licence"),),
    )
    assert (all_.releases[0].yanked, len(all_.releases[0].yanked_files)) == ("no licence", 2)


def test_files_of_other_projects_and_unreadable_versions_are_left_out():
    other = {"filename": "flask_login-1.0-py3-none-any.whl", "url": "x"}
    assert (
        project(wheel("1"), wheel("nonsense"), other, {"filename": "x.exe", "url": "x"}).releases[0].version
        == "1"
    )


def test_a_key_of_a_wrong_type_costs_its_file_and_not_the_page():
    assert [r.version for r in project(wheel("1"), wheel("2", size="big")).releases] == ["1"]
    assert project(wheel("1"), name=7, meta=None).releases


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"files": 3}', b"\xff\xfe", b"<html>", b'{"files": ['])
def test_what_is_no_page_is_malformed(body):
    with pytest.raises(MalformedAnswerError):
        json_page.read_page(body, ADDRESS)


def test_a_future_major_version_of_the_api_is_not_guessed_at():
    with pytest.raises(MalformedAnswerError, match=r"version `2\.0`"):
        page(wheel("1"), meta={"api-version": "2.0"})
    assert page(wheel("1"), meta={"api-version": "1.99"}).files


@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_else(body):
    for read in (json_page.read_page, html_page.read_page):
        try:
            read(body, ADDRESS)
        except MalformedAnswerError:
            continue


HTML = """<!DOCTYPE html><html><head>
<meta name="pypi:repository-version" content="1.4"><meta name="pypi:project-status" content="deprecated">
</head><body>
<a href="../../files/flask-3.0-py3-none-any.whl#sha256=abc" data-requires-python="&gt;=3.8"
   data-core-metadata="sha256=def">flask-3.0-py3-none-any.whl</a>
<a href="../../files/flask-2.0-py3-none-any.whl" data-yanked="bad &amp; old"
   data-dist-info-metadata="true" data-core-metadata="false">flask-2.0</a>
<a href="https://elsewhere.example/">Homepage</a></body></html>"""


def test_html_says_the_same_as_json():
    summary = summarise(html_page.read_page(HTML.encode(), ADDRESS), FLASK, "index.example", 0)
    new, old = summary.project.releases
    assert summary.project.status is ProjectStatus.DEPRECATED
    assert (new.version, new.requires_python, old.yanked) == ("3.0", ">=3.8", "bad & old")
    assert summary.sources["3.0"].url == "https://index.example/files/flask-3.0-py3-none-any.whl"
    assert (summary.sources["3.0"].sha256, summary.sources["3.0"].announced) == ("abc", True)
    assert summary.sources["2.0"].announced is False


def test_a_base_element_moves_relative_links():
    html = '<base href="https://files.example/x/"><a href="flask-1-py3-none-any.whl">f</a>'
    summary = summarise(html_page.read_page(html.encode(), ADDRESS), FLASK, "", 0)
    assert summary.sources["1"].url == "https://files.example/x/flask-1-py3-none-any.whl"


@pytest.mark.parametrize("body", [b"", b"<h1>Please sign in</h1><a href='/login'>here</a>"])
def test_a_sign_in_page_is_not_an_empty_project(body):
    with pytest.raises(MalformedAnswerError):
        html_page.read_page(body, ADDRESS)


def test_an_empty_page_of_an_index_is_an_empty_project():
    html = b'<meta name="pypi:repository-version" content="1.0">'
    assert html_page.read_page(html, ADDRESS).files == ()


def test_the_best_wheel_stands_for_a_release():
    files = [
        {"filename": "flask-1-cp311-cp311-win32.whl", "url": "w", "size": 5},
        {"filename": "flask-1-py3-none-any.whl", "url": "p", "size": 9, "core-metadata": {"sha256": "x"}},
        {"filename": "flask-1.tar.gz", "url": "s"},
    ]
    assert summarise(page(*files), FLASK, "", 0).sources["1"].url == "https://index.example/simple/flask/p"


def test_places_are_joined_and_the_first_counts():
    first = summarise(page(wheel("1", requires_python=">=3.9")), FLASK, "one", 5)
    second = summarise(page(wheel("1"), wheel("2")), FLASK, "two", 3)
    joined = merged([first, second]).project
    assert [(r.version, r.requires_python) for r in joined.releases] == [("2", None), ("1", ">=3.9")]
    assert (joined.source, joined.fetched) == ("one, two", 3)


def test_a_release_in_several_places_has_the_files_of_all_and_is_yanked_only_when_all_are():
    linux, windows = ({"filename": f"flask-{version}-py3-none-{platform}.whl", "url": "f"}
                      for version, platform in (("1", "linux_x86_64"), ("1", "win32")))  # fmt: skip
    first = summarise(page(linux, wheel("2", yanked="broken")), FLASK, "one", 5)
    second = summarise(page(windows, wheel("2")), FLASK, "two", 5)
    newer, older = merged([first, second]).project.releases
    assert (newer.yanked, older.wheels) == (None, ("py3-none-linux_x86_64", "py3-none-win32"))


def test_files_that_are_yanked_are_not_what_a_release_offers():
    source = {"filename": "flask-1.tar.gz", "url": "s"}
    (release,) = summarise(page(wheel("1", yanked="broken"), source), FLASK, "", 0).project.releases
    assert (release.yanked, release.wheels, release.has_source) == (None, (), True)
    (gone,) = summarise(page(wheel("1", yanked="broken")), FLASK, "", 0).project.releases
    assert (gone.yanked, len(gone.wheels)) == ("broken", 1)


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("a_b-1.0-py3-none-any.whl", ("a_b", "1.0", "py3-none-any")),
        ("a_b-1.0-2-cp311-cp311-linux_x86_64.whl", ("a_b", "1.0", "cp311-cp311-linux_x86_64")),
        ("a-1.0_local-py2.py3-none-any.whl", ("a", "1.0+local", "py2.py3-none-any")),
        ("a-1.0.whl", None),
        ("a-1.0.tar.gz", None),
    ],
)
def test_wheel_names(filename, expected):
    assert wheel_parts(filename) == expected


@pytest.mark.parametrize(
    ("filename", "version"),
    [
        ("a_b-1.0.tar.gz", "1.0"),
        ("A-B-1.0.zip", "1.0"),
        ("a.b-1.0-post1.tar.bz2", "1.0-post1"),
        ("a_b-1.0.exe", None),
    ],
)
def test_source_names_with_dashes_in_them(filename, version):
    assert source_version(filename, ProjectName("a-b")) == version


def test_core_metadata_is_read_tolerantly():
    read = read_metadata(
        metadata(
            Release(
                "Flask", "3.0", requires=("werkzeug>=3",), requires_python=">=3.8", summary="Small",
                licence="BSD-3-Clause", urls={"Source": "https://code.example", "Bad": "javascript:x"},
                extras={"async": ("asgiref",)}, import_names=("flask", "_flask ; private"),
            )
        )
    )  # fmt: skip
    assert (read.project, read.display_name, read.version) == ("flask", "Flask", "3.0")
    assert (read.summary, read.licence, read.requires_python) == ("Small", "BSD-3-Clause", ">=3.8")
    assert read.requires_dist == ("werkzeug>=3", 'asgiref; extra == "async"')
    assert read.urls == (("Source", "https://code.example"),)
    assert (read.extras, read.import_names) == (("async",), ("flask", "_flask"))


def test_metadata_without_a_name_is_malformed():
    with pytest.raises(MalformedAnswerError):
        read_metadata(b"Version: 1\n")


@pytest.mark.parametrize(
    ("said", "announced", "digest"),
    [("sha256=abc", True, "abc"), ("true", True, ""), ("false", False, ""), (None, None, "")],
)
def test_html_announces_metadata_with_or_without_its_digest(said, announced, digest):
    attribute = "" if said is None else f' data-core-metadata="{said}"'
    page = html_page.read_page(
        f'<a href="a-1.0-py3-none-any.whl"{attribute}>x</a>'.encode(), "https://index.example/a/"
    )
    assert (page.files[0].announces_metadata, page.files[0].metadata_sha256) == (announced, digest)
