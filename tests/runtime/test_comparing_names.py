"""Unknown names are compared with the lists of the index, as far as that is worth it."""

import asyncio

from venvls.analysis.answer import NeedSimilar
from venvls.model.facts import Absent, Fact, Known
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.names import ProjectName
from venvls.runtime.learning import COMPARED, Learning
from venvls.runtime.tasks import Tasks
from venvls.session.changes import Learned, SimilarLearned

CONFIGURATION = IndexConfiguration("index.example")


class Names:
    """A list of names in which everything is like `flask`."""

    def prefix(self, typed: str, limit: int) -> list[str]:
        return []

    def similar(self, name: str, limit: int) -> list[str]:
        return ["flask"][:limit]


class Lists:
    """An index that answers about its list of names alone."""

    def __init__(self, listed: Fact[Names]) -> None:
        self.listed = listed
        self.asked = 0

    async def names(self, configuration: IndexConfiguration) -> Fact[Names]:
        self.asked += 1
        return self.listed


async def learned(lists: Lists, count: int) -> list[SimilarLearned]:
    """Return what lands when so many unknown names are compared."""
    landed: list[Learned] = []
    needs = [NeedSimilar(CONFIGURATION.key, ProjectName(f"flaks-{number}")) for number in range(count)]
    async with Tasks() as tasks:
        learning = Learning(lists, tasks, landed.extend)  # type: ignore[arg-type]
        learning.ask(needs, CONFIGURATION, None)
        async with asyncio.timeout(10):
            while learning.busy:
                await tasks.step()
    return [item for item in landed if isinstance(item, SimilarLearned)]


async def test_an_unknown_name_is_compared_with_the_list() -> None:
    (item,) = await learned(Lists(Known(Names())), 1)
    assert item.fact == Known(("flask",))


async def test_without_a_list_nothing_is_said_and_nothing_is_asked_again() -> None:
    (item,) = await learned(Lists(Absent()), 1)
    assert item.fact == Known(())


async def test_of_very_many_unknown_names_only_some_are_compared() -> None:
    lists = Lists(Known(Names()))
    assert len(await learned(lists, COMPARED + 50)) == COMPARED
    assert lists.asked == COMPARED
