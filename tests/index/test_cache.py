"""The cache is shared, survives everything, and never returns what was not put in."""

import asyncio
import contextlib
import logging
import os
import random
import signal
import sqlite3
import stat
import time

import pytest

from tests.index.conftest import configured, opened
from tests.support.loopback_index import Release, serving
from venvls.index.cache import Cache, CachedPage
from venvls.model.facts import Known
from venvls.model.names import ProjectName

ADDRESS = "https://index.example/simple/flask/"


def page(value=b"value", fetched=100.0):
    return CachedPage(value, b"sources", '"etag"', "modified", fetched, fetched + 600)


@pytest.fixture
def cache(tmp_path):
    opened = Cache(tmp_path)
    yield opened
    opened.close()


def file_of(tmp_path):
    return tmp_path / "index-3" / "cache.sqlite"


def test_what_was_put_in_comes_out(cache):
    assert cache.page(ADDRESS) is None
    cache.store_page(ADDRESS, page())
    assert cache.page(ADDRESS) == page()
    cache.store_page(ADDRESS, page(value=None, fetched=200))
    assert cache.page(ADDRESS) == page(value=None, fetched=200)
    cache.store_derived("name", b"fact")
    assert (cache.derived("name"), cache.derived("other")) == (b"fact", None)


def test_an_older_page_does_not_replace_a_newer_one(cache):
    cache.store_page(ADDRESS, page(b"new", fetched=200))
    cache.store_page(ADDRESS, page(b"old", fetched=100))
    assert cache.page(ADDRESS).value == b"new"


def test_a_confirmed_page_is_fresh_again(cache):
    cache.store_page(ADDRESS, page())
    cache.still_valid(ADDRESS, 300.0, 900.0)
    assert (cache.page(ADDRESS).fetched, cache.page(ADDRESS).fresh_until) == (300.0, 900.0)


def test_it_outlives_the_process_and_is_nobody_elses_business(cache, tmp_path):
    cache.store_page(ADDRESS, page())
    again = Cache(tmp_path)
    assert again.page(ADDRESS) == page()
    again.close()
    paths = [tmp_path / "index-3", *(tmp_path / "index-3").iterdir()]
    assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in paths] == [0] * len(paths)


@pytest.mark.parametrize("damage", [b"garbage" * 1000, b"", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_broken_file_is_rebuilt_and_that_is_said_once(tmp_path, caplog, damage):
    first = Cache(tmp_path)
    first.store_page(ADDRESS, page())
    first.close()
    for path in (tmp_path / "index-3").glob("cache.sqlite-*"):
        path.unlink()
    file_of(tmp_path).write_bytes(damage)
    second = Cache(tmp_path)
    assert second.page(ADDRESS) is None
    second.store_page(ADDRESS, page())
    assert second.page(ADDRESS) == page()
    second.close()
    assert len([record for record in caplog.records if "rebuilt" in record.getMessage()]) == (
        1 if damage else 0
    )
    assert [path.name for path in tmp_path.iterdir()] == ["index-3"]


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "/.."])
def test_what_lies_in_the_way_is_put_away_and_that_is_said(tmp_path, caplog, ending):
    if ending == "/..":
        (tmp_path / "index-3").write_text("not a folder")
    else:
        (tmp_path / "index-3" / f"cache.sqlite{ending}" / "inside").mkdir(parents=True)
    cache = Cache(tmp_path)
    cache.store_page(ADDRESS, page())
    cache.close()
    again = Cache(tmp_path)
    assert again.page(ADDRESS) == page()
    again.close()
    assert caplog.text.count("rebuilt") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["index-3"]


@pytest.mark.skipif(os.name != "posix", reason="there are no such permissions")
def test_a_folder_that_others_could_read_is_made_private(tmp_path):
    (tmp_path / "index-3").mkdir(mode=0o755)
    (tmp_path / "index-3").chmod(0o777)
    Cache(tmp_path).close()
    assert stat.S_IMODE((tmp_path / "index-3").stat().st_mode) == 0o700


def test_what_other_versions_left_is_removed_once_nobody_uses_it(tmp_path):
    long_ago = time.time() - 40 * 86_400
    for name in ("index-1", "index-2", "index-3.broken-1-2", "mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "cache.sqlite").touch()
        os.utime(tmp_path / name / "cache.sqlite", (long_ago, long_ago))
        os.utime(tmp_path / name, (long_ago, long_ago))
    os.utime(tmp_path / "index-2" / "cache.sqlite")
    Cache(tmp_path).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index-2", "index-3", "mine"]


def test_a_file_that_breaks_while_it_is_open_is_rebuilt(cache, tmp_path, caplog):
    for number in range(200):
        cache.store_derived(f"fact {number}", os.urandom(20_000))
    other = sqlite3.connect(file_of(tmp_path))
    other.execute("pragma wal_checkpoint(truncate)")
    other.close()
    size = file_of(tmp_path).stat().st_size
    with file_of(tmp_path).open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * (size - 4096))
    assert {cache.derived(f"fact {number}") for number in range(200)} == {None}
    assert "rebuilt" in caplog.text
    cache.store_page(ADDRESS, page())
    assert cache.page(ADDRESS) == page()


