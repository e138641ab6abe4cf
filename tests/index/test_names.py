"""Lists of names, generated, searched in the file they are kept in."""

import os
import stat
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.index.conftest import configured, opened
from tests.support.loopback_index import JSON, Answer, HtmlOnly, Release, Status, serving
from venvls.index.name_file import MANY, build, is_whole
from venvls.index.names import NameFile, NameIndex
from venvls.index.slips import is_within, one_slip_away
from venvls.model.facts import Known, Unavailable
from venvls.model.index_configuration import Setting
from venvls.model.names import ProjectName, project_name

NAMES = ["requests", "requests-toolbelt", "Flask", "PyYAML", "scikit-learn", "zope.interface", "a", "numpy"]


def searchable(*lists):
    return NameIndex(tuple(NameFile(build(names)) for names in lists))


def test_a_prefix_is_compared_in_normal_form_and_gives_the_authors_spelling():
    names = searchable(NAMES)
    assert names.prefix("req", 10) == ("requests", "requests-toolbelt")
    assert names.prefix("pyy", 10) == ("PyYAML",)
    assert names.prefix("Zope_In", 10) == ("zope.interface",)
    assert names.prefix("nothing", 10) == ()
    assert len(names.prefix("", 3)) == 3


def test_shorter_names_come_first():
    assert searchable(["pytest-cov", "pytest", "pytest-x"]).prefix("pytest", 2) == ("pytest", "pytest-x")


def test_a_dash_that_was_typed_counts():
    assert searchable(["abc", "ab-c"]).prefix("ab-", 5) == ("ab-c",)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("reqeusts", "requests"),
        ("request", "requests"),
        ("requestss", "requests"),
        ("rewuests", "requests"),
        ("scikitlearn", "scikit-learn"),
        ("flsk", "Flask"),
    ],
)
def test_one_slip_is_forgiven(typed, meant):
    assert searchable(NAMES).similar(typed, 5) == (meant,)


def test_a_listed_name_is_not_similar_to_itself_and_short_ones_to_nothing():
    assert searchable(NAMES).similar("requests", 5) == ()
    assert searchable(["ab", "ac"]).similar("ad", 5) == ()


def test_names_are_found_by_what_they_contain():
    assert searchable(NAMES).containing("learn", 5) == ("scikit-learn",)
    assert searchable(["xax", "axa", "aa"]).containing("a", 2) == ("aa", "axa")
    assert searchable(["learn-it", "learned"]).containing("learn", 5) == ("learned", "learn-it")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("scikit-laern-x", ()),
        ("scikti-laern", ("scikit-learn",)),
        ("cskit-learn", ("scikit-learn",)),
        ("sckit-leanr", ("scikit-learn",)),
        ("sciikt-elarn", ("scikit-learn",)),
        ("requests-toolblet", ("requests-toolbelt",)),
        ("requests-tolbletx", ()),
        ("erquests-toolbeltt", ("requests-toolbelt",)),
        ("erqeusts-toolbeltt", ()),
        ("reqest-toolbelt", ("requests-toolbelt",)),
        ("zope-intreafce", ("zope.interface",)),
        ("flaks-x", ()),
    ],
)
def test_two_slips_are_forgiven_in_long_names(typed, meant):
    assert searchable(NAMES).similar(typed, 5) == meant


def test_two_slips_are_not_looked_for_where_one_explains_it():
    assert searchable(["scikit-learn", "scikit-lern-x"]).similar("scikit-lern", 5) == ("scikit-learn",)


@given(st.text("abc-", max_size=7), st.text("abc-", max_size=7))
def test_slips_are_counted_as_in_the_textbook(typed, meant):
    for slips in range(3):
        assert is_within(typed, meant, slips) == (distance(typed, meant) <= slips)
    if distance(typed, meant) == 1:
        assert meant in set(one_slip_away(typed))


