"""`textDocument/publishDiagnostics` as JSON text.

A document of ten thousand lines may have as many findings, all of which LSP wants again after every
keystroke. So what was shown last is kept, and only what is new since then is made into text: a diagnostic
that is the very same object has the same place in the same line.
"""

import json
from collections.abc import Iterable, Sequence
from operator import is_
from typing import NamedTuple

from venvls.analysis.items import Diagnostic
from venvls.model.finding import Finding
from venvls.model.settings import Severity
from venvls.server.coordinates import View
from venvls.text import Range

SOURCE = "venvls"

# LSP 3.17, `DiagnosticSeverity`. What is `OFF` is never published.
SEVERITIES = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFORMATION: 3, Severity.HINT: 4}

# LSP 3.17, `DiagnosticTag`.
_UNNECESSARY, _DEPRECATED = 1, 2


class Shown(NamedTuple):
    """Diagnostics of a document as they were shown last.

    Each has a text, empty where it is not to be shown, and what of that does not depend on its place.
    """

    diagnostics: Sequence[Diagnostic] = ()
    texts: Sequence[str] = ()
    rests: Sequence[str] = ()


def shown(last: Shown, diagnostics: Sequence[Diagnostic], view: View | None, tags: tuple[int, ...]) -> Shown:
    """Return what is shown now, after `last`. `tags` are the diagnostic tags that the client knows."""
    before, after = _unchanged(last.diagnostics, diagnostics)
    old_end, end = len(last.diagnostics) - after, len(diagnostics) - after
    # What has only moved, as by a new line above it, is found again by its finding.
    known = {
        id(one.finding): rest
        for one, rest in zip(last.diagnostics[before:old_end], last.rests[before:old_end], strict=True)
    }
    fresh = diagnostics[before:end]
    rests = [known.get(id(one.finding)) or _rest(one.finding, tags) for one in fresh]
    texts = [
        f'{{"range":{_range(one.range, view)},{rest}}}' if rest else ""
        for one, rest in zip(fresh, rests, strict=True)
    ]
    return Shown(
        diagnostics,
        (*last.texts[:before], *texts, *last.texts[old_end:]),
        (*last.rests[:before], *rests, *last.rests[old_end:]),
    )


def publication(uri: str, version: int | None, shown: Shown) -> str:
    """Return the notification."""
    counted = "" if version is None else f'"version":{version},'
    return (
        '{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":'
        f'{{"uri":{json.dumps(uri)},{counted}"diagnostics":[{",".join(filter(None, shown.texts))}]}}}}'
    )


def _unchanged(old: Sequence[Diagnostic], new: Sequence[Diagnostic]) -> tuple[int, int]:
    """Return how many at the beginning and at the end are the very same."""
    before = _alike(map(is_, old, new))
    after = _alike(map(is_, reversed(old), reversed(new)))
    return before, min(after, min(len(old), len(new)) - before)


def _alike(same: Iterable[bool]) -> int:
    return [*same, False].index(False)


def _range(range_: Range, view: View | None) -> str:
    (line, start), (last, end) = range_
    if view is not None:
        start, end = view.character(range_.start), view.character(range_.end)
    return f'{{"start":{{"line":{line},"character":{start}}},"end":{{"line":{last},"character":{end}}}}}'


def _rest(finding: Finding, tags: tuple[int, ...]) -> str:
    if finding.severity is Severity.OFF:
        return ""
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
