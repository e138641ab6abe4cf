"""Lists of names, generated, searched in the file they are kept in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.index.conftest import configured, opened
from tests.support.loopback_index import HtmlOnly, Release, Status, serving
from venvls.index.name_file import MANY, build
from venvls.index.names import NameFile, NameIndex
from venvls.model.facts import Known, Unavailable
from venvls.model.names import project_name

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
        within = sorted(name for name in by_normal if wanted in name)
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
        two.fail(Status(404), "/simple/")
        assert (await index.names(both)).value.prefix("p", 5) == ("private",)
        two.heal()
        assert (await index.names(both)).value.prefix("p", 5) == ("public", "private")


async def test_no_list_at_all_is_no_answer(loopback_index, configuration, index):
    loopback_index.fail(Status(500))
    assert isinstance(await index.names(configuration), Unavailable)
    loopback_index.heal()
    loopback_index.publish(Release("flask", "1"))
    assert isinstance(await index.names(configuration), Known)
