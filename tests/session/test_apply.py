"""What each change makes the daemon do: no loop, no clock, no mock."""

from dataclasses import replace

from venvls.analysis.answer import NeedProject, NeedVulnerabilities
from venvls.analysis.snapshot import Scope
from venvls.model.environment import MISSING, Environment, EnvironmentState, Override
from venvls.model.facts import Absent, Known, Reason, Unavailable
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.modules import ModuleTable
from venvls.model.names import ProjectName, Uri
from venvls.model.release import Project
from venvls.model.settings import Settings
from venvls.session import State, apply
from venvls.session.changes import (
    DocumentClosed,
    DocumentEdited,
    DocumentOpened,
    DocumentRead,
    FactsLearned,
    FactsMissing,
    FactsOutdated,
    FilesChanged,
    ProjectLearned,
    RetryDue,
    ScopeFound,
    ScopeInspected,
    SettingsChanged,
    UpgradesWanted,
    UserPaused,
    VulnerabilitiesLearned,
)
from venvls.session.documents import AT_ONCE, LOCK_AT_ONCE
from venvls.session.documents import opened as opened_document
from venvls.session.effects import (
    Announce,
    AwaitPause,
    ClearDiagnostics,
    Diagnose,
    FindIncluder,
    FindScope,
    Inspect,
    Learn,
    OfferEnvironment,
    Read,
    Recover,
    Refresh,
    RetryLater,
)
from venvls.syntax.manifest import ManifestKind
from venvls.syntax.parsing import LONGEST, parse_manifest
from venvls.text import Position, Range, Text, TextEdit

ROOT = Uri("file:///shop")
MANIFEST = Uri("file:///shop/requirements.txt")
MODULE = Uri("file:///shop/app.py")
READY = Environment(EnvironmentState.READY, prefix="/shop/.venv", interpreter="/shop/.venv/bin/python")
SCOPE = Scope(ROOT, "/shop", READY, index=IndexConfiguration("main"), trusted=True)
FLASK = NeedProject("main", ProjectName("flask"))
DJANGO = NeedProject("main", ProjectName("django"))
RELEASES = Known(Project(ProjectName("flask"), "Flask", ()))
AWAY = Unavailable(Reason.REFUSED)


def opened(uri: Uri = MANIFEST, source: str = "flask\n", language: str = "") -> DocumentOpened:
    return DocumentOpened(uri, uri.removeprefix("file://"), language, 1, source)


def after(*changes, state: State | None = None):
    """Return the state after changes, and the effects of the last one."""
    state, effects = state or State(), ()
    for change in changes:
        state, effects = apply(state, change)
    return state, effects


def found(uri: Uri = MANIFEST, scope: Scope = SCOPE) -> ScopeFound:
    return ScopeFound(uri, scope, ModuleTable())


def typed(text: str, uri: Uri = MANIFEST) -> DocumentEdited:
    start = Position(0, 0)
    return DocumentEdited(uri, 2, (TextEdit(Range(start, start), text),))


