"""The index from the engine's side: a real worker process, a real server on loopback."""

import asyncio
import os
import signal
from dataclasses import replace

import pytest
from packaging.version import Version

from tests.index.conftest import configured, opened
from tests.support.loopback_index import NoHead, NoMetadata, NoRanges, Release, Slow, Status, serving
from venvls.model.facts import Absent, Known, Reason, Unavailable
from venvls.model.names import ModuleName, ProjectName
from venvls.model.release import ProjectStatus

FLASK = ProjectName("flask")
PYTHON = Version("3.12.1")


async def test_a_project_is_known_with_its_releases(loopback_index, configuration, index):
    loopback_index.publish(Release("Flask", "3.0"), Release("Flask", "3.1", yanked="broken"))
    fact = await index.project(FLASK, configuration)
    assert isinstance(fact, Known)
    assert not fact.stale
    assert [(release.version, release.yanked) for release in fact.value.releases] == [
        ("3.1", "broken"),
        ("3.0", None),
    ]
    assert fact.value.source == loopback_index.url


async def test_a_project_that_the_index_does_not_list_is_absent(loopback_index, configuration, index):
    assert await index.project(FLASK, configuration) == Absent()
    assert loopback_index.paths == ["/simple/flask/", "/simple/"]
    assert loopback_index.requests[-1].method == "HEAD"


@pytest.mark.parametrize("status", [405, 501])
async def test_an_index_that_does_not_know_head_is_an_index_all_the_same(
    loopback_index, configuration, index, status
):
    loopback_index.publish(Release("here", "1.0"))
    loopback_index.fail(NoHead(status))
    assert await index.project(FLASK, configuration) == Absent()
    assert isinstance(await index.project(ProjectName("here"), configuration), Known)


async def test_an_address_that_is_no_index_says_nothing_about_any_project(loopback_index, index):
    fact = await index.project(FLASK, configured(f"{loopback_index.base}/wrong/simple/"))
    assert isinstance(fact, Unavailable)
    assert fact.reason is Reason.NONSENSE


async def test_a_second_question_is_answered_from_the_cache_even_after_a_restart(
    loopback_index, configuration, environ
):
    loopback_index.publish(Release("flask", "3.0"))
    async with opened(environ) as first:
        known = await first.project(FLASK, configuration)
    loopback_index.close()
    async with opened(environ) as second:
        assert await second.project(FLASK, configuration) == known
    assert loopback_index.paths == ["/simple/flask/"]


async def test_a_stale_answer_comes_at_once_and_the_new_one_follows(environ):
    updates = asyncio.Queue()
    with serving(Release("flask", "3.0"), max_age=0) as server:
        configuration = configured(server.url)
        async with opened(environ, lambda *update: updates.put_nowait(update)) as index:
            await index.project(FLASK, configuration)
            server.publish(Release("flask", "3.1"))
            server.fail(Slow(60))
            fact = await index.project(FLASK, configuration)
            assert fact.stale
            assert [release.version for release in fact.value.releases] == ["3.0"]
            server.heal()
            key, name, fresh = await asyncio.wait_for(updates.get(), 60)
    assert (key, name) == (configuration.key, FLASK)
    assert [release.version for release in fresh.value.releases] == ["3.1", "3.0"]


async def test_an_index_that_went_away_leaves_what_it_said(environ):
    with serving(Release("flask", "3.0"), max_age=0) as server:
        async with opened(environ) as index:
            await index.project(FLASK, configured(server.url))
            server.close()
            fact = await index.project(FLASK, configured(server.url))
    assert isinstance(fact, Known)
    assert fact.stale


async def test_equal_questions_at_the_same_time_are_one_request(loopback_index, configuration, index):
    loopback_index.publish(Release("flask", "3.0"))
    facts = await asyncio.gather(*(index.project(FLASK, configuration) for _ in range(20)))
    assert len(set(map(type, facts))) == 1
    assert loopback_index.paths == ["/simple/flask/"]


async def test_many_projects_are_one_question_with_an_answer_each(loopback_index, configuration, index):
    names = [ProjectName(f"project-{number}") for number in range(30)]
    loopback_index.publish(*(Release(name, "1.0") for name in names[:20]))
    heard = {}
    await index.projects(names, configuration, heard.__setitem__)
    assert heard.keys() == set(names)
    assert [isinstance(heard[name], Known) for name in names] == [True] * 20 + [False] * 10
    assert {heard[name] for name in names[20:]} == {Absent()}


