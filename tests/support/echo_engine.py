"""A small engine that says what it was told: for tests of the server alone.

It has the interface of `venvls.runtime.engine.Engine` and keeps real documents, but knows nothing of
Python. Each line that contains `bad` gets a finding; completion, hover and actions tell what they saw;
the commands do what a test needs to look at. As a program it serves over stdio, or over TCP:

    python -m tests.support.echo_engine [--tcp]
"""

import asyncio
import inspect
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from venvls.analysis.items import (
    Action,
    CompletionItem,
    CompletionKind,
    CompletionList,
    Diagnostic,
    Hover,
    Invocation,
)
from venvls.analysis.snapshot import Document, DocumentKind, Snapshot
from venvls.model.finding import Finding
from venvls.model.names import Uri
from venvls.model.settings import Severity
from venvls.runtime.client import Client, Loudness
from venvls.runtime.commands import CommandError
from venvls.text import Position, Range, Span, Text, TextEdit

COMMAND = [sys.executable, "-m", "tests.support.echo_engine"]


@dataclass
class EchoEngine:
    """Keeps documents and a record of what it was told."""

    client: Client
    environ: Mapping[str, str]
    documents: dict[Uri, Document] = field(default_factory=dict)
    heard: list[object] = field(default_factory=list)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def commands(self) -> tuple[str, ...]:
        return tuple(_COMMANDS)

    async def run(self) -> None:
        await self.stopping.wait()

    def stop(self) -> None:
        self.stopping.set()

    def start(
        self,
        folders: Sequence[str],
        settings: Mapping[str, object],
        *,
        trusted: bool | None = None,
        settings_follow: bool = False,
    ) -> None:
        self.heard.append(["start", list(folders), dict(settings), trusted])

    def settings_known(self) -> None:
        pass

    # What happens

    def opened(self, uri: Uri, language_id: str, version: int, text: str) -> None:
        self.heard.append(["opened", uri, language_id])
        self._keep(uri, version, Text.of(text))

    def changed(self, uri: Uri, version: int, edits: Sequence[TextEdit | str]) -> None:
        text = self.documents[uri].text
        for edit in edits:
            text = Text.of(edit) if isinstance(edit, str) else text.replaced(edit.range, edit.text)[0]
        self._keep(uri, version, text)

    def closed(self, uri: Uri) -> None:
        del self.documents[uri]
        self.client.publish(uri, None, ())

    def saved(self, uri: Uri) -> None:
        self.heard.append(["saved", uri])

    def watched(self, paths: Sequence[str]) -> None:
        self.heard.append(["watched", list(paths)])

    def configured(self, settings: Mapping[str, object]) -> None:
        self.heard.append(["configured", dict(settings)])

    def folders_changed(self, added: Sequence[str], removed: Sequence[str]) -> None:
        self.heard.append(["folders", list(added), list(removed)])

    # Questions

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot(documents=MappingProxyType(dict(self.documents)))

    def current(self, uri: Uri) -> Snapshot:
        return self.snapshot

    def text(self, uri: Uri) -> Text | None:
        document = self.documents.get(uri)
        return document.text if document else None

    def complete_now(self, snapshot: Snapshot, uri: Uri, position: Position) -> CompletionList | None:
        """Return what the snapshot holds, unless the line says `later`."""
        line = snapshot.documents[uri].text.content(position.line)
        return None if "later" in line else self._completion(snapshot, uri, position)

    async def complete(self, snapshot: Snapshot, uri: Uri, position: Position) -> CompletionList | None:
        await asyncio.sleep(0)
        return self._completion(snapshot, uri, position)

    async def resolve_completion(self, details: Mapping[str, str]) -> str:
        return f"# {details['name']}"

    async def hover(self, snapshot: Snapshot, uri: Uri, position: Position) -> Hover | None:
        await asyncio.sleep(0)
        document = snapshot.documents[uri]
        line = document.text.content(position.line)
        if "slow" in line:
            await asyncio.Event().wait()
        if "fail" in line:
            raise RuntimeError("the echo engine fails in /a/secret/place")
        where = Range(Position(position.line, 0), Position(position.line, len(line)))
        return Hover(where, f"v{document.version} {position.line}:{position.column} {line!r}")

    async def actions(self, snapshot: Snapshot, uri: Uri, range_: Range) -> Sequence[Action]:
        found = [each for each in findings(snapshot.documents[uri].text) if each.range.touches(range_)]
        return [action for each in found for action in actions_for(uri, each)]

    async def environment(self, uri: Uri | None) -> Mapping[str, object]:
        if uri is not None and uri.startswith("untitled:"):
            raise CommandError("this document lies in no folder")
        return {"scopeUri": uri, "state": "missing"}

    async def execute(self, command: str, argument: Mapping[str, object]) -> object:
        result = _COMMANDS[command](self, argument)
        return await result if inspect.isawaitable(result) else result

    # Inside

    def _keep(self, uri: Uri, version: int, text: Text) -> None:
        self.documents[uri] = Document(uri, uri, DocumentKind.OTHER, text, version)
        self.client.publish(uri, version, findings(text))

    def _completion(self, snapshot: Snapshot, uri: Uri, position: Position) -> CompletionList:
        document = snapshot.documents[uri]
        seen = f"v{document.version} {position.line}:{position.column} {str(document.text)!r}"
        word = Range(Position(position.line, 0), position)
        typed = document.text.slice(word)
        item = CompletionItem(
            seen, "echoed", CompletionKind.PROJECT, "detail", deprecated=True, data={"name": "echoed"}
        )
        return CompletionList(word, typed, (item,), incomplete=True)

    async def _slowly(self) -> None:
        self.heard.append("slow begins")
        try:
            await asyncio.Event().wait()
        finally:
            self.heard.append("slow ends")

    async def _edit(self, argument: Mapping[str, object]) -> bool:
        uri = Uri(str(argument["uri"]))
        end = self.documents[uri].text.end
        return await self.client.edit("echo", {uri: [TextEdit(Range(end, end), str(argument["text"]))]})

    async def _work(self) -> str:
        async with self.client.progress("Working", cancellable=True) as progress:
            progress.report("half", 50)
            progress.report("back", 20)
            await asyncio.wait_for(progress.cancelled.wait(), 0.5)
            return "cancelled"

    async def _work_and_ask(self) -> object:
        async with self.client.progress("Working", cancellable=True) as progress:
            progress.report("half", 50)
            return await self.client.ask("Go on?", ("yes",))


