"""A project's page of an index, as sent: the one form that JSON and HTML answers are read into.

Only names and addresses of files are required; everything else may be missing (PEP 503, 691).
Does not know which release a file belongs to.
"""

from dataclasses import dataclass

import msgspec


class MalformedAnswerError(Exception):
    """The index answered something that is not what it was asked for; the text says what."""


UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading JSON raises: for what is none, for other bytes than UTF-8, for what is nested too deep."""


class Hashes(msgspec.Struct, frozen=True, gc=False):
    """The digests we use (PEP 691, `hashes`)."""

    sha256: str = ""


class File(msgspec.Struct, frozen=True, gc=False, rename="kebab"):
    """One distribution file.

    A structure of the decoder and not a data class: a page can have a hundred thousand of them, and
    making each twice would double the time. `url` may be relative to the page. `core_metadata` is
    what PEP 714 says, `None` where the index says nothing; `upload_time` is as PEP 700 has it.
    """

    filename: str
    url: str
    requires_python: str | None = None
    yanked: bool | str | None = None
    core_metadata: bool | Hashes | None = None
    dist_info_metadata: bool | Hashes | None = None
    hashes: Hashes = Hashes()
    size: int | None = None
    upload_time: str | None = None
    provenance: str | None = None

    @property
    def yanked_because(self) -> str | None:
        """The reason for yanking it, possibly empty, or `None` when it is not yanked (PEP 592)."""
        if self.yanked is None or self.yanked is False:
            return None
        return self.yanked if isinstance(self.yanked, str) else ""

    @property
    def announces_metadata(self) -> bool | None:
        """Whether `.metadata` is said to lie beside it; `None` when nothing is said (PEP 658, 714)."""
        said = self._said_of_metadata
        return None if said is None else bool(said)

    @property
    def metadata_sha256(self) -> str:
        """The digest of the `.metadata` beside it, empty where none is said."""
        said = self._said_of_metadata
        return said.sha256 if isinstance(said, Hashes) else ""

    @property
    def _said_of_metadata(self) -> bool | Hashes | None:
        return self.core_metadata if self.core_metadata is not None else self.dist_info_metadata


@dataclass(frozen=True, slots=True)
class Page:
    """All files of a project. `address` is where relative addresses of files begin.

    `status` and `status_reason` are PEP 792's, empty where the index says nothing.
    """

    name: str
    address: str
    files: tuple[File, ...]
    status: str = ""
    status_reason: str = ""


def check_api_version(version: str) -> None:
    """Raise `MalformedAnswerError` for a major version that we cannot read (PEP 629)."""
    major = version.partition(".")[0].strip()
    if major != "1":
        raise MalformedAnswerError(f"the index speaks version `{version[:20]}` of the API")