LOCK = Uri("file:///shop/uv.lock")
LOCKED = '[[package]]\nname = "flask"\nversion = "3.0"\n\n'
LONG = "flask\n" + "# and so on\n" * (AT_ONCE // 12)


def read_from(text: Text) -> DocumentRead:
    return DocumentRead(MANIFEST, text, parse_manifest(ManifestKind.REQUIREMENTS, text))


class TestDocuments:
    def test_an_opened_manifest_is_analysed_once_its_project_is_known(self):
        state, effects = after(opened())
        assert effects == (FindScope(MANIFEST, "/shop/requirements.txt"),)
        _, effects = after(found(), state=state)
        assert Diagnose(MANIFEST) in effects

    def test_a_long_manifest_is_read_beside_the_loop(self):
        state, effects = after(opened(source=LONG))
        text = state.snapshot.documents[MANIFEST].text
        assert Read(MANIFEST, ManifestKind.REQUIREMENTS, text) in effects
        state, effects = after(read_from(text), state=state)
        assert effects == (Diagnose(MANIFEST),)
        assert state.snapshot.documents[MANIFEST].manifest == read_from(text).manifest

    def test_a_long_manifest_that_was_edited_meanwhile_is_read_again(self):
        state, _ = after(opened(source=LONG))
        before = state.snapshot.documents[MANIFEST].text
        state, _ = after(typed("x"), state=state)
        state, effects = after(read_from(before), state=state)
        now = state.snapshot.documents[MANIFEST].text
        assert str(now).startswith("xflask")
        assert effects == (Read(MANIFEST, ManifestKind.REQUIREMENTS, now),)
        assert after(read_from(now), state=state)[1] == (Diagnose(MANIFEST),)

    def test_a_long_manifest_that_was_closed_meanwhile_is_nobodys(self):
        state, _ = after(opened(source=LONG))
        text = state.snapshot.documents[MANIFEST].text
        state, _ = after(DocumentClosed(MANIFEST), state=state)
        assert after(read_from(text), state=state) == (state, ())

    def test_a_lock_that_somebody_types_in_is_read_after_a_pause(self):
        state, effects = after(opened(LOCK, LOCKED), typed('name = "x"\n', LOCK))
        assert effects == (AwaitPause(LOCK),)
        assert state.snapshot.documents[LOCK].manifest is None
        state, effects = after(UserPaused(LOCK), state=state)
        assert effects == (Diagnose(LOCK),)
        document = state.snapshot.documents[LOCK]
        assert document.manifest == parse_manifest(ManifestKind.LOCK, document.text)

    def test_a_long_lock_is_read_beside_the_loop_at_first_and_after_a_pause(self):
        state, effects = after(opened(LOCK, LOCKED * (LOCK_AT_ONCE // len(LOCKED) + 1)))
        text = state.snapshot.documents[LOCK].text
        assert Read(LOCK, ManifestKind.LOCK, text) in effects
        first = DocumentRead(LOCK, text, parse_manifest(ManifestKind.LOCK, text))
        state, effects = after(first, typed("# ", LOCK), typed("# ", LOCK), state=state)
        assert effects == (AwaitPause(LOCK),)
        _, effects = after(UserPaused(LOCK), state=state)
        assert effects == (Read(LOCK, ManifestKind.LOCK, state.snapshot.documents[LOCK].text),)

    def test_a_manifest_replaced_by_a_long_text_is_read_beside_the_loop(self):
        state, effects = after(opened(), DocumentEdited(MANIFEST, 2, (LONG,)))
        text = state.snapshot.documents[MANIFEST].text
        assert effects == (Read(MANIFEST, ManifestKind.REQUIREMENTS, text),)
        assert after(read_from(text), state=state)[1] == (Diagnose(MANIFEST),)

    def test_a_buffer_without_a_file_is_judged_at_once(self):
        uri = Uri("untitled:Untitled-1")
        _, effects = apply(State(), DocumentOpened(uri, "", "pip-requirements", 1, "flask\n"))
        assert effects == (Diagnose(uri),)

    def test_a_document_that_is_neither_manifest_nor_python_costs_nothing(self):
        _, effects = after(opened(Uri("file:///shop/notes.md"), "flask\n"))
        assert effects == ()

    def test_of_a_very_long_document_that_is_neither_nothing_is_kept(self):
        notes = Uri("file:///shop/notes.md")
        state, effects = after(opened(notes, "x" * (LONGEST + 1)), typed("y", notes))
        assert effects == ()
        document = state.snapshot.documents[notes]
        assert (str(document.text), document.has_text, document.version) == ("", False, 2)
        included = replace(
            opened_document(notes, "/shop/requirements.txt", "", None, "flask\n", ()), is_open=False
        )
        state, effects = after(ScopeInspected(SCOPE, (included,)), state=state)
        assert state.snapshot.documents[notes] == document
        assert FindScope(notes, document.path) not in effects

    def test_an_edit_of_a_manifest_is_analysed_at_once(self):
        state, effects = after(opened(), found(), typed("x"))
        assert effects == (Diagnose(MANIFEST),)
        assert str(state.snapshot.documents[MANIFEST].text) == "xflask\n"
        assert state.snapshot.documents[MANIFEST].version == 2

    def test_an_edit_of_a_module_waits_for_a_pause(self):
        state, effects = after(opened(MODULE, "\n"), found(MODULE), typed("import yaml", MODULE))
        assert effects == (AwaitPause(MODULE),)
        assert state.snapshot.documents[MODULE].imports == ()
        state, effects = after(UserPaused(MODULE), state=state)
        assert effects == (Diagnose(MODULE),)
        assert [each.module for each in state.snapshot.documents[MODULE].imports] == ["yaml"]

    def test_a_string_replaces_the_whole_text(self):
        state, _ = after(opened(), DocumentEdited(MANIFEST, 2, ("django\n",)))
        manifest = state.snapshot.documents[MANIFEST].manifest
        assert manifest
        assert [d.name for block in manifest.blocks for d in block.declarations] == ["django"]

    def test_a_closed_document_is_forgotten_and_cleared(self):
        state, effects = after(opened(), found(), DocumentClosed(MANIFEST))
        assert effects == (ClearDiagnostics(MANIFEST), Inspect(ROOT))
        assert MANIFEST not in state.snapshot.documents
        assert MANIFEST not in state.snapshot.scope_of

    def test_what_was_never_opened_cannot_be_edited_closed_or_found(self):
        for change in (typed("x"), DocumentClosed(MANIFEST), found(), UserPaused(MODULE)):
            assert after(change)[1] == ()


class TestTexts:
    """Files that are manifests not by their name, or not in spite of it."""

    LIST = Uri("file:///shop/deps.list")
    CHAPTER = Uri("file:///shop/docs/constraints.txt")
    PROSE = "Constraints are what this chapter is about.\n" * 12

    def test_a_text_may_be_included_by_a_manifest_that_nobody_has_open(self):
        assert after(opened(self.LIST))[1] == (FindIncluder(self.LIST, "/shop/deps.list"),)
        other = Uri("file:///shop/deps.conf")
        assert after(opened(other, language="plaintext"))[1] == (FindIncluder(other, "/shop/deps.conf"),)
        assert after(opened(Uri("file:///shop/app.js"), language="javascript"))[1] == ()

    def test_what_is_prose_is_looked_at_again_when_its_author_pauses(self):
        state, effects = after(opened(self.CHAPTER, self.PROSE))
        assert effects == ()
        state, effects = after(typed("And more of it.\n", self.CHAPTER), state=state)
        assert effects == (AwaitPause(self.CHAPTER),)
        state, effects = after(UserPaused(self.CHAPTER), state=state)
        assert effects == ()
        assert state.snapshot.documents[self.CHAPTER].manifest is None

    def test_what_was_prose_becomes_the_manifest_that_its_name_says(self):
        whole = DocumentEdited(self.CHAPTER, 2, ("flask<3\n",))
        state, effects = after(opened(self.CHAPTER, self.PROSE), whole, UserPaused(self.CHAPTER))
        document = state.snapshot.documents[self.CHAPTER]
        assert effects == (FindScope(self.CHAPTER, "/shop/docs/constraints.txt"),)
        assert document.manifest == parse_manifest(ManifestKind.CONSTRAINTS, Text.of("flask<3\n"))
        assert after(typed("six<2\n", self.CHAPTER), state=state)[1] == (Diagnose(self.CHAPTER),)


class TestScopes:
    def test_the_environment_is_announced_when_it_becomes_known(self):
        _, effects = after(opened(), found())
        assert Announce(ROOT, 1) in effects

    def test_an_interrupted_install_is_looked_for_once(self):
        state, effects = after(opened(), found())
        assert Recover(ROOT) in effects
        assert Recover(ROOT) not in after(ScopeInspected(replace(SCOPE, trusted=False)), state=state)[1]

    def test_nothing_is_recovered_in_a_folder_that_is_not_trusted(self):
        assert Recover(ROOT) not in after(opened(), found(scope=replace(SCOPE, trusted=False)))[1]

    def test_every_change_of_the_environment_raises_the_generation(self):
        gone = replace(SCOPE, environment=MISSING)
        state, _ = after(opened(), found(), ScopeInspected(gone))
        _, effects = after(ScopeInspected(SCOPE), state=state)
        assert effects == (Announce(ROOT, 3), Diagnose(MANIFEST))

    def test_nothing_happens_when_nothing_changed(self):
        _, effects = after(opened(), found(), ScopeInspected(SCOPE))
        assert effects == ()

    def test_a_new_first_party_module_is_analysed_but_not_announced(self):
        _, effects = after(
            opened(), found(), ScopeInspected(replace(SCOPE, standard_library=frozenset({"json"})))
        )
        assert effects == (Diagnose(MANIFEST),)

    def test_what_another_tool_has_settled_is_announced(self):
        pinned = replace(SCOPE, overrides=(Override("/ty.toml", "environment.python", "p", ("ty",)),))
        state, effects = after(opened(), found(), ScopeInspected(pinned))
        assert Announce(ROOT, 2) in effects
        _, effects = after(FilesChanged(("/ty.toml",)), state=state)
        assert Inspect(ROOT) in effects

    def test_creation_is_offered_once_for_a_folder_without_environment(self):
        missing = replace(SCOPE, environment=MISSING)
        state, effects = after(opened(), found(scope=missing))
        assert OfferEnvironment(ROOT) in effects
        _, effects = after(opened(MODULE, ""), found(MODULE, missing), state=state)
        assert OfferEnvironment(ROOT) not in effects

    def test_files_that_change_are_looked_at_where_they_are(self):
        state, _ = after(opened(), found())
        _, effects = after(FilesChanged(("/shop/.venv/pyvenv.cfg",)), state=state)
        assert effects == (Inspect(ROOT), FindScope(MANIFEST, "/shop/requirements.txt"))
        _, effects = after(FilesChanged(("/shopping/.venv/pyvenv.cfg",)), state=state)
        assert effects == ()


class TestFacts:
    def test_a_fact_is_asked_for_once(self):
        state, effects = after(opened(), found(), FactsMissing(frozenset({FLASK})))
        assert effects == (Learn(frozenset({FLASK})),)
        assert after(FactsMissing(frozenset({FLASK})), state=state)[1] == ()

    def test_a_fact_that_lands_is_analysed(self):
        state, effects = after(opened(), found(), FactsLearned((ProjectLearned(FLASK, RELEASES),)))
        assert effects == (Diagnose(MANIFEST),)
        assert state.snapshot.projects["main", ProjectName("flask")] == RELEASES

    def test_no_answer_does_not_replace_an_answer(self):
        state, _ = after(
            FactsLearned((ProjectLearned(FLASK, RELEASES),)), FactsLearned((ProjectLearned(FLASK, AWAY),))
        )
        assert state.snapshot.projects["main", ProjectName("flask")] == RELEASES

    def test_while_the_index_is_away_one_question_is_tried_now_and_then(self):
        both = (ProjectLearned(FLASK, AWAY), ProjectLearned(DJANGO, AWAY))
        state, effects = after(FactsLearned(both))
        assert effects == (RetryLater("main", 1),)
        state, effects = after(RetryDue("main"), state=state)
        assert effects == (Learn(frozenset({DJANGO})),)
        state, effects = after(FactsLearned((ProjectLearned(DJANGO, AWAY),)), state=state)
        assert effects == (RetryLater("main", 2),)

    def test_the_first_answer_brings_all_that_is_owed(self):
        both = (ProjectLearned(FLASK, AWAY), ProjectLearned(DJANGO, AWAY))
        state, _ = after(FactsLearned(both))
        state, effects = after(FactsLearned((ProjectLearned(DJANGO, Absent()),)), state=state)
        assert effects == (Learn(frozenset({FLASK})),)
        state, effects = after(FactsLearned((ProjectLearned(FLASK, RELEASES),)), state=state)
        assert effects == ()
        assert state.failed == {}

    def test_a_fact_that_has_grown_old_is_asked_for_again(self):
        state, _ = after(opened(), found(), FactsMissing(frozenset({FLASK})))
        assert after(FactsOutdated(frozenset({FLASK})), state=state)[1] == (Learn(frozenset({FLASK})),)
        assert after(FactsOutdated(frozenset()), state=state)[1] == ()

    def test_an_answer_that_is_only_younger_is_kept_and_nothing_is_judged_again(self):
        state, _ = after(opened(), found(), FactsLearned((ProjectLearned(FLASK, RELEASES),)))
        younger = Known(replace(RELEASES.value, fetched=5.0, fresh_until=9.0))
        later, effects = after(FactsLearned((ProjectLearned(FLASK, younger),)), state=state)
        assert effects == ()
        assert later.snapshot.news is state.snapshot.news
        assert later.snapshot.projects["main", ProjectName("flask")] == younger

    def test_where_releases_come_of_age_a_younger_answer_is_news(self):
        state, _ = after(opened(), found(), FactsLearned((ProjectLearned(FLASK, RELEASES),)))
        state, _ = after(SettingsChanged(Settings(minimum_release_age=60.0)), state=state)
        younger = Known(replace(RELEASES.value, fetched=5.0))
        assert after(FactsLearned((ProjectLearned(FLASK, younger),)), state=state)[1] == (Diagnose(MANIFEST),)

    def test_an_old_answer_does_not_show_that_the_index_is_back(self):
        state, _ = after(FactsLearned((ProjectLearned(FLASK, AWAY), ProjectLearned(DJANGO, AWAY))))
        state, _ = after(FactsLearned((ProjectLearned(DJANGO, AWAY),)), state=state)
        old = Known(RELEASES.value, stale=True)
        jinja = NeedProject("main", ProjectName("jinja2"))
        assert after(FactsLearned((ProjectLearned(jinja, old),)), state=state)[1] == ()

    def test_what_waiting_does_not_mend_is_not_tried_again(self):
        untrusted = Unavailable(Reason.NOT_TRUSTED)
        assert after(FactsLearned((ProjectLearned(FLASK, untrusted),)))[1] == ()


class TestSettings:
    def test_other_settings_are_looked_at_and_analysed_anew(self):
        _, effects = after(opened(), found(), SettingsChanged(Settings(offline=True)))
        assert effects == (Inspect(ROOT), Diagnose(MANIFEST))

    def test_a_document_that_a_pattern_fits_is_a_manifest_also_when_the_pattern_comes_later(self):
        needs, chapter = Uri("file:///shop/needs.lst"), Uri("file:///shop/chapter.lst")
        prose = "It was a dark night.\nNobody had thought of it, and so it came.\n" * 9
        state, _ = after(opened(needs), opened(chapter, prose), opened(Uri("file:///shop/notes.lst")))
        patterns = Settings(manifest_patterns=("needs.lst", "chapter.lst"))
        state, effects = after(SettingsChanged(patterns), state=state)
        assert effects == (FindScope(needs, "/shop/needs.lst"),)
        assert state.snapshot.documents[needs].manifest.kind is ManifestKind.REQUIREMENTS
        assert state.snapshot.documents[chapter].doubted is ManifestKind.REQUIREMENTS

    def test_other_settings_are_heard_by_buffers_that_belong_to_no_project(self):
        buffer = Uri("untitled:Untitled-1")
        state, _ = after(DocumentOpened(buffer, "", "pip-requirements", 1, "flask==\n"))
        assert after(SettingsChanged(Settings(offline=True)), state=state)[1] == (Diagnose(buffer),)

    def test_the_same_settings_change_nothing(self):
        assert after(opened(), found(), SettingsChanged(Settings()))[1] == ()


class TestUpgrades:
    def test_they_are_shown_in_a_document_until_they_are_cleared(self):
        state, effects = after(opened(), found(), UpgradesWanted(MANIFEST, wanted=True))
        assert effects == (Diagnose(MANIFEST), Refresh())
        assert state.snapshot.upgrades == {MANIFEST}
        assert after(UpgradesWanted(MANIFEST, wanted=True), state=state)[1] == ()
        state, effects = after(UpgradesWanted(MANIFEST, wanted=False), state=state)
        assert effects == (Diagnose(MANIFEST), Refresh())
        assert state.snapshot.upgrades == frozenset()

    def test_a_closed_document_wants_none_when_it_is_opened_again(self):
        state, _ = after(opened(), found(), UpgradesWanted(MANIFEST, wanted=True), DocumentClosed(MANIFEST))
        assert state.snapshot.upgrades == frozenset()

    def test_what_nobody_has_open_shows_none(self):
        assert after(UpgradesWanted(MANIFEST, wanted=True))[1] == ()

    def test_facts_that_land_bring_lenses_and_hints_up_to_date(self):
        state, _ = after(opened(), found(), UpgradesWanted(MANIFEST, wanted=True))
        _, effects = after(FactsLearned((ProjectLearned(FLASK, RELEASES),)), state=state)
        assert effects == (Diagnose(MANIFEST), Refresh())


class TestAdvisories:
    SCAN = NeedVulnerabilities("main", ProjectName("flask"), "3.0")

    def test_that_they_cannot_be_had_says_nothing_of_the_index(self):
        state, effects = after(opened(), found(), FactsLearned((VulnerabilitiesLearned(self.SCAN, AWAY),)))
        assert effects == (Diagnose(MANIFEST), RetryLater("advisories main", 1))
        state, effects = after(FactsLearned((ProjectLearned(FLASK, RELEASES),)), state=state)
        assert effects == (Diagnose(MANIFEST),)
        _, effects = after(RetryDue("advisories main"), state=state)
        assert effects == (Learn(frozenset({self.SCAN})),)
