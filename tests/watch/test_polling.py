"""A change of a watched path is noticed by the next look, and silence costs nothing."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from venvls.watch.polling import LONGEST, path_sign, rest_after, watch


class Looks:
    """A scripted world: each look takes the next state, and the last one remains."""

    def __init__(self, *states: Mapping[str, str] | OSError) -> None:
        self._states = list(states)
        self.exhausted = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def __call__(self) -> Mapping[str, str]:
        state = self._states.pop(0) if len(self._states) > 1 else self._states[0]
        if len(self._states) == 1:
            self._loop.call_soon_threadsafe(self.exhausted.set)
        if isinstance(state, OSError):
            raise state
        return state


async def changes(*states: Mapping[str, str] | OSError) -> list[set[str]]:
    heard: list[set[str]] = []
    # One look more than the states, so that the last difference was compared.
    looks = Looks(*states, states[-1], states[-1])
    watching = asyncio.create_task(watch(looks, lambda: 0.001, lambda keys: heard.append(set(keys))))
    await asyncio.wait_for(looks.exhausted.wait(), 60)
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
    return heard


async def test_only_what_differs_is_told() -> None:
    assert await changes({"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"a": "2", "b": "2"}) == [
        {"a", "b"},
        {"a"},
        {"b"},
    ]


async def test_a_first_look_tells_since_the_owner_looked_before() -> None:
    assert await changes({"a": "1"}, {"a": "1"}) == [{"a"}]


async def test_a_new_key_counts_as_changed_and_one_that_is_gone_is_forgotten() -> None:
    assert await changes({}, {"a": "1"}, {}, {"a": "1"}, {"a": "1"}) == [{"a"}, {"a"}]


async def test_another_interval_holds_after_the_next_look() -> None:
    intervals = iter([0.001, 0.001])
    looks = Looks({"a": "1"}, {"a": "2"}, {"a": "3"})
    watching = asyncio.create_task(watch(looks, lambda: next(intervals, 1000.0), lambda keys: None))
    await asyncio.wait_for(looks.exhausted.wait(), 60)
    assert next(intervals, None) is None
    watching.cancel()


def test_much_work_is_followed_by_a_long_rest_so_that_idling_costs_a_hundredth() -> None:
    assert rest_after(0.001, 1.0) == 1.0
    assert rest_after(0.03, 1.0) == 3.0
    assert rest_after(5.0, 1.0) == LONGEST
    assert rest_after(5.0, 60.0) == 60.0


async def test_a_look_that_fails_is_skipped_and_not_forgotten() -> None:
    assert await changes({"a": "1"}, OSError("gone for a moment"), {"a": "2"}) == [{"a"}, {"a"}]


@pytest.fixture
async def heard(tmp_path: Path) -> AsyncIterator["asyncio.Queue[frozenset[str]]"]:
    queue: asyncio.Queue[frozenset[str]] = asyncio.Queue()
    paths = [str(tmp_path / ".venv"), str(tmp_path / ".venv" / "pyvenv.cfg")]
    looked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def look() -> dict[str, str]:
        signs = {"project": " ".join(map(path_sign, paths))}
        loop.call_soon_threadsafe(looked.set)
        return signs

    watching = asyncio.create_task(watch(look, lambda: 0.01, queue.put_nowait))
    await looked.wait()
    assert await queue.get() == {"project"}
    yield queue
    watching.cancel()


async def test_files_that_appear_and_vanish_are_noticed(
    tmp_path: Path, heard: "asyncio.Queue[frozenset[str]]"
) -> None:
    (tmp_path / ".venv").mkdir()
    assert await asyncio.wait_for(heard.get(), 60) == {"project"}
    (tmp_path / ".venv").rmdir()
    assert await asyncio.wait_for(heard.get(), 60) == {"project"}


class TestSigns:
    def test_nothing_is_a_dash_whatever_the_path(self, tmp_path: Path) -> None:
        assert [path_sign(str(tmp_path / name)) for name in ("gone", "a\0b", "x" * 5000)] == ["-"] * 3

    def test_a_file_replaced_by_one_of_equal_size_differs(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("1")
        before = path_sign(str(tmp_path / "a"))
        (tmp_path / "b").write_text("2")
        (tmp_path / "b").replace(tmp_path / "a")
        assert path_sign(str(tmp_path / "a")) != before

    def test_a_link_that_loses_its_target_differs(self, tmp_path: Path) -> None:
        (tmp_path / "target").touch()
        (tmp_path / "link").symlink_to(tmp_path / "target")
        before = path_sign(str(tmp_path / "link"))
        (tmp_path / "target").unlink()
        after = path_sign(str(tmp_path / "link"))
        assert after not in {before, "-"}

    def test_links_in_a_circle_have_a_sign(self, tmp_path: Path) -> None:
        (tmp_path / "loop").symlink_to(tmp_path / "loop")
        assert path_sign(str(tmp_path / "loop")).endswith(">-")
