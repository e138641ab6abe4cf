"""What a person with an editor goes through when an index fails: one row for each way to fail.

    outcome = await experienced(row, folder)

A row breaks an index, a person opens a manifest, types and hovers meanwhile, and the index is mended.
The outcome is what was said, how long that took, who was asked, how quick typing was and when it was
known that the index is back. `benchmarks.fault_table` prints it, a test judges it.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.support.certificates import self_signed
from tests.support.editing import Editor, editing
from tests.support.environments import bare, install_fake
from tests.support.faults import (
    Answer,
    Endless,
    Fault,
    HtmlOnly,
    NoMetadata,
    NoRanges,
    RedirectLoop,
    RedirectTo,
    Slow,
    Status,
    Truncated,
    UnsteadyETag,
)
from tests.support.loopback_index import LoopbackIndex, Release, serving

MANIFEST = "requirements.txt"
TEXT = "requests>=2\nmine-alone==1.0\n"
"""One project that the index lists and that is installed, and one that no index lists."""

KEYSTROKES = 12
RELEASE = Release("requests", "2.32.3", summary="HTTP for humans", padding=40_000)
EMPTY_PAGE = b'{"meta": {"api-version": "1.0"}, "name": "requests", "files": []}'


class Stage:
    """The index of one row, another host beside it, and what the row wants the server to be told."""

    def __init__(self, index: LoopbackIndex, other: LoopbackIndex, folder: Path) -> None:
        self.index = index
        self.other = other
        self.folder = folder
        self.environ: dict[str, str] = {"PIP_TIMEOUT": "1"}


Move = Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class Row:
    """`said` is a part of the hover while the index is broken; `fails` is false for what is no failure.

    With `agreeing` it is mended by a person who names another index in the manifest and agrees to it.
    """

    name: str
    said: str
    break_: Move
    mend: Move = lambda stage: stage.index.heal()
    fails: bool = True
    agreeing: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """`seconds` until it was said, `back` until the index was known to be back, `asked` requests by host."""

    said: str
    codes: frozenset[str]
    seconds: float
    keystrokes: tuple[float, ...]
    asked: Mapping[str, int]
    back: float | None


async def experienced(row: Row, folder: Path) -> Outcome:
    """Go through one row in an empty folder."""
    with ExitStack() as stack:
        stage = Stage(
            stack.enter_context(serving(RELEASE)), stack.enter_context(serving(RELEASE)), folder / "tls"
        )
        row.break_(stage)
        install_fake(bare(folder / "shop" / ".venv"), "requests", "2.32.3", modules=("requests",))
        async with editing(folder / "shop", stage.index, environ=stage.environ) as editor:
            return await _lived_through(row, stage, editor)


async def _lived_through(row: Row, stage: Stage, editor: Editor) -> Outcome:
    begin = time.perf_counter()
    editor.open(MANIFEST, TEXT)
    # A cold start on a busy machine, not the index, is what takes long here.
    await editor.until_said(MANIFEST, "not-installed", 60)
    keystrokes = [await _keystroke(editor, number) for number in range(KEYSTROKES)]
    editor.type(MANIFEST, TEXT)
    said = await _hovered(editor, row.said)
    seconds = time.perf_counter() - begin
    codes = frozenset(
        diagnostic["code"]
        for publication in editor.client.publications(editor.uri(MANIFEST))
        for diagnostic in publication["diagnostics"]
    )
    asked = _asked(stage)
    back = await _mended(row, stage, editor) if row.fails else None
    return Outcome(_told(said, stage), codes, seconds, tuple(keystrokes), asked, back)


async def _keystroke(editor: Editor, number: int) -> float:
    begin = time.perf_counter()
    typed = ("req", "requ")[number % 2]
    editor.type(MANIFEST, f"{TEXT}{typed}\n")
    items = await editor.completions(MANIFEST, 2, len(typed))
    assert [item["label"] for item in items] == ["requests"]
    return time.perf_counter() - begin


async def _hovered(editor: Editor, wanted: str) -> str:
    """Hover until it is said: what is asked meanwhile has its own limits."""
    said = ""
    for _ in range(20):
        said = await editor.hover(MANIFEST, 0, 2)
        if wanted in said:
            return said
    raise AssertionError(f"never said {wanted!r}, but: {said}")


async def _mended(row: Row, stage: Stage, editor: Editor) -> float:
    row.mend(stage)
    begin = time.perf_counter()
    if row.agreeing:
        editor.save(MANIFEST, f"--index-url {stage.index.url}\n{TEXT}")
        await editor.until_said(MANIFEST, "unagreed-index")
        await editor.execute("venvls.trust")
    await editor.until_said(MANIFEST, "unknown-project", 120)
    await editor.until_hovered(MANIFEST, 1 if row.agreeing else 0, 2, _FOUND)
    return time.perf_counter() - begin


def _asked(stage: Stage) -> Mapping[str, int]:
    requests = [
        (label, "authorization" in request.headers)
        for label, index in (("the index", stage.index), ("another host", stage.other))
        for request in list(index.requests)
    ]
    return Counter(f"{label}, with credentials" if secret else label for label, secret in requests)


def _told(said: str, stage: Stage) -> str:
    for index, name in ((stage.index, "the index"), (stage.other, "another host")):
        said = said.replace(index.base.partition("//")[2], name)
    return said


def _fail(*faults: Fault) -> Move:
    def fail(stage: Stage) -> None:
        for fault in faults:
            stage.index.fail(fault)

    return fail


def _close(stage: Stage) -> None:
    stage.index.close()


def _open(stage: Stage) -> None:
    stage.index.open()


def _unknown_authority(stage: Stage) -> None:
    _encrypt(stage, *self_signed(stage.folder / "unknown"))
    stage.environ["PIP_CERT"] = self_signed(stage.folder / "known")[0]


def _known_authority(stage: Stage) -> None:
    known = stage.folder / "known"
    _encrypt(stage, str(known / "certificate.pem"), str(known / "key.pem"))


def _encrypt(stage: Stage, certificate: str, key: str) -> None:
    stage.index.close()
    stage.index.use_tls(certificate, key)
    stage.index.open()


def _nameless(stage: Stage) -> None:
    stage.environ["PIP_INDEX_URL"] = "http://index.invalid/simple/"


def _redirected(stage: Stage) -> None:
    stage.environ["PIP_INDEX_URL"] = stage.index.url_with("me", "secret")
    stage.index.fail(RedirectTo(stage.other.base))


def _quarantined(stage: Stage) -> None:
    stage.index.set_status("requests", "quarantined", "malware")


_FOUND = "HTTP for humans"
_PROBLEM = "gave no answer"

ROWS = (
    Row("refused", "could not be reached", _close, _open),
    Row("slow 30 s", "did not answer in time", _fail(Slow(30))),
    Row("401", "asks for credentials", _fail(Status(401))),
    Row("403", "does not allow", _fail(Status(403))),
    Row("404 for everything", "may be no index", _fail(Status(404))),
    Row("407", "the proxy on the way to", _fail(Status(407))),
    Row("429 with Retry-After", "fewer requests", _fail(Status(429, {"Retry-After": "2"}))),
    Row("500", "fault of its own", _fail(Status(500))),
    Row("502", "fault of its own", _fail(Status(502))),
    Row("truncated JSON", _PROBLEM, _fail(Truncated())),
    Row("half of a JSON", "not understood", _fail(Answer(b'{"files": ['))),
    Row("wrong content type", "not understood", _fail(Answer(b"hello", "text/plain"))),
    Row("empty answer", "not understood", _fail(Answer(b""))),
    Row("endless body", _PROBLEM, _fail(Endless())),
    Row("endless and slow body", "did not answer in time", _fail(Endless(trickle=0.1))),
    Row("redirect loop", "redirects in a circle", _fail(RedirectLoop())),
    Row("TLS, unknown authority", "certificate", _unknown_authority, _known_authority),
    Row("DNS failure", "index.invalid", _nameless, agreeing=True),
    Row("redirect with credentials", _FOUND, _redirected, fails=False),
    Row("HTML only", _FOUND, _fail(HtmlOnly()), fails=False),
    Row("no ranges, no metadata", _FOUND, _fail(NoMetadata(), NoRanges()), fails=False),
    Row("changed ETag", _FOUND, _fail(UnsteadyETag()), fails=False),
    Row("quarantined", "quarantined", _quarantined, fails=False),
    Row("no files", "no release of it", _fail(Answer(EMPTY_PAGE)), fails=False),
)
