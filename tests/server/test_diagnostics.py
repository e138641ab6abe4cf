"""What is shown again after a keystroke is what would be shown if nothing had been shown before."""

import json

from hypothesis import given
from hypothesis import strategies as st

from venvls.analysis.items import Diagnostic
from venvls.model.finding import Finding
from venvls.model.names import Uri
from venvls.model.settings import Severity
from venvls.server import diagnostics
from venvls.server.coordinates import View
from venvls.server.diagnostics import Shown, publication, shown
from venvls.text import Position, PositionEncoding, Range, Span, Text

URI = Uri("file:///requirements.txt")
VIEW = View(Text.of("a😀b\n" * 9), PositionEncoding.UTF16)


def finding(message: str, severity: Severity = Severity.WARNING) -> Finding:
    return Finding("not-installed", severity, Span(0, 3), message)


def at_line(line: int, of: Finding) -> Diagnostic:
    return Diagnostic(Range(Position(line, 1), Position(line, 2)), of)


FINDINGS = (*map(finding, ("one", "two", "three")), finding("never", Severity.OFF))
DIAGNOSTICS = tuple(at_line(line, one) for line in range(4) for one in FINDINGS)


def members(now: Shown) -> list[dict[str, object]]:
    return list(json.loads(publication(URI, 1, now))["params"]["diagnostics"])


@given(st.lists(st.lists(st.sampled_from(DIAGNOSTICS), max_size=8), max_size=5))
def test_what_was_shown_before_does_not_matter(states):
    last = Shown()
    for state in states:
        last = shown(last, state, VIEW, ())
        assert last == shown(Shown(), state, VIEW, ())


def test_columns_are_the_clients():
    (one,) = members(shown(Shown(), [at_line(2, FINDINGS[0])], VIEW, ()))
    assert one["range"] == {"start": {"line": 2, "character": 1}, "end": {"line": 2, "character": 3}}


def test_what_is_off_is_not_shown():
    assert members(shown(Shown(), [at_line(0, FINDINGS[-1])], VIEW, ())) == []


def test_only_what_is_new_is_made_into_text(monkeypatch):
    made: list[Finding] = []
    rest = diagnostics._rest
    monkeypatch.setattr(diagnostics, "_rest", lambda one, tags: made.append(one) or rest(one, tags))
    state = [at_line(line, finding(f"`{line}`")) for line in range(9)]
    last = shown(Shown(), state, VIEW, ())
    made.clear()
    typed = at_line(4, finding("typed"))
    last = shown(last, [*state[:4], typed, *state[5:]], VIEW, ())
    assert len(members(last)) == 9
    assert made == [typed.finding]
    made.clear()
    moved = [Diagnostic(Range(Position(9, 1), Position(9, 2)), one.finding) for one in last.diagnostics]
    assert all(one["range"]["start"]["line"] == 9 for one in members(shown(last, moved, VIEW, ())))
    assert made == []
