"""Which old answers are asked for again, and for whom."""

from dataclasses import replace

import pytest

from venvls.analysis.answer import NeedProject
from venvls.analysis.facts import Facts
from venvls.analysis.outdated import outdated
from venvls.analysis.snapshot import Scope, Snapshot
from venvls.model.facts import Absent, Known, Reason, Unavailable
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.modules import ModuleTable
from venvls.model.names import ProjectName, Uri
from venvls.model.release import Project
from venvls.session import State, apply
from venvls.session.changes import DocumentClosed, DocumentOpened, ScopeFound

MANIFEST = Uri("file:///shop/requirements.txt")
SCOPE = Scope(Uri("file:///shop"), "/shop", index=IndexConfiguration("main"))
NOW = 1000.0


def known(name: str, fresh_until: float) -> Known[Project]:
    return Known(Project(ProjectName(name), name, (), fresh_until=fresh_until))


@pytest.fixture
def state() -> State:
    state = State()
    for change in (
        DocumentOpened(MANIFEST, "/shop/requirements.txt", "", 1, "old\nolder\nfresh\ngone\naway\nunasked\n"),
        ScopeFound(MANIFEST, SCOPE, ModuleTable()),
    ):
        state, _ = apply(state, change)
    facts = {
        "old": known("old", 900.0),
        "older": known("older", 800.0),
        "fresh": known("fresh", 1100.0),
        "gone": Absent(850.0),
        "away": Unavailable(Reason.REFUSED),
        "elsewhere": known("elsewhere", 1.0),
    }
    projects = {("main", ProjectName(name)): fact for name, fact in facts.items()}
    return state.with_snapshot(projects=projects, now=NOW)


def found(snapshot: Snapshot, most: int = 64) -> set[str]:
    return {need.name for need in outdated(snapshot, most)}


def test_what_open_manifests_name_is_asked_for_again_once_it_is_old(state):
    assert found(state.snapshot) == {"old", "older", "gone"}


def test_what_nobody_names_any_more_is_left_alone(state):
    assert "elsewhere" not in found(state.snapshot)


def test_what_never_had_an_answer_is_somebody_elses_affair(state):
    assert not {"away", "unasked"} & found(state.snapshot)


def test_of_very_many_the_oldest_come_first(state):
    assert found(state.snapshot, 1) == {"older"}
    assert found(state.snapshot, 2) == {"older", "gone"}


def test_while_nothing_is_open_nothing_is_wanted(state):
    closed, _ = apply(state, DocumentClosed(MANIFEST))
    assert found(closed.snapshot) == set()


def test_a_hover_says_which_of_its_facts_are_old(state):
    facts = Facts(state.snapshot, "main")
    for name in ("old", "fresh", "gone", "unasked"):
        facts.project(ProjectName(name))
    assert facts.answer(None).outdated == {
        NeedProject("main", ProjectName("old")),
        NeedProject("main", ProjectName("gone")),
    }


def test_without_a_clock_nothing_is_old(state):
    facts = Facts(replace(state.snapshot, now=0.0), "main")
    facts.project(ProjectName("old"))
    assert facts.answer(None).outdated == frozenset()
