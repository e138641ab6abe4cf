"""Facts about one release, read without downloading it: metadata, modules, who published it.

Files of an index never change, so what was read once is kept by the file's digest. Does not know which
release anybody wants.
"""

import hashlib
import re
import zipfile
from collections import Counter
from functools import partial

import msgspec

from venvls.index import local
from venvls.index.address import host_of, without_credentials
from venvls.index.attestations import read_publishers
from venvls.index.cache import Cache
from venvls.index.client import METADATA, PROVENANCE, WHEEL, Client
from venvls.index.core_metadata import read_metadata
from venvls.index.exchange import Answer
from venvls.index.failures import IndexFailureError
from venvls.index.page import MalformedAnswerError
from venvls.index.single_flight import SingleFlight
from venvls.index.summary import Source
from venvls.index.wheel import WheelFiles, read_wheel
from venvls.index.wheel_modules import WheelModules, modules
from venvls.model.facts import Reason
from venvls.model.index_configuration import IndexConfiguration
from venvls.model.names import ProjectName
from venvls.model.release import Publisher, ReleaseMetadata, is_version, parsed_version

_METADATA = msgspec.msgpack.Decoder(ReleaseMetadata)
_PUBLISHERS = msgspec.msgpack.Decoder(tuple[Publisher, ...])
_MODULES = msgspec.msgpack.Decoder(WheelModules)
_CODE = (".py", ".so", ".pyd")
_MOST_SUSPECTS = 4
_SMALL = 400
"""Bytes: an `__init__.py` of a package that is shared in the ways before PEP 420 holds one statement."""


class Releases:
    """Reads wheels and remembers what they hold."""

    def __init__(self, client: Client, cache: Cache) -> None:
        self._client = client
        self._cache = cache
        self._without_metadata: set[str] = set()
        self._metadata: SingleFlight[ReleaseMetadata] = SingleFlight()
        self._modules: SingleFlight[WheelModules] = SingleFlight()
        self._publishers: SingleFlight[tuple[Publisher, ...]] = SingleFlight()

    async def metadata(
        self, name: ProjectName, version: str, source: Source, configuration: IndexConfiguration
    ) -> ReleaseMetadata:
        """Return the metadata of a release; raises `IndexFailureError`."""
        key = f"metadata {_identity(source)}"
        cached = self._cache.derived(key)
        if cached is not None:
            return _METADATA.decode(cached)

        async def fetch() -> ReleaseMetadata:
            found = _checked(await self._metadata_bytes(source, configuration), name, version, source)
            self._cache.store_derived(key, msgspec.msgpack.encode(found))
            return found

        _refuse_offline(configuration)
        return await self._metadata.run(key, fetch)

    async def modules(self, source: Source, configuration: IndexConfiguration) -> WheelModules:
        """Return the modules of a wheel; raises `IndexFailureError`."""
        key = f"modules {_identity(source)}"
        cached = self._cache.derived(key)
        if cached is not None:
            return _MODULES.decode(cached)

        async def fetch() -> WheelModules:
            files = await read_wheel(partial(self._part, source.url, configuration), _may_share)
            found = modules(files.names, declared_namespaces=_shared(files))
            self._cache.store_derived(key, msgspec.msgpack.encode(found))
            return found

        _refuse_offline(configuration)
        return await self._modules.run(key, fetch)

    async def publishers(self, source: Source, configuration: IndexConfiguration) -> tuple[Publisher, ...]:
        """Return who published a file as its index attests; raises `IndexFailureError`."""
        key = f"publishers {_identity(source)}"
        cached = self._cache.derived(key)
        if cached is not None:
            return _PUBLISHERS.decode(cached)

        async def fetch() -> tuple[Publisher, ...]:
            found = await self._client.read(
                source.provenance,
                configuration,
                limits=PROVENANCE,
                headers={"Accept": "application/vnd.pypi.integrity.v1+json, application/json;q=0.9"},
                understand=_publishers,
            )
            self._cache.store_derived(key, msgspec.msgpack.encode(found))
            return found

        _refuse_offline(configuration)
        return await self._publishers.run(key, fetch)

    async def close(self) -> None:
        """End all requests."""
        await self._metadata.close()
        await self._modules.close()
        await self._publishers.close()

    async def _metadata_bytes(self, source: Source, configuration: IndexConfiguration) -> bytes:
        if self._may_have_metadata(source):
            answer = await self._client.get(f"{source.url}.metadata", configuration, limits=METADATA)
            if answer.status == 200:
                return _as_announced(answer.body, source)
            if source.announced is None:
                self._without_metadata.add(host_of(source.url))
        files = await read_wheel(partial(self._part, source.url, configuration), _metadata_file)
        return next(iter(files.contents.values()), b"")

    def _may_have_metadata(self, source: Source) -> bool:
        # Many indexes serve it without a word (PEP 658 came before they said so): try once per host.
        if local.is_local(source.url) or source.announced is not None:
            return bool(source.announced)
        return host_of(source.url) not in self._without_metadata

    async def _part(self, address: str, configuration: IndexConfiguration, wanted: str) -> Answer:
        if local.is_local(address):
            return local.read_part(address, wanted)
        headers = {"Accept-Encoding": "identity", **({"Range": wanted} if wanted else {})}
        return await self._client.get(address, configuration, limits=WHEEL, headers=headers)