async def test_many_projects_are_answered_for_though_the_worker_is_killed(
    loopback_index, configuration, index
):
    loopback_index.publish(Release("flask", "3.0"))
    assert await index.project(FLASK, configuration)
    heard = {}
    asked = asyncio.create_task(index.projects([FLASK], configuration, heard.__setitem__))
    await asyncio.sleep(0)
    os.kill(index.worker_pid, signal.SIGKILL)
    await asked
    assert isinstance(heard[FLASK], Known)


async def test_a_worker_that_is_killed_is_replaced(loopback_index, configuration, index):
    loopback_index.publish(Release("flask", "3.0"), Release("django", "5.0"))
    await index.project(FLASK, configuration)
    loopback_index.fail(Slow(60))
    waiting = asyncio.create_task(index.project(ProjectName("django"), configuration))
    await asyncio.to_thread(loopback_index.wait_for, "/simple/django/")
    os.kill(index.worker_pid, signal.SIGKILL)
    loopback_index.heal()
    assert isinstance(await asyncio.wait_for(waiting, 60), Known)


async def test_closing_answers_whoever_waits(loopback_index, configuration, environ):
    loopback_index.fail(Slow(60))
    async with opened(environ) as index:
        waiting = asyncio.create_task(index.project(FLASK, configuration))
        await asyncio.to_thread(loopback_index.wait_for, "/simple/flask/")
    assert isinstance(await asyncio.wait_for(waiting, 5), Unavailable)


async def test_metadata_is_read_beside_the_wheel(loopback_index, configuration, index):
    loopback_index.publish(Release("Flask", "3.0", summary="Small", requires=("werkzeug>=3",)))
    fact = await index.metadata(FLASK, "3.0.0", configuration)
    assert (fact.value.display_name, fact.value.summary) == ("Flask", "Small")
    assert fact.value.requires_dist == ("werkzeug>=3",)
    assert loopback_index.paths[1:] == ["/files/flask-3.0-py3-none-any.whl.metadata"]
    assert await index.metadata(FLASK, "9.9", configuration) == Absent()


@pytest.mark.parametrize("fault", [NoMetadata(), NoMetadata(announced=True)])
async def test_metadata_is_read_from_a_piece_of_the_wheel_otherwise(
    loopback_index, configuration, index, fault
):
    loopback_index.publish(Release("flask", "3.0", summary="Small", padding=300_000))
    loopback_index.fail(fault)
    fact = await index.metadata(FLASK, "3.0", configuration)
    assert fact.value.summary == "Small"
    assert [request.headers.get("range") for request in loopback_index.requests][-1] == "bytes=-16384"


async def test_only_what_a_wheel_contains_is_proved(loopback_index, configuration, index):
    loopback_index.publish(
        Release("PyYAML", "6.0", modules=("yaml", "_yaml"), padding=500_000),
        Release("yaml", "0.1", modules=("something_else",)),
        Release("sdist-only", "1.0", source_only=True, modules=("yaml",)),
    )
    candidates = [ProjectName(name) for name in ("yaml", "pyyaml", "sdist-only", "missing")]
    fact = await index.providers(ModuleName("yaml"), candidates, configuration, PYTHON)
    (provider,) = fact.value
    assert (provider.project, provider.display_name, provider.version) == ("pyyaml", "PyYAML", "6.0")
    assert provider.evidence == "the file list of its wheel 6.0"
    wheels = [
        request
        for request in loopback_index.requests
        if request.path.lower().endswith("pyyaml-6.0-py3-none-any.whl")
    ]
    assert [request.headers.get("range") for request in wheels] == ["bytes=-16384"]


async def test_a_wheel_is_read_whole_where_there_are_no_ranges(loopback_index, configuration, index):
    loopback_index.publish(Release("pyyaml", "6.0", modules=("yaml",), padding=100_000))
    loopback_index.fail(NoRanges())
    fact = await index.providers(ModuleName("yaml"), [ProjectName("pyyaml")], configuration, PYTHON)
    assert [provider.project for provider in fact.value] == ["pyyaml"]


async def test_import_names_in_the_metadata_prove_what_no_file_shows(loopback_index, configuration, index):
    loopback_index.publish(Release("made", "1.0", modules=("elsewhere",), import_names=("generated",)))
    fact = await index.providers(ModuleName("generated.part"), [ProjectName("made")], configuration, PYTHON)
    assert fact.value[0].evidence == "the import names that 1.0 lists"