def fail(engine: EchoEngine, argument: Mapping[str, object]) -> None:
    raise RuntimeError("the echo engine fails in /a/secret/place")


def refuse(engine: EchoEngine, argument: Mapping[str, object]) -> None:
    raise CommandError("the echo engine will not")


def announce(engine: EchoEngine, argument: Mapping[str, object]) -> None:
    """Say everything that needs no answer."""
    engine.client.environment_changed({"generation": 1})
    engine.client.refresh()
    for loudness in Loudness:
        engine.client.show(loudness, f"said as {loudness}")


_COMMANDS: Mapping[str, Callable[[EchoEngine, Mapping[str, object]], object]] = {
    "echo.heard": lambda engine, argument: engine.heard,
    "echo.text": lambda engine, argument: str(engine.documents[Uri(str(argument["uri"]))].text),
    "echo.argument": lambda engine, argument: argument,
    "echo.slow": lambda engine, argument: engine._slowly(),
    "echo.fail": fail,
    "echo.refuse": refuse,
    "echo.ask": lambda engine, argument: engine.client.ask("Which one?", ("one", "two")),
    "echo.edit": lambda engine, argument: engine._edit(argument),
    "echo.progress": lambda engine, argument: engine._work(),
    "echo.late": lambda engine, argument: engine._work_and_ask(),
    "echo.pending": lambda engine, argument: pending(engine.client),
    "echo.print": lambda engine, argument: print("this would break the protocol"),
    "echo.announce": announce,
    "echo.stuck": lambda engine, argument: asyncio.to_thread(time.sleep, 60),
}


def findings(text: Text) -> list[Diagnostic]:
    """Return a finding for each line that contains `bad`, at that word."""
    return [
        Diagnostic(
            Range(Position(number, column), Position(number, column + 3)),
            Finding(
                "bad-line",
                Severity.WARNING,
                Span(column, column + 3),
                f"line {number} is `bad`",
                unnecessary=True,
                deprecated=True,
            ),
        )
        for number, line in enumerate(text.lines)
        if (column := line.find("bad")) >= 0
    ]


def actions_for(uri: Uri, found: Diagnostic) -> list[Action]:
    """Return an edit, a command and a refactoring."""
    return [
        Action("Make it good", edits={uri: (TextEdit(found.range, "good"),)}, fixes=(found,), preferred=True),
        Action("Say it", invocation=Invocation("echo.heard", {"uri": uri}), fixes=(found,)),
        Action("Turn it around", "refactor.rewrite", edits={uri: (TextEdit(found.range, "dab"),)}),
    ]


def pending(client: Client) -> int:
    """Return how much the protocol still remembers of requests, this one aside."""
    protocol = client._protocol
    return (protocol.pending - 1) + len(protocol._result_types) + len(client._jobs)


def main() -> int:
    """Serve with an `EchoEngine`."""
    if "--tcp" in sys.argv:
        from venvls.server import tcp

        return tcp.run("127.0.0.1", 0, make_engine=EchoEngine)
    from venvls.server import stdio

    return stdio.run(make_engine=EchoEngine)


if __name__ == "__main__":
    sys.exit(main())