def distance(one, other):
    """Return the edit distance in which a swap of neighbours counts once."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b)))
            if i > 1 and j > 1 and (a, b) == (other[j - 2], one[i - 2]):
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


def test_what_was_asked_about_lately_comes_first_and_what_is_hidden_never():
    names = NameIndex((NameFile(build(NAMES)),), ("requests-toolbelt", "gone"), frozenset({"requests"}))
    assert names.prefix("req", 5) == ("requests-toolbelt",)
    assert searchable(NAMES).prefix("req", 1) == ("requests",)
    names = NameIndex(names.files, names.recent)
    assert names.prefix("req", 5) == ("requests-toolbelt", "requests")
    assert names.containing("q", 5) == ("requests-toolbelt", "requests")
    assert names.prefix("gon", 5) == ()
    assert NameIndex(names.files, (), frozenset({"requests"})).similar("reqeusts", 5) == ()


def test_several_lists_are_one_and_the_first_spelling_counts():
    names = searchable(["My.Own", "shared"], ["my-own", "my-other"])
    assert names.prefix("my", 5) == ("My.Own", "my-other")


@given(
    st.lists(st.text(st.sampled_from("ab-."), min_size=1, max_size=6), max_size=40),
    st.text("ab-", max_size=3),
)
def test_a_search_equals_a_search_through_a_plain_list(names, typed):
    wanted = project_name(typed)
    by_normal = {project_name(name): name for name in names}
    expected = sorted(
        (name for name in by_normal if name.startswith(wanted)), key=lambda name: (len(name), name)
    )
    assert searchable(names).prefix(typed, 50) == tuple(by_normal[name] for name in expected)
    if typed:
        within = sorted((name for name in by_normal if wanted in name), key=lambda name: (len(name), name))
        assert searchable(names).containing(typed, 50) == tuple(by_normal[name] for name in within)


def test_prefixes_with_many_names_are_prepared():
    names = [f"{letter}{number}" for letter in "ab" for number in range(MANY * 3)]
    assert searchable(names).prefix("a", 4) == ("a0", "a1", "a2", "a3")
    assert searchable(names).prefix("a1", 4) == ("a1", "a10", "a11", "a12")
    assert len(searchable(names).prefix("", 50)) == 50


@pytest.mark.parametrize("cut", [1, 20, 100])
def test_a_file_that_is_not_whole_is_refused(cut):
    with pytest.raises(ValueError, match="names"):
        NameFile(build(NAMES)[:-cut])


@pytest.mark.parametrize("place", [0, 20, 40, -1])
def test_a_file_with_a_rotten_byte_is_not_whole(place):
    content = bytearray(build(NAMES))
    assert is_whole(bytes(content))
    content[place] ^= 1
    assert not is_whole(bytes(content))


async def test_the_list_of_an_index_is_fetched_once_and_kept(loopback_index, configuration, environ):
    loopback_index.publish(*(Release(name, "1") for name in NAMES))
    async with opened(environ) as first:
        fact = await first.names(configuration)
        assert fact.value.prefix("req", 5) == ("requests", "requests-toolbelt")
    async with opened(environ) as second:
        assert (await second.names(configuration)).value.similar("reqeusts", 1) == ("requests",)
    assert loopback_index.paths == ["/simple/"]


async def test_lists_in_html_are_read_too(loopback_index, configuration, index):
    loopback_index.publish(Release("Flask", "1"), Release("requests", "1"))
    loopback_index.fail(HtmlOnly())
    assert (await index.names(configuration)).value.prefix("f", 5) == ("Flask",)


async def test_the_lists_of_several_indexes_are_joined_and_a_missing_one_does_no_harm(index):
    with serving(Release("private", "1")) as one, serving(Release("public", "1")) as two:
        both = configured(one.url, two.url)
        two.fail(Status(503), "/simple/")
        assert (await index.names(both)).value.prefix("p", 5) == ("private",)
        two.heal()
        assert (await index.names(both)).value.prefix("p", 5) == ("public", "private")


async def test_an_index_for_some_projects_adds_the_names_it_is_asked_for_and_no_others(index):
    with (
        serving(Release("mine-a", "1"), Release("other", "1")) as own,
        serving(Release("pub", "1")) as one,
    ):
        dedicated = (("mine-*", (Setting(own.url, "test"),)), ("other", (Setting(own.url, "test"),)))
        found = (await index.names(configured(one.url, dedicated=dedicated))).value
    assert (found.prefix("", 5), len(found)) == (("pub", "mine-a"), 2)


async def test_what_the_cache_saw_ranks_names_and_hides_the_quarantined(
    loopback_index, configuration, environ
):
    loopback_index.publish(*(Release(name, "1") for name in ("lib", "lib-a", "lib-bb", "lib-bad")))
    loopback_index.set_status("lib-bad", "quarantined", "malware")
    async with opened(environ) as index:
        for name in ("lib-bb", "lib-bad", "lib-unknown"):
            await index.project(ProjectName(name), configuration)
    async with opened(environ) as index:
        found = (await index.names(configuration)).value
    assert found.prefix("lib", 5) == ("lib-bb", "lib", "lib-a")


async def test_names_are_private_whole_and_what_a_killed_process_left_is_removed(
    loopback_index, configuration, environ, tmp_path
):
    loopback_index.publish(Release("flask", "1"))
    async with opened(environ) as index:
        await index.names(configuration)
    folder = tmp_path / "cache" / "names-1"
    (kept,) = folder.iterdir()
    assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (folder, kept)] == [0, 0]
    kept.write_bytes(kept.read_bytes()[:-9] + b"rotten...")
    (folder / "old.part").write_bytes(b"half")
    os.utime(folder / "old.part", (0, 0))
    async with opened(environ) as index:
        assert (await index.names(configuration)).value.prefix("f", 5) == ("flask",)
    assert [path.name for path in folder.iterdir()] == [kept.name]
    assert loopback_index.paths == ["/simple/", "/simple/"]


async def test_a_long_list_is_sorted_in_a_process_of_its_own(loopback_index, configuration, index):
    projects = [{"name": f"Project.{number:06}"} for number in range(60_000)]
    body = msgspec.json.encode({"meta": {"api-version": "1.4"}, "projects": projects})
    loopback_index.fail(Answer(body, JSON), "/simple/")
    found = (await index.names(configuration)).value
    assert (len(found), found.prefix("project-04321", 2)) == (60_000, ("Project.043210", "Project.043211"))


async def test_a_long_list_that_is_none_is_said_to_be_none(loopback_index, configuration, index):
    loopback_index.fail(Answer(b'{"projects": 7}' + b" " * (2 << 20), JSON), "/simple/")
    fact = await index.names(configuration)
    assert isinstance(fact, Unavailable)
    assert fact.detail.startswith(f"`{loopback_index.url}`: the answer is not a list of projects")


def test_half_a_list_does_not_replace_a_whole_one(tmp_path):
    path = tmp_path / "kept.names"
    command = [sys.executable, "-m", "venvls.index.name_builder", str(path), "999", "html"]
    assert subprocess.run(command, input=b'<a href="x">x</a>', timeout=60).returncode == 0
    assert not path.exists()


async def test_no_list_at_all_is_no_answer(loopback_index, configuration, index):
    loopback_index.fail(Status(500))
    assert isinstance(await index.names(configuration), Unavailable)
    loopback_index.heal()
    loopback_index.publish(Release("flask", "1"))
    assert isinstance(await index.names(configuration), Known)


@pytest.mark.parametrize(
    "fault", [Status(404), Answer(b"<p>Sign in</p>", "text/html")], ids=["none", "a page"]
)
async def test_an_index_without_a_list_is_asked_once(loopback_index, configuration, environ, fault):
    loopback_index.fail(fault)
    for _ in range(2):
        async with opened(environ) as index:
            for _ in range(3):
                assert isinstance(await index.names(configuration), Unavailable)
    assert loopback_index.paths == ["/simple/"]