async def test_the_newest_release_for_this_python_counts(loopback_index, configuration, index):
    loopback_index.publish(
        Release("lib", "1.0", modules=("old",)),
        Release("lib", "2.0", modules=("new",)),
        Release("lib", "3.0", modules=("future",), requires_python=">=3.99"),
        Release("lib", "4.0rc1", modules=("candidate",)),
        Release("lib", "5.0", modules=("yanked",), yanked=""),
    )

    async def proved(module):
        fact = await index.providers(ModuleName(module), [ProjectName("lib")], configuration, PYTHON)
        return [provider.version for provider in fact.value]

    assert await proved("new") == ["2.0"]
    assert [await proved(name) for name in ("old", "future", "candidate", "yanked")] == [[], [], [], []]


async def test_nothing_is_said_when_a_candidate_could_not_be_checked(loopback_index, configuration, index):
    loopback_index.publish(
        Release("one", "1.0", modules=("yaml",)), Release("two", "1.0", modules=("other",))
    )
    loopback_index.fail(Status(500), "/files/one")
    candidates = [ProjectName("one"), ProjectName("two")]
    fact = await index.providers(ModuleName("yaml"), candidates, configuration, PYTHON)
    assert isinstance(fact, Unavailable)


async def test_namespaces_of_every_kind_are_not_taken_for_packages(loopback_index, configuration, index):
    legacy = '__path__ = __import__("pkgutil").extend_path(__path__, __name__)\n'
    loopback_index.publish(
        Release("storage", "1.0", modules=("google.cloud.storage",)),
        Release("legacy", "1.0", modules=("google.other",), files={"google/__init__.py": legacy}),
        Release("protobuf", "5.0", modules=("google.protobuf",)),
    )
    candidates = [ProjectName(name) for name in ("storage", "legacy", "protobuf")]
    fact = await index.providers(ModuleName("google.protobuf"), candidates, configuration, PYTHON)
    assert [provider.project for provider in fact.value] == ["protobuf"]


async def test_a_quarantined_project_is_known_to_be_so(loopback_index, configuration, index):
    loopback_index.publish(Release("flask", "3.0"))
    loopback_index.set_status("flask", "quarantined", "malware")
    fact = await index.project(FLASK, configuration)
    assert (fact.value.status, fact.value.status_reason) == (ProjectStatus.QUARANTINED, "malware")


async def test_indexes_are_joined_and_a_failing_one_ends_the_question(environ, index):
    with serving(Release("flask", "1.0")) as private, serving(Release("flask", "2.0")) as public:
        both = configured(private.url, public.url)
        fact = await index.project(FLASK, both)
        assert [release.version for release in fact.value.releases] == ["2.0", "1.0"]
        public.forget()
        private.fail(Status(401))
        fact = await index.project(ProjectName("secret-plan"), both)
        assert isinstance(fact, Unavailable)
        assert fact.reason is Reason.UNAUTHORISED
        assert public.paths == []


async def test_offline_asks_nobody_and_uses_what_is_known(loopback_index, configuration, index):
    loopback_index.publish(Release("flask", "3.0"))
    await index.project(FLASK, configuration)
    loopback_index.forget()
    offline = replace(configuration, offline=True)
    assert isinstance(await index.project(FLASK, offline), Known)
    assert (await index.project(ProjectName("other"), offline)).reason is Reason.OFFLINE
    assert loopback_index.paths == []


async def test_a_worker_that_cannot_start_says_why_in_the_log_and_nothing_is_claimed(
    configuration, environ, tmp_path, caplog
):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "msgspec.py").write_text("raise ImportError('this installation is broken')\n")
    async with opened({**environ, "PYTHONPATH": str(broken)}) as index:
        facts = [await index.project(FLASK, configuration) for _ in range(4)]
    assert {fact.reason for fact in facts} == {Reason.FAILED}
    assert "this installation is broken" in caplog.text


async def test_a_module_in_the_current_folder_cannot_pose_as_ours(
    loopback_index, configuration, environ, tmp_path, monkeypatch
):
    loopback_index.publish(Release("flask", "3.0"))
    (tmp_path / "msgspec.py").write_text("raise SystemExit('code of the workspace ran')\n")
    (tmp_path / "venvls").mkdir()
    monkeypatch.chdir(tmp_path)
    async with opened(environ) as index:
        assert isinstance(await index.project(FLASK, configuration), Known)
