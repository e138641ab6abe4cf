"""Facts as one analysis reads them: every question asked is remembered with the answer it got.

What was asked and never answered is what an `Answer` reports as missing; what was read tells
whether an earlier result still holds. Knows neither who answers nor what the answers mean.
"""

from collections.abc import Iterable, Mapping

from venvls.analysis.answer import (
    Answer,
    Missing,
    NeedMetadata,
    NeedNames,
    NeedProject,
    NeedProviders,
    NeedPublishers,
    NeedSimilar,
    NeedVulnerabilities,
    T,
)
from venvls.analysis.outdated import fresh_until
from venvls.analysis.snapshot import NameList, Snapshot
from venvls.model.facts import Absent, Fact
from venvls.model.names import ModuleName, ProjectName
from venvls.model.release import Project, Provider, Publisher, ReleaseMetadata
from venvls.model.settings import NameLists, Settings
from venvls.model.vulnerability import Vulnerability


class Facts:
    """What is known of one index configuration.

    With an empty `key` the configuration itself is not known yet: nothing is answered, and nothing
    is missing either, because nobody could be asked.
    """

    __slots__ = ("_key", "_read", "_snapshot", "_unlisted")

    def __init__(self, snapshot: Snapshot, key: str) -> None:
        self._snapshot = snapshot
        self._key = key
        self._read: dict[Missing, object] = {}
        self._unlisted: set[str] = set()

    def project(self, name: ProjectName) -> Fact[Project] | None:
        """Return what the index says about a project, `None` when it was not asked."""
        answer = self._snapshot.projects.get((self._key, name))
        self._read[NeedProject(self._key, name)] = answer
        return answer

    def metadata(self, name: ProjectName, version: str) -> Fact[ReleaseMetadata] | None:
        """Return the core metadata of a release."""
        answer = self._snapshot.metadata.get((self._key, name, version))
        self._read[NeedMetadata(self._key, name, version)] = answer
        return answer

    def vulnerabilities(self, name: ProjectName, version: str) -> Fact[tuple[Vulnerability, ...]] | None:
        """Return the known vulnerabilities of a release; `Unavailable` means that nobody scanned it."""
        need = NeedVulnerabilities(self._key, name, version, self.settings.vulnerability_service)
        answer = self._snapshot.vulnerabilities.get(need)
        self._read[need] = answer
        return answer

    def publishers(self, name: ProjectName, version: str) -> Fact[tuple[Publisher, ...]] | None:
        """Return who published a release, as far as its index attests that."""
        need = NeedPublishers(self._key, name, version)
        answer = self._snapshot.publishers.get(need)
        self._read[need] = answer
        return answer

    def providers(
        self, module: ModuleName, candidates: tuple[ProjectName, ...]
    ) -> Fact[tuple[Provider, ...]] | None:
        """Return which of the candidates are proved to provide a module."""
        answer = self._snapshot.providers.get((self._key, module))
        if candidates:
            self._read[NeedProviders(self._key, module, candidates)] = answer
        return answer

    def names(self) -> NameList | None:
        """Return the list of all names where it is already there, without asking for it."""
        return self._snapshot.names.get(self._key)

    def wanted_names(self) -> NameList | None:
        """Return the list of all names, asking for it when it is not there."""
        answer = self.names()
        self._read[NeedNames(self._key)] = answer
        return answer

    def similar(self, name: ProjectName) -> Fact[tuple[str, ...]] | None:
        """Return the listed names that were probably meant by `name`, where lists are wanted.

        To compare with a long list takes milliseconds, so that is a fact of its own.
        """
        if self.settings.index_names is NameLists.OFF:
            return None
        need = NeedSimilar(self._key, name)
        answer = self._snapshot.similar.get(need)
        self._read[need] = answer
        return answer

    def listing(self, folder: str) -> tuple[str, ...]:
        """Return what lies in a folder, folders with a slash at the end; nothing while that is not known."""
        found = self._snapshot.listings.get(folder)
        if found is None:
            self._unlisted.add(folder)
        return found or ()

    def is_known_absent(self, name: ProjectName) -> bool:
        """Tell whether the index has said already that there is no such project; nobody is asked."""
        return isinstance(self._snapshot.projects.get((self._key, name)), Absent)

    @property
    def settings(self) -> Settings:
        """What the user decided."""
        return self._snapshot.settings

    @property
    def now(self) -> float:
        """The time of the question in seconds since the epoch, 0 where nobody looked at a clock."""
        return self._snapshot.now

    @property
    def read(self) -> Mapping[Missing, object]:
        """Every question so far with its answer."""
        return self._read

    @property
    def missing(self) -> frozenset[Missing]:
        """The questions that nobody answered yet."""
        if not self._key:
            return frozenset()
        return frozenset(question for question, answer in self._read.items() if answer is None)

    @property
    def outdated(self) -> frozenset[Missing]:
        """The questions about projects whose answers have grown old; none where the time is not known."""
        projects = [question for question in self._read if self.now and isinstance(question, NeedProject)]
        return frozenset(question for question in projects if self._has_aged(question))

    def answer(self, value: T) -> Answer[T]:
        """Return `value` with what could still change it."""
        return Answer(value, self.missing, self.outdated, frozenset(self._unlisted))

    def _has_aged(self, question: NeedProject) -> bool:
        moment = fresh_until(self._snapshot.projects.get((question.key, question.name)))
        return moment is not None and moment < self.now


def learned_between(before: Snapshot, now: Snapshot, questions: Iterable[Missing]) -> frozenset[Missing]:
    """Return which of the questions two snapshots answer differently, and perhaps others.

    They are gone through only where the snapshots do not say what has landed in between.
    """
    for place in range(len(now.news) - 2, -1, -1):
        if now.news[place] is before.news[-1]:
            return frozenset().union(*now.news[place + 1 :])
    return frozenset(each for each in questions if _lookup(before, each) is not _lookup(now, each))


def _lookup(snapshot: Snapshot, question: Missing) -> object:
    match question:
        case NeedProject(key, name):
            return snapshot.projects.get((key, name))
        case NeedMetadata(key, name, version):
            return snapshot.metadata.get((key, name, version))
        case NeedVulnerabilities():
            return snapshot.vulnerabilities.get(question)
        case NeedPublishers():
            return snapshot.publishers.get(question)
        case NeedProviders(key, module):
            return snapshot.providers.get((key, module))
        case NeedNames(key):
            return snapshot.names.get(key)
        case NeedSimilar():
            return snapshot.similar.get(question)
