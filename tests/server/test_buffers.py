"""The server's text stays the editor's: any line ends, any Unicode, any encoding of columns.

The model keeps the document as one plain string and applies edits by offsets of the encoding itself,
which is what an editor does; it shares nothing with `venvls.text`.
"""

import asyncio
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.echo_engine import COMMAND
from tests.support.in_process import in_process
from tests.support.raw_client import replacement
from tests.support.stdio import connected_to

URI = "file:///a.txt"
ALPHABET = "ab \t\r\n\x0b\x0c\x1c\x85\u2028\u2029\ufeffé€😀\u0301\x00"
CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
LINE_END = re.compile(r"\r\n|\r|\n")


class Model:
    """A document as an editor keeps it."""

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self.codec, self.width = CODECS[encoding]

    def starts(self) -> list[int]:
        """Return the offset each line begins at."""
        return [0, *(match.end() for match in LINE_END.finditer(self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and character of an offset, which may not lie within a line end."""
        starts = self.starts()
        line = max(number for number, start in enumerate(starts) if start <= offset)
        before = self.text[starts[line] : offset]
        return line, len(before.encode(self.codec)) // self.width

    def offsets(self) -> list[int]:
        """Return all offsets that an editor has a position for."""
        inside = {match.start() + 1 for match in re.finditer(r"\r\n", self.text)}
        return [offset for offset in range(len(self.text) + 1) if offset not in inside]

    def edit(self, start: int, end: int, new: str) -> dict[str, object]:
        """Apply an edit and return it as a content change."""
        change = replacement(self.position(start), self.position(end), new)
        self.text = self.text[:start] + new + self.text[end:]
        return change


texts = st.text(st.sampled_from(ALPHABET), max_size=25)
scripts = st.lists(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), texts), min_size=1, max_size=3), max_size=5
)


def pick(model: Model, one: float, other: float) -> tuple[int, int]:
    """Return two offsets in order."""
    offsets = model.offsets()
    last = len(offsets) - 1
    start, end = sorted((offsets[round(one * last)], offsets[round(other * last)]))
    return start, end


async def follows(text: str, script: list[list[tuple[float, float, str]]], encoding: str) -> None:
    async with in_process() as client:
        await client.initialize(capabilities={"general": {"positionEncodings": [encoding]}})
        client.open(URI, text)
        model = Model(text, encoding)
        for changes in script:
            client.change(URI, *(model.edit(*pick(model, one, other), new) for one, other, new in changes))
            assert await client.execute("echo.text", {"uri": URI}) == model.text


@given(texts, scripts, st.sampled_from(sorted(CODECS)))
def test_the_text_is_the_editors_after_any_edits(text, script, encoding):
    asyncio.run(follows(text, script, encoding))


@pytest.mark.parametrize("encoding", sorted(CODECS))
async def test_the_text_is_the_editors_over_pipes_too(encoding):
    chance = random.Random(7)
    async with connected_to(COMMAND) as server:
        client = server.client
        await client.initialize(capabilities={"general": {"positionEncodings": [encoding]}})
        model = Model("".join(chance.choices(ALPHABET, k=2_000)), encoding)
        client.open(URI, model.text)
        for _ in range(200):
            new = "".join(chance.choices(ALPHABET, k=chance.randrange(60)))
            middle = chance.random()
            client.change(URI, model.edit(*pick(model, middle, min(1, middle + 0.03)), new))
        assert await client.execute("echo.text", {"uri": URI}) == model.text


@pytest.mark.parametrize(
    ("text", "start", "end", "after"),
    [
        ("import a\n\x0c\nimport b\nimport c\n", (2, 7), (2, 8), "import a\n\x0c\nimport BBB\nimport c\n"),
        ("a\x85b\u2028c\nd", (1, 0), (1, 1), "a\x85b\u2028c\nBBB"),
        ("abc", (0, 10), (0, 10), "abcBBB"),
        ("abc\n", (1, 0), (1, 0), "abc\nBBB"),
        ("abc\r\nd", (0, 10), (0, 10), "abcBBB\r\nd"),
        ("abc", (9, 0), (9, 9), "abcBBB"),
        ("a😀b", (0, 3), (0, 4), "a😀BBB"),
        ("a😀b", (0, 2), (0, 2), "aBBB😀b"),
        ("a\rb", (1, 0), (1, 1), "a\rBBB"),
    ],
)
async def test_edits_where_others_go_wrong(client, text, start, end, after):
    client.open(URI, text)
    client.change(URI, replacement(start, end, "BBB"))
    assert await client.execute("echo.text", {"uri": URI}) == after


async def test_changes_of_one_notification_count_in_the_text_that_the_one_before_made(client):
    client.open(URI, "one\ntwo\n")
    client.change(
        URI,
        replacement((0, 0), (1, 0), ""),
        replacement((0, 0), (0, 3), "zwei"),
        {"text": "whole\nnew"},
        replacement((1, 3), (1, 3), "er"),
    )
    assert await client.execute("echo.text", {"uri": URI}) == "whole\nnewer"
