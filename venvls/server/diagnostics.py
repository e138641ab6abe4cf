"""`textDocument/publishDiagnostics` as JSON text.

A document of ten thousand lines may have hundreds of findings, all of which LSP wants again after
every keystroke. Each is made into text once, and once more where its place has changed; but for those
in lines whose columns clients count in ways of their own.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from venvls.analysis.items import Diagnostic
from venvls.model.finding import Finding
from venvls.model.names import Uri
from venvls.model.settings import Severity
from venvls.server.coordinates import View
from venvls.text import Range

SOURCE = "venvls"

# LSP 3.17, `DiagnosticSeverity`. What is `OFF` is never published.
SEVERITIES = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFORMATION: 3, Severity.HINT: 4}

# LSP 3.17, `DiagnosticTag`.
_UNNECESSARY, _DEPRECATED = 1, 2


def publication(
    uri: Uri,
    version: int | None,
    diagnostics: Sequence[Diagnostic],
    view: View | None,
    tags: tuple[int, ...],
) -> str:
    """Return the notification. `tags` are the diagnostic tags that the client knows."""
    shown = ",".join(
        [_shown(each, view, tags) for each in diagnostics if each.finding.severity is not Severity.OFF]
    )
    counted = "" if version is None else f'"version":{version},'
    return (
        '{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":'
        f'{{"uri":{json.dumps(uri)},{counted}"diagnostics":[{shown}]}}}}'
    )


def _shown(diagnostic: Diagnostic, view: View | None, tags: tuple[int, ...]) -> str:
    # By identity: a finding is made once for a text, and comparing one takes longer than this.
    finding, key = diagnostic.finding, (id(diagnostic.finding), tags)
    known = _remembered.get(key)
    if known is not None and known.finding is finding and known.range is diagnostic.range:
        return known.text
    rest = known.rest if known is not None and known.finding is finding else _fragment(finding, tags)
    if view is None or not _counts_as_we_do(diagnostic.range, view):
        return f'{{"range":{_range(diagnostic.range, view)},{rest}}}'
    if len(_remembered) >= _MOST:
        _remembered.clear()
    text = f'{{"range":{_range(diagnostic.range, None)},{rest}}}'
    _remembered[key] = Published(finding, rest, diagnostic.range, text)
    return text


class Published(NamedTuple):
    """A finding, what of its text does not depend on the place, and where it was last shown."""

    finding: Finding
    rest: str
    range: Range
    text: str


_MOST = 1 << 14
_remembered: dict[tuple[int, tuple[int, ...]], Published] = {}


def _counts_as_we_do(range_: Range, view: View) -> bool:
    return view.counts_as_we_do(range_.start.line) and view.counts_as_we_do(range_.end.line)


def _range(range_: Range, view: View | None) -> str:
    (line, start), (last, end) = range_
    if view is not None:
        start, end = view.character(range_.start), view.character(range_.end)
    return f'{{"start":{{"line":{line},"character":{start}}},"end":{{"line":{last},"character":{end}}}}}'


def _fragment(finding: Finding, tags: tuple[int, ...]) -> str:
    members: dict[str, object] = {
        "severity": SEVERITIES[finding.severity],
        "code": finding.code,
        "source": SOURCE,
        "message": finding.message,
    }
    marks = (finding.unnecessary and _UNNECESSARY, finding.deprecated and _DEPRECATED)
    if known := [mark for mark in marks if mark and mark in tags]:
        members["tags"] = known
    return json.dumps(members, separators=(",", ":"))[1:-1]