def test_a_rotten_value_is_not_returned(cache, tmp_path):
    cache.store_page(ADDRESS, page())
    cache.store_derived("name", b"fact")
    connection = sqlite3.connect(file_of(tmp_path), isolation_level=None)
    connection.execute("update pages set value = ?", (b"12345678rotten",))
    connection.execute("update derived set value = ?", (b"12345678rotten",))
    connection.close()
    assert cache.page(ADDRESS) is None
    assert cache.derived("name") is None


def test_a_full_disk_is_said_once_and_what_is_there_is_still_read(cache, caplog):
    cache.store_page(ADDRESS, page())
    # What a full disk looks like to sqlite.
    cache._connection.execute("pragma max_page_count = 1")
    for number in range(5):
        cache.store_derived(f"fact {number}", os.urandom(20_000))
    assert cache.page(ADDRESS) == page()
    assert cache.derived("fact 4") is None
    assert [record.getMessage() for record in caplog.records] == [
        "the index could not be cached on disk: database or disk is full"
    ]


def test_another_server_may_put_a_new_file_in_its_place(cache, tmp_path):
    cache.store_page(ADDRESS, page(b"before"))
    (tmp_path / "index-3").rename(tmp_path / "away")
    other = Cache(tmp_path)
    other.store_page(ADDRESS, page(b"after", fetched=200))
    cache.store_derived("first", b"lost at most")
    cache.store_derived("second", b"kept")
    assert cache.page(ADDRESS).value == b"after"
    assert other.derived("second") == b"kept"
    other.close()


def test_its_size_is_bounded_and_the_least_used_goes_first(tmp_path):
    cache = Cache(tmp_path, size=1 << 20)
    for number in range(400):
        cache.store_derived(f"fact {number}", os.urandom(10_000))
    assert cache.derived("fact 399") is not None
    assert cache.derived("fact 0") is None
    cache.close()
    assert sum(path.stat().st_size for path in (tmp_path / "index-3").iterdir()) < 8 << 20


@pytest.mark.parametrize("obstacle", ["a file", "an impossible name"])
def test_without_a_place_on_disk_it_works_in_memory(tmp_path, caplog, obstacle):
    parent = tmp_path / "parent"
    if obstacle == "a file":
        parent.write_text("in the way")
    else:
        parent = tmp_path / ("x" * 300)
    cache = Cache(parent)
    cache.store_page(ADDRESS, page())
    assert cache.page(ADDRESS) == page()
    assert "not cached on disk" in caplog.text
    cache.close()


async def serve_and_be_killed(environ, configuration, names, until, chance):
    """One server after another on the shared cache: asks, checks every answer, is killed in between."""
    answered = set()
    while time.monotonic() < until:
        async with opened(environ) as index:
            for _ in range(chance.randrange(1, 12)):
                name = chance.choice(names)
                asking = asyncio.create_task(index.project(name, configuration))
                if chance.random() < 0.3:
                    await asyncio.sleep(chance.random() * 0.05)
                    kill(index.worker_pid)
                fact = await asking
                if isinstance(fact, Known):
                    answered.add(name)
                    assert fact.value.name == name
                    versions = {release.version for release in fact.value.releases}
                    assert versions <= {f"{len(name)}.{minor}" for minor in range(400)}
                    assert versions
    return answered


def kill(pid):
    """Kill a worker, which may not have been started yet, or has ended a moment ago."""
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_ten_servers_on_one_cache_killed_at_random_never_read_nonsense(environ, tmp_path, caplog):
    caplog.set_level(logging.ERROR, "venvls.index")
    seconds = float(os.environ.get("VENVLS_TEST_SECONDS", "20"))
    names = [ProjectName("project-" + "x" * number) for number in range(1, 25)]
    chance = random.Random(5)
    with serving(max_age=0) as server:
        for name in names:
            server.publish(*(Release(name, f"{len(name)}.{minor}") for minor in range(20)))
        until = time.monotonic() + seconds
        servers = (
            serve_and_be_killed(environ, configured(server.url), names, until, random.Random(number))
            for number in range(10)
        )
        publishing = asyncio.create_task(publish(server, names, until, chance))
        answers = await asyncio.gather(*servers)
        await publishing
    assert all(answers), answers
    cache = Cache(tmp_path / "cache")
    kept = {name for name in names if cache.page(f"{server.url}{name}/") is not None}
    cache.close()
    # What was answered had been kept before, and no death takes it away again.
    assert set().union(*answers) <= kept
    assert "failed on" not in caplog.text
    whole = sqlite3.connect(file_of(tmp_path / "cache")).execute("pragma integrity_check").fetchone()
    assert whole == ("ok",)
    assert sum(path.stat().st_size for path in (tmp_path / "cache").rglob("*") if path.is_file()) < 64 << 20


async def publish(server, names, until, chance):
    """Let the pages change all the time."""
    minor = 20
    while time.monotonic() < until and minor < 400:
        name = chance.choice(names)
        await asyncio.to_thread(server.publish, Release(name, f"{len(name)}.{minor}"))
        minor += 1
        await asyncio.sleep(0.1)
