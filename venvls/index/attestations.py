"""Who published a file, from the provenance that its index serves (PEP 740, "Provenance objects").

The index vouches for what is said here: signatures are not checked, so nothing is called "verified".
Does no I/O.
"""

import msgspec

from venvls.index.page import UNREADABLE, MalformedAnswerError
from venvls.model.release import Publisher

_LONGEST = 200
_MOST = 8


class _Publisher(msgspec.Struct):
    kind: str
    repository: str | None = None
    email: str | None = None
    workflow: str | None = None
    workflow_filepath: str | None = None


class _Bundle(msgspec.Struct):
    publisher: _Publisher


class _Provenance(msgspec.Struct):
    attestation_bundles: list[_Bundle]
    version: int = 1


_PROVENANCES = msgspec.json.Decoder(_Provenance)


def read_publishers(body: bytes) -> tuple[Publisher, ...]:
    """Read a provenance, each publisher once; raises `MalformedAnswerError`."""
    try:
        provenance = _PROVENANCES.decode(body)
    except UNREADABLE as error:
        raise MalformedAnswerError(f"the answer is no provenance: {error}") from error
    if provenance.version != 1:
        raise MalformedAnswerError(f"the provenance has version {provenance.version}")
    publishers = (_publisher(bundle.publisher) for bundle in provenance.attestation_bundles)
    return tuple(dict.fromkeys(publishers))[:_MOST]


def _publisher(said: _Publisher) -> Publisher:
    return Publisher(
        kind=said.kind[:_LONGEST],
        identity=(said.repository or said.email or "")[:_LONGEST],
        workflow=(said.workflow or said.workflow_filepath or "")[:_LONGEST],
    )
