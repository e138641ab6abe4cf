"""What an executable says of the machines it runs on: ELF, Mach-O and PE, by their first bytes.

Of a program in ELF also which C library it is linked with, by the name of its loader. Starts nothing, and
does not know what the program is.
"""

import re
import struct
from dataclasses import dataclass
from enum import StrEnum

from venvls.environments.reading import read_bytes

_LIMIT = 1 << 14
_PROGRAM_INTERPRETER = 3
_MOST_HEADERS = 64


class Library(StrEnum):
    """The C library of a program for Linux."""

    GLIBC = "glibc"
    MUSL = "musl"
    NONE = ""


@dataclass(frozen=True, slots=True)
class ExecutableFormat:
    """`machine` as in platform tags (`x86_64`, `i686`, `amd64`); `loader` is a path, empty for none."""

    system: str
    machine: str
    loader: str = ""

    @property
    def library(self) -> Library:
        """The C library that the loader belongs to."""
        if not self.loader:
            return Library.NONE
        return Library.MUSL if "musl" in self.loader else Library.GLIBC


def executable_format(path: str) -> ExecutableFormat | None:
    """Return what a file is, `None` where it cannot be read, is none of these, or is for several machines."""
    head = read_bytes(path, _LIMIT) if path else None
    if head is None:
        return None
    try:
        return _elf(head) or _mach_o(head) or _portable_executable(head)
    except (struct.error, IndexError):
        return None


def musl_version(loader: str) -> tuple[int, int] | None:
    """Return the version that a musl loader carries: it is the library as well, and prints it."""
    content = read_bytes(loader, 4 << 20)
    found = re.search(rb"\0(1)\.(\d{1,2})\.\d{1,2}(?:-git[\w-]*)?\0", content or b"")
    return (int(found[1]), int(found[2])) if found else None


def _elf(head: bytes) -> ExecutableFormat | None:
    if head[:4] != b"\x7fELF":
        return None
    order = "<" if head[5] == 1 else ">"
    is_wide = head[4] == 2
    (code,) = struct.unpack_from(f"{order}H", head, 18)
    machine = _ELF_MACHINES.get((code, is_wide, order))
    return ExecutableFormat("linux", machine, _loader(head, order, is_wide=is_wide)) if machine else None


def _loader(head: bytes, order: str, *, is_wide: bool) -> str:
    """Return what the program header `PT_INTERP` names (System V ABI, "Program Header")."""
    (table,) = struct.unpack_from(f"{order}{'Q' if is_wide else 'I'}", head, 32 if is_wide else 28)
    size, count = struct.unpack_from(f"{order}HH", head, 54 if is_wide else 42)
    for number in range(min(count, _MOST_HEADERS)):
        place = table + number * size
        (kind,) = struct.unpack_from(f"{order}I", head, place)
        if kind == _PROGRAM_INTERPRETER:
            layout, first = ("QQQQ", 8) if is_wide else ("IIII", 4)
            start, _, _, length = struct.unpack_from(f"{order}{layout}", head, place + first)
            return head[start : start + length].rstrip(b"\0").decode("utf-8", "replace")
    return ""


def _mach_o(head: bytes) -> ExecutableFormat | None:
    if head[:4] not in {b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe"}:
        return None
    machine = _MACH_O_MACHINES.get(struct.unpack_from("<I", head, 4)[0])
    return ExecutableFormat("macosx", machine) if machine else None


def _portable_executable(head: bytes) -> ExecutableFormat | None:
    if head[:2] != b"MZ":
        return None
    (place,) = struct.unpack_from("<I", head, 0x3C)
    if head[place : place + 4] != b"PE\0\0":
        return None
    machine = _PE_MACHINES.get(struct.unpack_from("<H", head, place + 4)[0])
    return ExecutableFormat("win", machine) if machine else None


_ELF_MACHINES = {
    (3, False, "<"): "i686",
    (62, True, "<"): "x86_64",
    (40, False, "<"): "armv7l",
    (183, True, "<"): "aarch64",
    (21, True, "<"): "ppc64le",
    (21, True, ">"): "ppc64",
    (22, True, ">"): "s390x",
    (243, True, "<"): "riscv64",
    (258, True, "<"): "loongarch64",
}
_MACH_O_MACHINES = {0x01000007: "x86_64", 0x0100000C: "arm64"}
_PE_MACHINES = {0x014C: "32", 0x8664: "amd64", 0xAA64: "arm64"}
