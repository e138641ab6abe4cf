"""Folders of archives, pages of links and indexes on disk: places without a server, or without an API."""

import pytest
from packaging.version import Version

from tests.index.conftest import configured
from tests.support.generated_distributions import Release, distributions
from tests.support.loopback_index import Answer
from venvls.model.facts import Absent, Known, Reason, Unavailable
from venvls.model.index_configuration import IndexConfiguration, Setting
from venvls.model.names import ModuleName, ProjectName

LIB = ProjectName("lib")
PYTHON = Version("3.12")


def store(folder, *releases):
    folder.mkdir(parents=True, exist_ok=True)
    for release in releases:
        for file in distributions(release):
            (folder / file.filename).write_bytes(file.content)
    return folder


def links(*places, **fields):
    found = tuple(Setting(str(place), "test") for place in places)
    return IndexConfiguration(" ".join(map(str, places)), find_links=found, **fields)


def versions(fact):
    assert isinstance(fact, Known), fact
    return [release.version for release in fact.value.releases]


@pytest.fixture
def archives(tmp_path):
    return store(
        tmp_path / "archives with spaces",
        Release("lib", "1.0", summary="Small", modules=("made",)),
        Release("lib", "2.0", source_only=True),
        Release("other", "1.0"),
    )


async def test_a_folder_of_archives_serves_everything_an_index_does(archives, index):
    only = links(archives, no_index=True)
    fact = await index.project(LIB, only)
    assert versions(fact) == ["2.0", "1.0"]
    assert fact.value.releases[0].has_source
    assert fact.value.source == str(archives)
    assert (await index.metadata(LIB, "1.0", only)).value.summary == "Small"
    proved = await index.providers(ModuleName("made"), [LIB], only, PYTHON)
    assert [provider.version for provider in proved.value] == ["1.0"]
    assert await index.project(ProjectName("missing"), only) == Absent()


async def test_it_may_be_named_by_an_address(archives, index):
    assert versions(await index.project(LIB, links(archives.as_uri(), no_index=True))) == ["2.0", "1.0"]


async def test_a_folder_that_is_not_there_holds_nothing(tmp_path, index):
    assert await index.project(LIB, links(tmp_path / "nowhere", no_index=True)) == Absent()


async def test_archives_and_an_index_are_joined(archives, loopback_index, index):
    loopback_index.publish(Release("lib", "1.5"))
    both = configured(loopback_index.url, find_links=(Setting(str(archives), "test"),))
    fact = await index.project(LIB, both)
    assert versions(fact) == ["2.0", "1.5", "1.0"]
    assert fact.value.source == f"{archives}, {loopback_index.url}"


async def test_a_new_archive_is_seen_at_once(archives, index):
    only = links(archives, no_index=True)
    await index.project(LIB, only)
    store(archives, Release("lib", "3.0"))
    assert versions(await index.project(LIB, only)) == ["3.0", "2.0", "1.0"]


async def test_a_page_of_links_on_disk(archives, tmp_path, index):
    page = tmp_path / "links.html"
    wheel = next(path for path in archives.iterdir() if path.name.startswith("lib-1.0"))
    page.write_text(f'<a href="{wheel.as_uri()}">lib</a><a href="nothing.txt">x</a>')
    assert versions(await index.project(LIB, links(page, no_index=True))) == ["1.0"]


async def test_a_page_of_links_on_a_server_is_asked_for_once(loopback_index, index):
    html = b'<a href="/files/lib-1.0-py3-none-any.whl">lib</a><a href="other-2.0.tar.gz">other</a>'
    loopback_index.fail(Answer(html, "text/html"), "/links")
    only = links(f"{loopback_index.base}/links", no_index=True)
    assert versions(await index.project(LIB, only)) == ["1.0"]
    assert versions(await index.project(ProjectName("other"), only)) == ["2.0"]
    assert await index.project(ProjectName("missing"), only) == Absent()
    assert loopback_index.paths == ["/links"]


async def test_a_page_of_links_that_fails_says_nothing(loopback_index, index):
    fact = await index.project(LIB, links(f"{loopback_index.base}/nowhere", no_index=True))
    assert isinstance(fact, Unavailable)
    assert fact.reason is Reason.NO_INDEX


async def test_an_index_on_disk(tmp_path, index):
    store(tmp_path / "simple" / "lib", Release("lib", "1.0"))
    on_disk = configured((tmp_path / "simple").as_uri())
    assert versions(await index.project(LIB, on_disk)) == ["1.0"]
    assert await index.project(ProjectName("missing"), on_disk) == Absent()
    assert (await index.names(on_disk)).value.prefix("l", 5) == ("lib",)
    nowhere = configured((tmp_path / "nowhere").as_uri())
    assert (await index.project(LIB, nowhere)).reason is Reason.NO_INDEX


async def test_no_place_at_all_is_no_answer(index):
    assert (await index.project(LIB, IndexConfiguration("none"))).reason is Reason.NO_INDEX


async def test_absence_is_not_claimed_while_a_place_was_not_agreed_to(loopback_index, index):
    loopback_index.publish(Release("other", "1.0"))
    waiting = configured(
        loopback_index.url, unagreed=(Setting("https://me:secret@new.example", "file:1", True),)
    )
    assert isinstance(await index.project(ProjectName("other"), waiting), Known)
    fact = await index.project(LIB, waiting)
    assert (fact.reason, fact.detail) == (
        Reason.NOT_TRUSTED,
        "this folder names `https://****@new.example`, which you have not agreed to",
    )
