"""What is kept from one look to the next is what a fresh look would find."""

from dataclasses import replace
from types import MappingProxyType

from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.check import KEY, Case, uri_of
from venvls.analysis import block_edit, diagnosing, judging, subject
from venvls.analysis.answer import Answer, NeedProject
from venvls.analysis.diagnosing import catch_up, diagnose, prepare
from venvls.analysis.items import Diagnostic
from venvls.analysis.snapshot import Snapshot
from venvls.model.facts import Absent
from venvls.model.names import ProjectName, Uri
from venvls.model.settings import Settings, Severity
from venvls.session import State, apply
from venvls.session.changes import FactsLearned, ProjectLearned
from venvls.syntax.manifest import Block
from venvls.syntax.parsing import reparsed
from venvls.text import Position, Range, TextEdit

FACTS = """
-- .venv --
requests 2.31.0
flask 3.0
-- index --
requests 2.31.0
requests 2.32.0
flask 3.0
"""
URI = uri_of("requirements.txt")

LINES = st.sampled_from(
    [
        "requests>=2\n",
        "requests==2.32.0\n",
        "requests<2\n",
        "Flask\n",
        "flask ; python_version < '3'\n",
        "flask==3.0 --hash=sha256:00\n",
        "nothing\n",
        "--require-hashes\n",
        "-r requirements.txt\n",
        "-c constraints.txt\n",
        "flask>=3 \\\n  ,<4\n",
        "\n",
        "# comment\n",
        "=broken\n",
    ]
)
EDITS = st.builds(
    lambda line, removed, added: TextEdit(Range(Position(line, 0), Position(line + removed, 0)), added),
    st.integers(0, 6),
    st.integers(0, 2),
    st.lists(LINES, max_size=2).map("".join) | st.sampled_from(["x", " ", "\n", "="]),
)


@given(st.lists(LINES, max_size=6).map("".join), st.lists(EDITS, max_size=6), st.booleans())
def test_after_any_edits(text: str, edits: list[TextEdit], other: bool) -> None:
    case = Case(
        f"-- requirements.txt --\n{text}{FACTS.lstrip()}"
        + ("-- constraints.txt --\nrequests<2\n" if other else "")
    )
    case.settled(lambda snapshot: diagnose(snapshot, URI))
    snapshot = case.snapshot
    for edit in edits:
        snapshot = edited(snapshot, edit)
        kept, fresh = diagnose(snapshot, URI), looked_at_afresh(snapshot, URI)
        assert kept.value == fresh.value
        # What only a line of before wanted may still be asked for.
        assert kept.missing >= fresh.missing


TABLES = st.sampled_from(
    [
        "[project]\n",
        "[dependency-groups]\n",
        "[tool.x]\n",
        "test = ['flask']\n",
        "test = [{include-group = 'doc'}]\n",
        "doc = [{include-group = 'test'}]\n",
        "doc = []\n",
        "dependencies = ['flask', 'requests<2']\n",
        "x = '''\n",
        "# comment\n",
    ]
)
TABLE_EDITS = st.builds(
    lambda line, removed, added: TextEdit(Range(Position(line, 0), Position(line + removed, 0)), added),
    st.integers(0, 6),
    st.integers(0, 2),
    st.lists(TABLES, max_size=2).map("".join) | st.sampled_from(["x", "\n", "="]),
)
INCLUDE = TextEdit(Range(Position(1, 8), Position(1, 8)), "{include-group = 'dic'}")


@given(st.lists(TABLES, max_size=6).map("".join), st.lists(TABLE_EDITS, max_size=6))
@example("[dependency-groups]\ntest = []\ndoc = []\n", [INCLUDE])
def test_after_any_edits_of_tables(text: str, edits: list[TextEdit]) -> None:
    uri = uri_of("pyproject.toml")
    case = Case(f"-- pyproject.toml --\n{text}{FACTS.lstrip()}")
    case.settled(lambda snapshot: diagnose(snapshot, uri))
    snapshot = case.snapshot
    for edit in edits:
        snapshot = edited(snapshot, edit, uri)
        assert diagnose(snapshot, uri).value == looked_at_afresh(snapshot, uri).value


def test_what_no_edit_touched_is_not_even_compared(monkeypatch) -> None:
    case = Case(f"{''.join(f'project-{number}>=1' + chr(10) for number in range(200))}{FACTS}")
    case.settled(lambda snapshot: diagnose(snapshot, URI))
    compared: list[int] = []
    alike = block_edit._alike_at_ends
    monkeypatch.setattr(
        block_edit, "_alike_at_ends", lambda old, new: compared.append(len(old) + len(new)) or alike(old, new)
    )
    snapshot = edited(case.snapshot, TextEdit(Range(Position(100, 0), Position(100, 0)), "x\n"))
    assert diagnose(snapshot, URI).value == looked_at_afresh(snapshot, URI).value
    assert sum(compared) <= 4


