"""Zipped eggs, as `setup.py install` and `easy_install` left them: one file of modules.

Nobody makes them any more, but what is old keeps them. Reads the table of contents and one member.
"""

import zipfile
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ZippedEgg:
    """`metadata` is its PKG-INFO, `names` are the paths of all of its files, with `/`."""

    metadata: bytes
    names: tuple[str, ...]


def read_zipped_egg(path: str, limit: int) -> ZippedEgg | None:
    """Return what a zipped egg holds, `limit` bytes of its PKG-INFO at most; `None` when it is none."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("EGG-INFO/PKG-INFO") as member:
            return ZippedEgg(member.read(limit), tuple(archive.namelist()))
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return None
