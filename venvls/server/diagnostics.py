"""`textDocument/publishDiagnostics` as JSON text.

A document of ten thousand lines may have hundreds of findings, all of which LSP wants again after
every keystroke. What does not change with the place, which is nearly all, is made into text once.
"""

import json
from collections.abc import Sequence

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
        f'{{"range":{_range(each.range, view)},{_rest(each.finding, tags)}}}'
        for each in diagnostics
        if each.finding.severity is not Severity.OFF
    )
    counted = "" if version is None else f'"version":{version},'
    return (
        '{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":'
        f'{{"uri":{json.dumps(uri)},{counted}"diagnostics":[{shown}]}}}}'
    )


def _range(range_: Range, view: View | None) -> str:
    (line, start), (last, end) = range_
    if view is not None and not (view.counts_as_we_do(line) and view.counts_as_we_do(last)):
        start, end = view.character(range_.start), view.character(range_.end)
    return f'{{"start":{{"line":{line},"character":{start}}},"end":{{"line":{last},"character":{end}}}}}'


def _rest(finding: Finding, tags: tuple[int, ...]) -> str:
    # By identity: a finding is made once for a text, and comparing one takes longer than this.
    known = _fragments.get((id(finding), tags))
    if known is not None and known[0] is finding:
        return known[1]
    if len(_fragments) >= _REMEMBERED:
        _fragments.clear()
    fragment = _fragment(finding, tags)
    _fragments[id(finding), tags] = finding, fragment
    return fragment


_REMEMBERED = 1 << 14
_fragments: dict[tuple[int, tuple[int, ...]], tuple[Finding, str]] = {}


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