def _as_announced(body: bytes, source: Source) -> bytes:
    if source.metadata_sha256 and hashlib.sha256(body).hexdigest() != source.metadata_sha256.lower():
        raise IndexFailureError(
            Reason.NONSENSE, f"`{host_of(source.url)}` sent other metadata than it announced"
        )
    return body


def _identity(source: Source) -> str:
    return source.sha256 or without_credentials(source.url)


def _publishers(answer: Answer) -> tuple[Publisher, ...]:
    return read_publishers(answer.body) if answer.status == 200 else ()


def _refuse_offline(configuration: IndexConfiguration) -> None:
    if configuration.offline:
        raise IndexFailureError(Reason.OFFLINE, "venvls is set to work offline")


def _checked(body: bytes, name: ProjectName, version: str, source: Source) -> ReleaseMetadata:
    try:
        found = read_metadata(body)
    except MalformedAnswerError as error:
        raise IndexFailureError(Reason.NONSENSE, f"`{host_of(source.url)}`: {error}") from error
    same = is_version(found.version) and parsed_version(found.version) == parsed_version(version)
    if found.project != name or not same:
        raise IndexFailureError(
            Reason.NONSENSE,
            f"`{host_of(source.url)}` sent the metadata of `{found.project} {found.version}` "
            f"for `{name} {version}`",
        )
    return found


def _metadata_file(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    return [entry for entry in entries if re.fullmatch(r"[^/]+\.dist-info/METADATA", entry.filename)][:1]


def _may_share(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Return the files that may declare a namespace in one of the ways before PEP 420.

    A package that does so holds an `__init__.py` of one statement, and nothing else but packages.
    """
    modules_in = Counter(
        entry.filename.rpartition("/")[0] for entry in entries if entry.filename.endswith(_CODE)
    )

    def is_suspect(entry: zipfile.ZipInfo) -> bool:
        folder, _, file = entry.filename.rpartition("/")
        if file == "namespace_packages.txt":
            return folder.endswith(".dist-info")
        return file == "__init__.py" and 20 < entry.file_size < _SMALL and modules_in[folder] == 1

    return list(filter(is_suspect, entries))[:_MOST_SUSPECTS]


def _shared(files: WheelFiles) -> frozenset[str]:
    shared: set[str] = set()
    for name, content in files.contents.items():
        if name.endswith("/namespace_packages.txt"):
            shared.update(content.decode("utf-8", "replace").split())
        elif b"extend_path" in content or b"declare_namespace" in content:
            shared.add(name.rpartition("/")[0].replace("/", "."))
    return frozenset(shared)
