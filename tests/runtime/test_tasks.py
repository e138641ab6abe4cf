"""One owner for all background work."""

import asyncio
import logging

from venvls.runtime.tasks import Tasks


async def test_work_that_fails_is_logged_and_ends_alone(caplog):
    async def fail():
        raise ValueError("our mistake")

    done = asyncio.Event()

    async def succeed():
        done.set()

    with caplog.at_level(logging.ERROR):
        async with Tasks() as tasks:
            tasks.spawn(fail(), "the failing one")
            tasks.spawn(succeed(), "the other one")
            while tasks.busy:
                await tasks.step()
            assert done.is_set()
    assert "the failing one" in caplog.text


async def test_leaving_ends_everything_that_still_runs():
    ended = []

    async def forever():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    async with Tasks() as tasks:
        tasks.spawn(forever(), "lasting", lasting=True)
        tasks.spawn(forever(), "brief")
        tasks.later("timer", 3600, lambda: ended.append("fired"))
        await asyncio.sleep(0)
    assert ended == [True, True]


async def test_a_timer_of_the_same_key_replaces_the_one_before():
    fired = []
    async with Tasks() as tasks:
        tasks.later("key", 3600, lambda: fired.append("old"))
        tasks.later("key", 0, lambda: fired.append("new"))
        await tasks.step()
    assert fired == ["new"]


async def test_after_the_end_nothing_is_started():
    async with Tasks() as tasks:
        pass

    async def late():
        raise AssertionError("started after the end")

    tasks.spawn(late(), "late")
    assert not tasks.busy
