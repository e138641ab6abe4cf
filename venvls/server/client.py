"""The client as the engine sees it: `runtime.client.Client` over LSP.

Uses only what the client said that it understands, and never waits for it without a limit.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from uuid import uuid4

from lsprotocol import types

from venvls.analysis.items import Diagnostic
from venvls.analysis.snapshot import Document
from venvls.model.names import Uri
from venvls.runtime.client import Loudness, Progress
from venvls.server import conversion
from venvls.server.capabilities import ClientCapabilities
from venvls.server.coordinates import View
from venvls.server.errors import NoAnswer
from venvls.server.mends import wire
from venvls.server.mends.protocol import Mended
from venvls.server.progress import EditorProgress, KeptProgress, LoggedProgress
from venvls.server.publishing import Outlet, Publishing
from venvls.server.spelling import Spelling
from venvls.text import PositionEncoding, TextEdit

ASK_LIMIT = 600.0
"""Seconds a question may stand on the screen."""

EDIT_LIMIT = 2.0
"""Seconds for applying an edit; who asks for one must live with never being told."""

REPLY_LIMIT = 5.0
"""Seconds for what a client answers by itself."""

DISPLAY_LIMIT = 0.2
"""Seconds that a job waits for its display before it goes on without."""

_log = logging.getLogger(__name__)

# LSP 3.17, "Client Initiated Progress": the token of the request in hand, until a job takes it.
_offered_token: ContextVar[int | str | None] = ContextVar("offered_token", default=None)

# LSP 3.17, `MessageType`.
_MESSAGE_TYPES = {Loudness.ERROR: 1, Loudness.WARNING: 2, Loudness.INFO: 3, Loudness.LOG: 4}


class EditorClient:
    """One editor. `document_of` tells an open document as the engine has it."""

    def __init__(
        self,
        protocol: Mended,
        capabilities: ClientCapabilities,
        document_of: Callable[[Uri], Document | None],
        spelling: Spelling,
        outlet: Outlet,
    ) -> None:
        self._protocol = protocol
        self._capabilities = capabilities
        self._encoding = PositionEncoding(capabilities.encoding)
        self._document_of = document_of
        self._spelling = spelling
        self._jobs: dict[str, KeptProgress] = {}
        self._publishing = Publishing(outlet, self._view, spelling, capabilities.diagnostic_tags)

    # What the engine says

    def publish(self, uri: Uri, version: int | None, diagnostics: Sequence[Diagnostic]) -> None:
        """Replace all diagnostics of a document."""
        self._publishing.publish(uri, version, diagnostics)

    def environment_changed(self, contract: Mapping[str, object]) -> None:
        """Send `venvls/didChangeEnvironment`."""
        scope, state, prefix = (contract.get(key) for key in ("scopeUri", "state", "sysPrefix"))
        _log.info("the environment of `%s` is %s: `%s`", scope, state, prefix)
        self._protocol.send(wire.notification("venvls/didChangeEnvironment", contract))

    def refresh(self) -> None:
        """Have hints and lenses asked for again: those that we offer, where the client can."""
        client, offers = self._capabilities, self._protocol.offers
        if client.refreshes_hints and offers(types.TEXT_DOCUMENT_INLAY_HINT):
            self._protocol.send_request(types.WORKSPACE_INLAY_HINT_REFRESH)
        if client.refreshes_lenses and offers(types.TEXT_DOCUMENT_CODE_LENS):
            self._protocol.send_request(types.WORKSPACE_CODE_LENS_REFRESH)

    def show(self, loudness: Loudness, message: str) -> None:
        """Show or log a message."""
        method = "window/logMessage" if loudness is Loudness.LOG else "window/showMessage"
        params = {"type": _MESSAGE_TYPES[loudness], "message": message}
        self._protocol.send(wire.notification(method, params))

    async def ask(self, message: str, answers: Sequence[str]) -> str | None:
        """Let the user choose one of `answers`; `None` when the question was closed or ignored."""
        params = types.ShowMessageRequestParams(
            type=types.MessageType.Info,
            message=message,
            actions=[types.MessageActionItem(title=answer) for answer in answers],
        )
        try:
            chosen = await self._protocol.ask(types.WINDOW_SHOW_MESSAGE_REQUEST, params, ASK_LIMIT)
        except NoAnswer as error:
            _log.info("%s", error)
            return None
        return str(chosen.title) if chosen is not None else None

    async def edit(self, label: str, edits: Mapping[Uri, Sequence[TextEdit]]) -> bool | None:
        """Let the client apply edits, and tell whether it did; `None` when that is not known.

        It is asked even if it does not announce the feature: some apply edits all the same, and of
        those some never say so, as others never do that announce it. Then the documents tell, unless
        their changes come later, too: ALE sends them when it looks at a buffer the next time.
        """
        expected = {uri: self._edited(uri, of_document) for uri, of_document in edits.items()}
        params = types.ApplyWorkspaceEditParams(
            label=label,
            edit=conversion.workspace_edit(
                edits,
                self._document_of,
                self._spelling,
                self._encoding,
                versioned=self._capabilities.versioned_edits,
            ),
        )
        try:
            answer = await self._protocol.ask(types.WORKSPACE_APPLY_EDIT, params, EDIT_LIMIT)
        except NoAnswer as error:
            _log.info("%s", error)
            applied = all(text is not None and text == self._text(uri) for uri, text in expected.items())
            return True if applied else None
        return bool(answer.applied)

    @asynccontextmanager
    async def progress(self, title: str, *, cancellable: bool) -> AsyncIterator[Progress]:
        """Show a job while the context is open: in the client's own display, or in its log.

        The job does not wait until the client has said which; until then what it says is kept.
        """
        offered = _offered_token.get()
        _offered_token.set(None)
        shown = EditorProgress(str(uuid4()) if offered is None else offered, self._protocol.send)
        logged = LoggedProgress(title, lambda line: self.show(Loudness.LOG, line))
        job = KeptProgress()

        async def settle() -> None:
            if offered is not None or await self._displays(shown):
                shown.begin(title, cancellable=cancellable)
                job.settle(shown)
            else:
                job.settle(logged)

        self._jobs[str(shown.token)] = job
        settling = asyncio.ensure_future(settle())
        try:
            await asyncio.wait((settling,), timeout=DISPLAY_LIMIT)
            yield job
        finally:
            del self._jobs[str(shown.token)]
            settling.cancel()
            await asyncio.wait((settling,))
            job.settle(logged)
            shown.end()

    @contextmanager
    def displays_in(self, token: int | str | None) -> Iterator[None]:
        """Let the first job of what runs in the context be shown where the client's request said."""
        reset = _offered_token.set(token)
        try:
            yield
        finally:
            _offered_token.reset(reset)

    # What the client says

    def cancel_job(self, token: object) -> None:
        """The user asked to stop the job with this progress token."""
        if job := self._jobs.get(str(token)):
            job.cancelled.set()

    async def configuration(self, section: str) -> object:
        """Return what the client has configured; `NoAnswer` if it does not say."""
        params = types.ConfigurationParams(items=[types.ConfigurationItem(section=section)])
        answer = await self._protocol.ask(types.WORKSPACE_CONFIGURATION, params, REPLY_LIMIT)
        return answer[0] if answer else None

    async def register(self, registrations: Sequence[types.Registration]) -> None:
        """Register capabilities; `NoAnswer` if the client refuses."""
        params = types.RegistrationParams(registrations=list(registrations))
        await self._protocol.ask(types.CLIENT_REGISTER_CAPABILITY, params, REPLY_LIMIT)

    async def _displays(self, job: EditorProgress) -> bool:
        if not self._capabilities.progress:
            return False
        params = types.WorkDoneProgressCreateParams(token=job.token)
        try:
            await self._protocol.ask(types.WINDOW_WORK_DONE_PROGRESS_CREATE, params, REPLY_LIMIT)
        except NoAnswer as error:
            _log.info("%s", error)
            return False
        return True

    def _view(self, uri: Uri) -> View | None:
        document = self._document_of(uri)
        return View(document.text, self._encoding) if document is not None else None

    def _text(self, uri: Uri) -> str | None:
        document = self._document_of(uri)
        return str(document.text) if document is not None else None

    def _edited(self, uri: Uri, edits: Sequence[TextEdit]) -> str | None:
        document = self._document_of(uri)
        if document is None:
            return None
        text = document.text
        for range_, new in sorted(edits, reverse=True):
            text, _ = text.replaced(range_, new)
        return str(text)
