"""Jobs in one environment take turns, and chores give way to all of them."""

import asyncio

from venvls.runtime.jobs import Jobs


async def test_a_job_begins_when_the_chore_at_its_place_is_over() -> None:
    jobs, begun, order = Jobs(), asyncio.Event(), []

    async def chore() -> None:
        async with jobs.chore("here") as unwanted:
            begun.set()
            await unwanted.wait()
            order.append("chore")

    working = asyncio.ensure_future(chore())
    await begun.wait()
    async with jobs.turn("here"):
        order.append("job")
    await working
    assert order == ["chore", "job"]


async def test_a_chore_that_comes_during_a_job_is_not_wanted() -> None:
    jobs = Jobs()
    async with jobs.turn("here"), jobs.chore("here") as unwanted:
        assert unwanted.is_set()


async def test_a_job_elsewhere_is_in_nobodys_way() -> None:
    jobs = Jobs()
    async with jobs.chore("here") as unwanted, jobs.turn("there"):
        assert not unwanted.is_set()


async def test_a_second_chore_takes_the_place_of_the_first() -> None:
    jobs, begun = Jobs(), asyncio.Event()

    async def chore() -> None:
        async with jobs.chore("here") as unwanted:
            begun.set()
            await unwanted.wait()

    first = asyncio.ensure_future(chore())
    await begun.wait()
    async with jobs.chore("here") as unwanted:
        assert first.done() or not unwanted.is_set()
    await first


async def test_nothing_is_kept_of_a_chore_that_is_done() -> None:
    jobs = Jobs()
    async with jobs.chore("here"):
        pass
    async with asyncio.timeout(1), jobs.turn("here") as held:
        assert held