def test_facts_that_land_change_only_what_read_them() -> None:
    case = Case(f"requests==2.31\nflask==99\n{FACTS}")
    assert codes(diagnose(case.snapshot, URI).value) == ["version-mismatch"]
    assert codes(case.settled(lambda snapshot: diagnose(snapshot, URI))) == [
        "no-matching-release",
        "version-mismatch",
    ]


def test_an_edited_line_costs_that_line() -> None:
    lines = "".join(f"project-{number}>=1\n" for number in range(200))
    case = Case(f"{lines}{FACTS}")
    case.settled(lambda snapshot: diagnose(snapshot, URI))
    looked_at: list[str] = []
    original = judging.judged_block

    def counted(rules: judging.Bench, circumstances: judging.Circumstances, block: Block) -> judging.Judged:
        looked_at.append(block.text)
        return original(rules, circumstances, block)

    subject.judged_block = counted
    try:
        position = Position(100, len("project-100>=1"))
        diagnose(edited(case.snapshot, TextEdit(Range(position, position), "0")), URI)
    finally:
        subject.judged_block = original
    assert looked_at == ["project-100>=10\n"]


def test_a_fact_that_lands_costs_the_lines_that_read_it() -> None:
    lines = "".join(f"project-{number}>=1\n" for number in range(200))
    case = Case(f"{lines}{FACTS}")
    key = next(iter(case.snapshot.scopes.values())).index.key
    state = State(case.snapshot)
    for name in ("project-7", "project-100"):
        diagnose(state.snapshot, URI)
        need = NeedProject(key, ProjectName(name))
        state, _ = apply(state, FactsLearned((ProjectLearned(need, Absent()),)))
    looked_at: list[str] = []
    original = judging.judged_block

    def counted(rules: judging.Bench, circumstances: judging.Circumstances, block: Block) -> judging.Judged:
        looked_at.append(block.text)
        return original(rules, circumstances, block)

    subject.judged_block = counted
    try:
        found = diagnose(state.snapshot, URI)
    finally:
        subject.judged_block = original
    assert looked_at == ["project-100>=1\n"]
    assert "unknown-project" in codes(found.value)
    assert NeedProject(key, ProjectName("project-100")) not in found.missing


def edited(snapshot: Snapshot, edit: TextEdit, uri: Uri = URI) -> Snapshot:
    document = snapshot.documents[uri]
    assert document.manifest is not None
    text, change = document.text.replaced(edit.range, edit.text)
    manifest = reparsed(document.manifest, text, change)
    changed = replace(document, text=text, manifest=manifest)
    return replace(snapshot, documents={**snapshot.documents, uri: changed})


def looked_at_afresh(snapshot: Snapshot, uri: Uri) -> Answer[tuple[Diagnostic, ...]]:
    """Return what is said without any look before; the next look goes on from those that were."""
    looks = diagnosing._PASSES._values.copy()
    diagnosing._PASSES._values.clear()
    found = diagnose(snapshot, uri)
    diagnosing._PASSES._values.clear()
    diagnosing._PASSES._values.update(looks)
    return found


def codes(found: tuple[Diagnostic, ...]) -> list[str]:
    return sorted(one.finding.code for one in found)


def test_a_first_look_in_pieces_finds_the_same_whatever_happens_between_them() -> None:
    text = "requests<2\nflask\nnothing\n=broken\n" * 60
    case = Case(f"-- requirements.txt --\n{text}{FACTS.lstrip()}")
    case.settled(lambda snapshot: diagnose(snapshot, URI))
    quiet = Settings(severities=MappingProxyType({"not-installed": Severity.OFF}))
    snapshot = replace(case.snapshot, settings=quiet)
    assert not prepare(snapshot, URI)
    snapshot = edited(snapshot, TextEdit(Range(Position(3, 0), Position(4, 0)), "requests>=9\n\nflask<2\n"))
    snapshot = replace(snapshot, projects={**snapshot.projects, (KEY, ProjectName("flask")): Absent()})
    catch_up(snapshot, URI)
    assert not prepare(snapshot, URI)
    pieces = 1
    while not prepare(snapshot, URI):
        pieces += 1
    assert pieces > 1
    kept, fresh = diagnose(snapshot, URI), looked_at_afresh(snapshot, URI)
    assert kept.value == fresh.value
    assert prepare(snapshot, URI)


def test_a_first_look_that_was_begun_for_other_settings_is_begun_anew() -> None:
    case = Case("-- requirements.txt --\n" + "nothing\n" * 200 + FACTS)
    snapshot = replace(case.snapshot, settings=Settings(offline=True))
    assert not prepare(snapshot, URI)
    quiet = Settings(severities=MappingProxyType({"not-installed": Severity.OFF}))
    snapshot = replace(snapshot, settings=quiet)
    assert not prepare(snapshot, URI)
    assert diagnose(snapshot, URI).value == looked_at_afresh(snapshot, URI).value


def test_a_short_document_needs_no_pieces() -> None:
    case = Case(f"-- requirements.txt --\nnothing\n{FACTS.lstrip()}")
    assert prepare(case.snapshot, URI)
    assert prepare(case.snapshot, uri_of("other.txt"))
