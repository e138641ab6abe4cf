"""How facts are asked for, once each, and again when they have grown old or the index was away.

An old fact stays until there is another; one that says the same as before changes nothing but its age.
While an index is down a single fact is tried now and then; the first answer brings all the others.
"""

from dataclasses import replace
from typing import TypeVar, assert_never

from venvls.analysis.answer import Missing, NeedVulnerabilities
from venvls.analysis.snapshot import Snapshot
from venvls.model.facts import Absent, Fact, Known, Reason, Unavailable
from venvls.session.changes import (
    FactsLearned,
    FactsMissing,
    FactsOutdated,
    Learned,
    MetadataLearned,
    NamesLearned,
    ProjectLearned,
    ProvidersLearned,
    PublishersLearned,
    RetryDue,
    SimilarLearned,
    VulnerabilitiesLearned,
)
from venvls.session.effects import Diagnose, Effect, Learn, Refresh, RetryLater
from venvls.session.state import Failed, State, put, without

K = TypeVar("K")
V = TypeVar("V")
Result = tuple[State, tuple[Effect, ...]]

REMEMBERED = 64
"""Batches of facts that a snapshot names; who looked before those compares all that was read."""

_LASTING = frozenset({Reason.NOT_TRUSTED, Reason.NO_INDEX, Reason.QUARANTINED})
"""Reasons that waiting does not mend: they end with another configuration, which has another key."""


def missing(state: State, change: FactsMissing) -> Result:
    """Ask for what was not asked before."""
    new = change.missing - state.asked
    return (replace(state, asked=state.asked | new), (Learn(new),)) if new else (state, ())


def outdated(state: State, change: FactsOutdated) -> Result:
    """Ask again, which is no hurry: what is known is still used."""
    return (state, (Learn(change.outdated),)) if change.outdated else (state, ())


def learned(state: State, change: FactsLearned) -> Result:
    """Keep the facts, analyse what they touch, and see about those that could not be asked."""
    news = [item for item in change.facts if _is_news(state.snapshot, item)]
    snapshot = _with_facts(state.snapshot, change.facts, frozenset(item.need for item in news))
    needs, keys = {item.need for item in change.facts}, {item.need.key for item in news}
    asked = state.asked if needs <= state.asked else state.asked | needs
    state = replace(state, snapshot=snapshot, asked=asked)
    diagnoses = tuple(
        Diagnose(uri)
        for root, scope in snapshot.scopes.items()
        if scope.index.key in keys
        for uri in snapshot.open_documents(root)
    )
    retries: tuple[Effect, ...] = ()
    for source in sorted({_source(item.need) for item in change.facts}):
        items = [item for item in change.facts if _source(item.need) == source]
        state, effects = _after_answers(state, source, items)
        retries = (*retries, *effects)
    # Lenses and hints that show newer releases stand on facts too.
    touched = {diagnose.uri for diagnose in diagnoses} & snapshot.upgrades
    return state, (*diagnoses, *((Refresh(),) if touched else ()), *retries)


def retry_due(state: State, change: RetryDue) -> Result:
    """Try one of the facts that could not be asked."""
    failed = state.failed.get(change.key)
    if failed is None:
        return state, ()
    return state, (Learn(frozenset({failed.probe})),)


def _source(need: Missing) -> str:
    """Return whom a fact is asked of: that advisories cannot be had says nothing of the index itself."""
    return f"advisories {need.key}" if isinstance(need, NeedVulnerabilities) else need.key


def _after_answers(state: State, key: str, items: list[Learned]) -> Result:
    before = state.failed.get(key)
    needs = before.needs if before is not None else frozenset[Missing]()
    now_failed = frozenset(item.need for item in items if _is_worth_retrying(item))
    answered = frozenset(item.need for item in items) - now_failed
    # A copy less, where there may be ten thousand of them.
    owed = (needs if needs.isdisjoint(answered) else needs - answered) | now_failed
    if not owed:
        return (replace(state, failed=without(state.failed, key)) if before else state), ()
    # One timer a configuration: it is started by the first failure and again by each failed try.
    probe = _probe(before, owed, now_failed)
    is_turn = probe in now_failed
    is_back = before is not None and before.attempts > 0 and any(map(_is_heard, items))
    attempts = (0 if before is None or is_back else before.attempts) + is_turn
    state = replace(state, failed=put(state.failed, key, Failed(owed, probe, attempts)))
    # When the index is back, everything that is still owed is asked for at once.
    asks = (Learn(owed - now_failed),) if is_back and owed - now_failed else ()
    return state, (*asks, *((RetryLater(key, attempts),) if is_turn else ()))


def _probe(before: Failed | None, owed: frozenset[Missing], now_failed: frozenset[Missing]) -> Missing:
    if before is not None and before.probe in owed:
        return before.probe
    # The least of the few that landed together: always the same, without sorting all that is owed.
    return min(now_failed or owed, key=repr)


def _is_worth_retrying(item: Learned) -> bool:
    return isinstance(item.fact, Unavailable) and item.fact.reason not in _LASTING


def _is_heard(item: Learned) -> bool:
    # A stale answer is what somebody said before; it does not show that anybody answers now.
    return item.fact == Absent() or (isinstance(item.fact, Known) and not item.fact.stale)


def _is_news(snapshot: Snapshot, item: Learned) -> bool:
    """Tell whether analysis could say something else for it; ages are told when somebody asks."""
    if not isinstance(item, ProjectLearned) or snapshot.settings.minimum_release_age:
        return True
    match snapshot.projects.get((item.need.key, item.need.name)), item.fact:
        case Known(before), Known(now):
            return replace(before, fetched=now.fetched, fresh_until=now.fresh_until) != now
        case Known(), Unavailable():
            return False
        case before, now:
            return before != now


def _with_facts(snapshot: Snapshot, items: tuple[Learned, ...], news: frozenset[Missing]) -> Snapshot:
    # Copies of at most ten thousand references, a tenth of a millisecond, or a few where they lie far apart.
    projects, metadata = dict(snapshot.projects), dict(snapshot.metadata)
    providers, names = dict(snapshot.providers), dict(snapshot.names)
    vulnerabilities, publishers = dict(snapshot.vulnerabilities), dict(snapshot.publishers)
    similar = snapshot.similar
    for item in items:
        key = item.need.key
        match item:
            case ProjectLearned(need, fact):
                _keep(projects, (key, need.name), fact)
            case MetadataLearned(need, fact):
                _keep(metadata, (key, need.name, need.version), fact)
            case VulnerabilitiesLearned(need, fact):
                _keep(vulnerabilities, need, fact)
            case PublishersLearned(need, fact):
                _keep(publishers, need, fact)
            case ProvidersLearned(need, fact):
                _keep(providers, (key, need.module), fact)
            case NamesLearned(_, listed):
                if isinstance(listed, Known):
                    names[key] = listed.value
            case SimilarLearned(need, fact):
                similar = put(similar, need, fact)
            case _:
                assert_never(item)
    return replace(
        snapshot,
        revision=snapshot.revision + 1,
        projects=projects,
        metadata=metadata,
        providers=providers,
        names=names,
        vulnerabilities=vulnerabilities,
        publishers=publishers,
        similar=similar,
        news=(*snapshot.news[-REMEMBERED:], news) if news else snapshot.news,
    )


def _keep(facts: dict[K, Fact[V]], place: K, fact: Fact[V]) -> None:
    # An answer of before is better than the news that nobody answers now.
    if isinstance(fact, Unavailable) and isinstance(facts.get(place), Known):
        return
    facts[place] = fact
