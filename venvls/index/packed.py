"""What an index said of a project as bytes: as the cache holds it and as the worker sends it.

Most answers are only passed on from the one to the other, so they are not read on the way (`summary`
does, where several have to be joined). Does not know what the bytes mean.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Packed:
    """A `Project` in MessagePack, and the sources of its releases likewise, both compressed.

    `fetched` and `fresh_until` are seconds since the epoch; the index may have confirmed the bytes long
    after it sent them.
    """

    project: bytes
    sources: bytes
    fetched: float
    fresh_until: float = 0.0
